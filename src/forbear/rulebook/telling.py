"""What a related person may be told, as the permit to contact that person says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from forbear.rulebook.rule import Bindingness

#: Kinds of rule that refuse for now; who refuses only by these may be spoken to at another time.
FOR_NOW = ("window", "cap", "cooldown")
#: Needs of a permit under which nothing of the debt may be said.
SILENT = ("no_disclosure", "locate_or_relay_only", "location_only")


class MayBeTold(StrEnum):
    """All of the debt, a message to pass on and nothing of the debt, or nothing at all."""

    ALL = "all"
    MESSAGE = "message"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Telling:
    """The answer, and the rules from which it follows, as points of the permit."""

    may: MayBeTold
    by: tuple[Mapping[str, Any], ...]


def telling(answer: Mapping[str, Any]) -> Telling:
    """Read it from a third-party permit (`Permit.as_dict`) asked for this one person.

    That there is no number to reach a person by says nothing of what the person may be told.
    """
    barred = tuple(
        point
        for point in answer["refusals"]
        if point["kind"] not in FOR_NOW and point["bindingness"] != Bindingness.PRACTICAL
    )
    if barred:
        return Telling(MayBeTold.NOTHING, barred)
    silent = tuple(
        point
        for point in answer["requires"]
        if any(token["name"] in SILENT for token in point["tokens"])
    )
    return Telling(MayBeTold.MESSAGE if silent else MayBeTold.ALL, silent)

"""The permit panel: what each channel's permit says, in one line and in full, in one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from forbear.portfolio.words import Channel
from forbear.rulebook.rule import Bindingness
from forbear.web.people.templatetags.words import language

Point = Mapping[str, Any]
#: A kind of rule that says only what is never done.
CONDUCT = "conduct"


class Light(StrEnum):
    """What the row says at a glance."""

    PERMITTED = "permitted"
    CONDITIONS = "conditions"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Rule:
    """One rule of a permit in words: what it says, where that stands, what would change it."""

    id: str
    title: str
    citation: str
    assumed: bool
    needs: tuple[str, ...]
    #: No norm, but something that is not there to do it with.
    practical: bool = False
    unknown: tuple[str, ...] = ()
    lifted_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One channel. ``until``: when the open hours close; ``from_``: when it would be lawful."""

    channel: Channel
    light: Light
    until: datetime | None
    from_: datetime | None
    remaining: int | None
    refusals: tuple[Rule, ...]
    tasks: tuple[Rule, ...]
    never: tuple[Rule, ...]
    advice: tuple[Rule, ...]
    last: datetime | None = None
    #: What the contact may go to: key and label of each number or address.
    goes_to: Sequence[Mapping[str, Any]] = field(default=())

    @property
    def allowed(self) -> bool:
        """Whether a permit would be given."""
        return self.light in (Light.PERMITTED, Light.CONDITIONS)

    @property
    def until_hour(self) -> str:
        """When the open hours close, as the customer's clock shows it."""
        hour = "" if self.until is None else f"{self.until:%H:%M}"
        return "24:00" if hour == "00:00" else hour

    @property
    def askable(self) -> bool:
        """Whether there is a number or address to go to; placements and suits are no desk work."""
        return bool(self.goes_to)

    @property
    def needs(self) -> tuple[str, ...]:
        """Everything that is to be done, each thing once."""
        return tuple(dict.fromkeys(need for rule in self.tasks for need in rule.needs))


def row(answer: Mapping[str, Any], now: datetime, **more: Any) -> Row:
    """A row from a permit's answer (`Permit.as_dict`)."""
    said, lifts = language(), dict[str, list[str]]()
    for override in answer["overrides"]:
        lifts.setdefault(override["rule_id"], []).append(override[said])
    required = [rule_of(point, said) for point in answer["requires"] if point["kind"] != CONDUCT]
    refusing = sorted(answer["refusals"], key=first_told)
    refusals = tuple(rule_of(p, said, tuple(lifts.get(p["rule_id"], ()))) for p in refusing)
    return Row(
        channel=Channel(answer["channel"]),
        light=_light(refusals, bool(required)),
        until=_closes(answer["instants"], now) if answer["allowed"] else None,
        from_=_moment(answer["next_lawful"]),
        remaining=answer["remaining"],
        refusals=refusals,
        tasks=tuple(required),
        never=tuple(rule_of(p, said) for p in answer["requires"] if p["kind"] == CONDUCT),
        advice=tuple(rule_of(point, said) for point in answer["advice"]),
        **more,
    )


def first_told(point: Point) -> tuple[bool, bool]:
    """What can't be done at all comes first, then the law, then the bank's own choices."""
    kind = Bindingness(point["bindingness"])
    return kind is not Bindingness.PRACTICAL, not kind.is_law


def _light(refusals: Sequence[Rule], conditions: bool) -> Light:
    if refusals:
        return Light.UNKNOWN if all(rule.assumed for rule in refusals) else Light.REFUSED
    return Light.CONDITIONS if conditions else Light.PERMITTED


def rule_of(point: Point, said: str, lifted_by: tuple[str, ...] = ()) -> Rule:
    """A point of a permit in a language."""
    return Rule(
        id=point["rule_id"],
        title=point["title"][said],
        citation=point["citation"][said],
        assumed=point["assumed"],
        needs=tuple(token[said] for token in point["tokens"]),
        practical=point["bindingness"] == Bindingness.PRACTICAL,
        unknown=tuple(point["unknown"]),
        lifted_by=lifted_by,
    )


def _closes(instants: Sequence[Sequence[str]], now: datetime) -> datetime | None:
    for opens, closes in instants:
        if datetime.fromisoformat(opens) <= now < datetime.fromisoformat(closes):
            return datetime.fromisoformat(closes)
    return None


def _moment(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(written)

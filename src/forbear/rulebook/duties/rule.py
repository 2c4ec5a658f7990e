"""A duty as it stands in a pack's file: what must hold of staff, data, charges and the like."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from forbear.policy import PolicyModel
from forbear.rulebook.condition import PLACE, compiled
from forbear.rulebook.duties.names import HOUSE, About
from forbear.rulebook.rule import Dated, Filled


class Finding(StrEnum):
    """What a duty finds. ``none``: it does not apply."""

    MET = "met"
    BROKEN = "broken"
    UNKNOWN = "unknown"
    NONE = "none"


def _checked(condition: dict[str, Any]) -> dict[str, Any]:
    compiled(condition, HOUSE)
    return condition


HouseCondition = Annotated[dict[str, Any], AfterValidator(_checked), WithJsonSchema(PLACE)]


class Standard(PolicyModel):
    """``must`` has to hold, in the language of conditions over the facts of the house."""

    must: HouseCondition = Field(min_length=1)


class DutyCase(PolicyModel):
    """A worked example. ``facts`` not named are unknown."""

    label: Literal["lawful", "unlawful", "edge"]
    en: Filled
    zh: Filled
    day: date
    facts: dict[str, Any] = Field(default_factory=dict)
    expect: Finding


class Duty(Dated[Standard]):
    """A duty of the house."""

    about: About
    when: HouseCondition = Field(default_factory=dict)
    cases: tuple[DutyCase, ...] = ()

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if {case.label for case in self.cases} != {"lawful", "unlawful", "edge"}:
            raise ValueError("a duty needs at least one lawful, one unlawful and one edge case")
        for case in self.cases:
            unknown = sorted(set(case.facts) - set(HOUSE))
            if unknown:
                raise ValueError(f"case '{case.en}' names no fact: {', '.join(unknown)}")
        return self


class DutyFile(PolicyModel):
    """A file ``<topic>.duty.yaml``."""

    duties: tuple[Duty, ...] = Field(min_length=1)

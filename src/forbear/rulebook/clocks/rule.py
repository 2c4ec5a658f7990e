"""A clock as it stands in a pack's file, with worked cases."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from forbear.policy import PolicyModel
from forbear.rulebook.clocks.clock import State
from forbear.rulebook.clocks.deadline import Deadline
from forbear.rulebook.clocks.events import Event
from forbear.rulebook.clocks.limitation import Limitation
from forbear.rulebook.clocks.period import Period
from forbear.rulebook.clocks.retention import Retention
from forbear.rulebook.rule import Dated, Filled, Stated


class Standing(PolicyModel):
    """Where a clock is expected to stand. ``none``: it has not started."""

    state: State | Literal["none"]
    due_on: date | None = None
    done_on: date | None = None
    moved_by: Event | None = None


class ClockCase(PolicyModel):
    """A worked example: what happened when, and where the clock stands on a day."""

    label: Literal["lawful", "unlawful", "edge"]
    en: Filled
    zh: Filled
    day: date
    events: dict[Event, date | tuple[date, ...]] = Field(default_factory=dict)
    expect: Standing


class ClockBase(Stated):
    """What every clock says, whatever its kind."""

    cases: tuple[ClockCase, ...] = ()

    @model_validator(mode="after")
    def _three_cases(self) -> Self:
        if {case.label for case in self.cases} != {"lawful", "unlawful", "edge"}:
            raise ValueError("a clock needs at least one lawful, one unlawful and one edge case")
        return self


class DeadlineRule(ClockBase, Dated[Deadline]):
    """A clock for what has to be done within a time."""

    kind: Literal["deadline"]


class PeriodRule(ClockBase, Dated[Period]):
    """A clock for how long something holds."""

    kind: Literal["period"]


class RetentionRule(ClockBase, Dated[Retention]):
    """A clock for how long a record is kept."""

    kind: Literal["retention"]


class LimitationRule(ClockBase, Dated[Limitation]):
    """A clock for how long a claim can be enforced."""

    kind: Literal["limitation"]


AnyClock = Annotated[
    DeadlineRule | PeriodRule | RetentionRule | LimitationRule, Field(discriminator="kind")
]


class ClockFile(PolicyModel):
    """A file ``<topic>.clock.yaml``."""

    clocks: tuple[AnyClock, ...] = Field(min_length=1)

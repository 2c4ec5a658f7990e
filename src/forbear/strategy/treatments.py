"""What may be done for an account: channel, cost, the capacity it takes, and the effect assumed."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from forbear.policy import PolicyModel
from forbear.portfolio.words import Channel

#: The treatment that is always possible: nothing is done, nothing spent, nothing gained.
WAIT = "wait"

#: Channels for which somebody travels.
VISITS = (Channel.HOME_VISIT, Channel.WORK_VISIT)

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Basis(StrEnum):
    """How an effect is known."""

    ASSUMPTION = "assumption"
    MEASURED = "measured"


class Source(PolicyModel):
    """Where an effect comes from."""

    basis: Basis
    zh: str
    en: str


class Treatment(PolicyModel):
    """One treatment. Money in minor units of the bank's currency.

    ``effect`` is added to the chance of payment within 30 days where that chance is a half, and
    less towards 0 and 1 (`forbear.scoring.after`). ``recovery`` is the share of what is owed that
    the bank keeps when the account is paid. ``needs`` names columns of the cases that must be true.
    """

    zh: str
    en: str
    channel: Channel | None = None
    cost: Annotated[int, Field(ge=0)] = 0
    uses: dict[Name, Annotated[int, Field(gt=0)]] = Field(default_factory=dict)
    effect: Annotated[float, Field(ge=0, le=1)] = 0.0
    recovery: Annotated[float, Field(gt=0, le=1)] = 1.0
    minimum_owed: Annotated[int, Field(ge=0)] = 0
    needs: tuple[Name, ...] = ()
    source: Source | None = None

    @model_validator(mode="after")
    def _sourced(self) -> Treatment:
        if self.effect and self.source is None:
            raise ValueError("an effect needs a source: basis assumption or measured, zh, en")
        return self


class Treatments(PolicyModel):
    """The file treatments.yaml: every treatment by its id; among equals the first is taken."""

    treatments: Annotated[dict[Name, Treatment], Field(max_length=100)]

    @model_validator(mode="after")
    def _waits(self) -> Treatments:
        wait = self.treatments.get(WAIT)
        if wait is None or wait.channel or wait.cost or wait.uses or wait.effect:
            raise ValueError(f"there must be a treatment {WAIT!r} without channel, cost or effect")
        bare = [name for name, t in self.treatments.items() if name != WAIT and t.channel is None]
        if bare:
            raise ValueError(f"only {WAIT!r} goes without a channel, not {', '.join(bare)}")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """Ids, `WAIT` first, the others as in the file: the order of every array by treatment."""
        return (WAIT, *(name for name in self.treatments if name != WAIT))

    def __getitem__(self, name: str) -> Treatment:
        return self.treatments[name]

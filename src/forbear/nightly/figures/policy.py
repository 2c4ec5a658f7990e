"""What figures are measured against and how far they look back: ``figures.yaml`` of the policy."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from forbear.delinquency import Bucket
from forbear.policy import PolicyModel

Share = Annotated[float, Field(ge=0, le=1)]


class Targets(PolicyModel):
    """What the bank wants to reach. Nobody else asks for it."""

    #: By bucket, the share of what is overdue at the start of a month to be paid within the month.
    recovery: dict[Bucket, Share]

    @model_validator(mode="after")
    def _overdue(self) -> Targets:
        if Bucket.M0 in self.recovery:
            raise ValueError("M0 is not overdue; leave it out", "M0 未逾期，请勿列出")
        return self


class FiguresPolicy(PolicyModel):
    """The file ``figures.yaml``."""

    targets: Targets
    #: Months that curves and recovery look back.
    months: Annotated[int, Field(ge=1, le=36)]
    #: Days of contacts that are counted.
    contact_days: Annotated[int, Field(ge=1, le=365)]
    #: Days within which a payment counts as following a contact.
    followed_within: Annotated[int, Field(ge=1, le=90)]

"""Cool-down: no contact for so many days after an event."""

from __future__ import annotations

from typing import Annotated, Self

import polars as pl
from pydantic import AfterValidator, Field
from typing_extensions import override

from forbear.rulebook.kinds.base import Kind
from forbear.rulebook.kinds.cap import counted


class Cooldown(Kind):
    """Refused for ``days`` days, of which the day of the event is the first.

    ``since`` is the fact that counts the days since the event, 0 on its own day.
    """

    days: int = Field(ge=1, le=366)
    since: Annotated[str, AfterValidator(counted)]

    @override
    def refuses(self) -> pl.Expr:
        return pl.col(self.since) < self.days

    @override
    def stricter(self, law: Self) -> bool:
        return self.since == law.since and self.days >= law.days

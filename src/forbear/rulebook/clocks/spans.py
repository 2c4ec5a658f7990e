"""Lengths of time in a clock: calendar days, business days, months or years, added to dates."""

from __future__ import annotations

from typing import Literal, Self

import polars as pl
from pydantic import Field, model_validator

from forbear.policy import PolicyModel
from forbear.rulebook.holidays import holidays_in

Country = Literal["AU", "IE", "US"]


class Span(PolicyModel):
    """One length of time. Give exactly one unit.

    A month or year ends on the same day of the month; where there is none (29 February in a common
    year), on the month's last day. Business days leave out Saturdays, Sundays and the public
    holidays of ``country``.
    """

    days: int | None = Field(None, ge=1, le=36525)
    business_days: int | None = Field(None, ge=1, le=366)
    months: int | None = Field(None, ge=1, le=1200)
    years: int | None = Field(None, ge=1, le=100)
    country: Country | None = None

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        given = [u for u in (self.days, self.business_days, self.months, self.years) if u]
        if len(given) != 1:
            raise ValueError("give one of days, business_days, months, years")
        if (self.business_days is None) != (self.country is None):
            raise ValueError("business days need a country, and nothing else does")
        return self

    def after(self, day: pl.Expr, years: range) -> pl.Expr:
        """The last day of the span, if the day after ``day`` is its first.

        ``years`` are those in which business days may fall.
        """
        if self.business_days is not None and self.country is not None:
            off = [one for year in years for one in sorted(holidays_in(self.country, year))]
            return day.dt.add_business_days(self.business_days, holidays=off, roll="backward")
        if self.days is not None:
            return day.dt.offset_by(f"{self.days}d")
        if self.months is not None:
            return day.dt.offset_by(f"{self.months}mo")
        return day.dt.offset_by(f"{self.years}y")

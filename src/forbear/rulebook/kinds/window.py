"""Window: the local hours in which contact may be made."""

from __future__ import annotations

from typing import Literal, Self

import polars as pl
from pydantic import model_validator
from typing_extensions import override

from forbear.rulebook.kinds.base import Kind
from forbear.rulebook.kinds.hours import Hours, Spans, complement, intersect, parse


class Window(Kind):
    """Either ``allowed`` or ``blocked`` hours of every day.

    ``saturday``, ``sunday`` and ``holiday`` give other *allowed* hours for those days; an empty
    list allows none. ``holiday`` needs the ``calendar`` that knows them.
    """

    allowed: tuple[str, ...] | None = None
    blocked: tuple[str, ...] | None = None
    saturday: tuple[str, ...] | None = None
    sunday: tuple[str, ...] | None = None
    holiday: tuple[str, ...] | None = None
    calendar: Literal["cn", "au", "ie", "us"] | None = None

    @model_validator(mode="after")
    def _readable(self) -> Self:
        if (self.allowed is None) == (self.blocked is None):
            raise ValueError("give either allowed or blocked hours")
        if (self.holiday is None) != (self.calendar is None):
            raise ValueError("holiday hours need a calendar, and a calendar holiday hours")
        self.hours()
        return self

    @override
    def hours(self) -> Hours:
        ordinary = (
            parse(self.allowed)
            if self.allowed is not None
            else complement(parse(self.blocked or ()))
        )
        days = (self.saturday, self.sunday, self.holiday)
        return Hours(ordinary, *(None if day is None else parse(day) for day in days))

    def holiday_fact(self) -> str | None:
        """The fact that says whether the day is a holiday."""
        return f"holiday_{self.calendar}" if self.calendar else None

    @override
    def refuses(self) -> pl.Expr:
        return pl.lit(False)

    @override
    def stricter(self, law: Self) -> bool:
        if self.calendar is None and law.calendar is not None:
            return False
        mine, theirs = self.hours(), law.hours()
        return all(
            _within(_day(mine, name), _day(theirs, name))
            for name in ("ordinary", "saturday", "sunday", "holiday")
        )


def _day(hours: Hours, name: str) -> Spans:
    own: Spans | None = getattr(hours, name)
    return hours.ordinary if own is None else own


def _within(one: Spans, other: Spans) -> bool:
    return intersect(one, other) == one

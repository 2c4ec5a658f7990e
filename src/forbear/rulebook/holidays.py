"""Which days are public holidays, behind one small protocol."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache
from typing import Protocol

import chinese_calendar  # type: ignore[import-untyped]


class Calendar(Protocol):
    """Knows the public holidays of one place."""

    def is_holiday(self, day: date) -> bool | None:
        """Whether the day is a public holiday; None if the year is not known."""


class China:
    """Statutory holidays of the People's Republic of China, adjusted days off included."""

    def is_holiday(self, day: date) -> bool | None:
        """Whether the day belongs to a public holiday; plain weekends do not."""
        return _in_china(day)


@lru_cache(maxsize=4096)
def _in_china(day: date) -> bool | None:
    try:
        off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return None
    return bool(off and name)


class Abroad:
    """National public holidays of another country, by its ISO 3166 code, from the library."""

    #: Years whose holidays the library works out by the laws it knows.
    FIRST, LAST = 1990, 2100

    def __init__(self, country: str) -> None:
        self.country = country

    def is_holiday(self, day: date) -> bool | None:
        """Whether the day is a public holiday of the whole country."""
        if not self.FIRST <= day.year <= self.LAST:
            return None
        return day in holidays_in(self.country, day.year)


@cache
def holidays_in(country: str, year: int) -> frozenset[date]:
    """National public holidays of a year, by ISO 3166 code of the country."""
    import holidays  # slow to import, and most books need no country but their own

    return frozenset(holidays.country_holidays(country, years=year))


#: Fact -> calendar that decides it.
CALENDARS: dict[str, Calendar] = {
    "holiday_cn": China(),
    "holiday_au": Abroad("AU"),
    "holiday_ie": Abroad("IE"),
    "holiday_us": Abroad("US"),
}


def holidays_on(day: date, facts: Iterable[str]) -> dict[str, bool | None]:
    """Those of ``facts`` that a calendar decides, for the day."""
    asked = set(facts)
    return {fact: one.is_holiday(day) for fact, one in CALENDARS.items() if fact in asked}

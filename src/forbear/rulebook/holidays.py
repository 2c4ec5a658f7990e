"""Which days are public holidays, behind one small protocol."""

from __future__ import annotations

from datetime import date
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
        try:
            off, name = chinese_calendar.get_holiday_detail(day)
        except NotImplementedError:
            return None
        return bool(off and name)


#: Fact -> calendar that decides it.
CALENDARS: dict[str, Calendar] = {"holiday_cn": China()}


def holidays_on(day: date) -> dict[str, bool | None]:
    """The facts about the day."""
    return {fact: calendar.is_holiday(day) for fact, calendar in CALENDARS.items()}

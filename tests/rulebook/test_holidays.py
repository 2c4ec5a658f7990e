"""Public holidays, and years nobody has published yet."""

from __future__ import annotations

from datetime import date

import pytest

from forbear.rulebook.holidays import China, holidays_on


@pytest.mark.parametrize(
    ("day", "off"),
    [
        (date(2026, 10, 1), True),
        (date(2026, 2, 17), True),
        (date(2026, 11, 22), False),
        (date(2026, 11, 23), False),
        (date(2031, 10, 1), None),
    ],
)
def test_holiday_in_china(day: date, off: bool | None) -> None:
    assert China().is_holiday(day) is off


def test_holidays_on_gives_the_facts_of_the_day() -> None:
    assert holidays_on(date(2026, 10, 1)) == {"holiday_cn": True}

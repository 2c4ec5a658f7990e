"""Public holidays, and years nobody has published yet."""

from __future__ import annotations

from datetime import date

import pytest

from forbear.rulebook.holidays import Abroad, China, holidays_on


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
    assert holidays_on(date(2026, 10, 1), ["minor", "holiday_cn"]) == {"holiday_cn": True}
    assert holidays_on(date(2026, 10, 1), []) == {}


@pytest.mark.parametrize(
    ("country", "day", "off"),
    [
        ("AU", date(2026, 1, 26), True),
        ("AU", date(2026, 4, 25), True),
        ("AU", date(2026, 11, 3), False),
        ("IE", date(2026, 2, 2), True),
        ("IE", date(2026, 3, 17), True),
        ("IE", date(2026, 3, 15), False),
        ("US", date(2026, 7, 3), True),
        ("US", date(2026, 11, 27), False),
        ("US", date(2101, 7, 4), None),
    ],
)
def test_holiday_abroad_is_one_of_the_whole_country(
    country: str, day: date, off: bool | None
) -> None:
    assert Abroad(country).is_holiday(day) is off

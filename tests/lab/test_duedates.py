from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.lab.duedates import due_dates
from forbear.lab.schedule import OLDEST

EPOCH = date(1970, 1, 1)


def bucket(days: int) -> int:
    return 7 if days > 180 else -(-days // 30)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_due_dates_every_month_late_lies_in_its_bucket(as_of: date) -> None:
    days, dates = due_dates(as_of)
    late = (as_of - EPOCH).days - dates
    assert dates.shape == (len(days), OLDEST + 2)
    assert [[bucket(int(n)) for n in row[1:8]] for row in late] == [[1, 2, 3, 4, 5, 6, 7]] * len(
        days
    )


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_due_dates_fall_on_their_day_month_by_month(as_of: date) -> None:
    days, dates = due_dates(as_of)
    for day, row in zip(days, dates, strict=True):
        due = [EPOCH + timedelta(days=int(n)) for n in row]
        assert {d.day for d in due} == {day}
        months = [d.year * 12 + d.month for d in due]
        assert months == [months[0] - n for n in range(len(months))]
        assert due[0] > as_of > due[1]


@pytest.mark.parametrize("as_of", [date(2026, 11, 22), date(2024, 3, 1), date(2027, 1, 1)])
def test_due_dates_leave_twenty_days_or_more(as_of: date) -> None:
    assert len(due_dates(as_of)[0]) >= 20

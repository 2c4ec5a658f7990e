"""Lengths of time added to dates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from forbear.rulebook.clocks.spans import Span
from forbear.rulebook.holidays import holidays_in

YEARS = range(2024, 2031)


def after(span: Span, day: date) -> date:
    frame = pl.DataFrame({"day": [day]}, schema={"day": pl.Date})
    found: date = frame.select(span.after(pl.col("day"), YEARS)).item()
    return found


@pytest.mark.parametrize(
    ("span", "day", "last"),
    [
        ({"days": 15}, "2026-11-01", "2026-11-16"),
        ({"days": 15}, "2028-02-14", "2028-02-29"),
        ({"months": 6}, "2026-08-31", "2027-02-28"),
        ({"months": 1}, "2028-01-31", "2028-02-29"),
        ({"years": 3}, "2024-02-29", "2027-02-28"),
        ({"years": 4}, "2024-02-29", "2028-02-29"),
        ({"years": 1}, "2027-02-28", "2028-02-28"),
        ({"business_days": 5, "country": "US"}, "2026-11-02", "2026-11-09"),
        ({"business_days": 5, "country": "US"}, "2026-11-20", "2026-11-30"),
        ({"business_days": 5, "country": "US"}, "2026-11-14", "2026-11-20"),
        ({"business_days": 1, "country": "US"}, "2026-07-02", "2026-07-06"),
        ({"business_days": 1, "country": "IE"}, "2026-10-23", "2026-10-27"),
        ({"business_days": 1, "country": "US"}, "2026-12-31", "2027-01-04"),
    ],
)
def test_span_ends_on(span: dict[str, Any], day: str, last: str) -> None:
    assert after(Span(**span), date.fromisoformat(day)) == date.fromisoformat(last)


@pytest.mark.parametrize(
    "span",
    [
        {},
        {"days": 1, "years": 1},
        {"days": 0},
        {"days": -1},
        {"business_days": 5},
        {"days": 5, "country": "US"},
        {"business_days": 5, "country": "MARS"},
        {"weeks": 1},
    ],
)
def test_span_refuses(span: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Span.model_validate(span)


@given(st.dates(date(2025, 1, 1), date(2029, 6, 30)), st.integers(1, 60))
def test_business_days_are_counted_one_by_one(day: date, count: int) -> None:
    free = {one for year in YEARS for one in holidays_in("US", year)}
    left, walked = count, day
    while left:
        walked += timedelta(days=1)
        left -= walked.weekday() < 5 and walked not in free
    assert after(Span.model_validate({"business_days": count, "country": "US"}), day) == walked

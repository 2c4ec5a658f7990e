"""Hours on the wall clock as instants, on days when clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.rulebook.countries import COUNTRIES, country_of
from forbear.rulebook.instants import instants
from forbear.rulebook.kinds.hours import Spans, inside

SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)


def said(day: date, spans: Spans, zone: str) -> list[tuple[str, str]]:
    found = instants(day, spans, ZoneInfo(zone))
    return [(a.isoformat(), b.isoformat()) for a, b in found]


@pytest.mark.parametrize(
    ("day", "spans", "zone", "found"),
    [
        (
            date(2026, 11, 23),
            ((480, 1320),),
            "Asia/Shanghai",
            [("2026-11-23T08:00:00+08:00", "2026-11-23T22:00:00+08:00")],
        ),
        (date(2026, 11, 23), (), "Asia/Shanghai", []),
        # The clocks skip from 02:00 to 03:00: nothing happens between.
        (
            SPRING,
            ((90, 150),),
            "America/New_York",
            [("2026-03-08T01:30:00-05:00", "2026-03-08T03:00:00-04:00")],
        ),
        (SPRING, ((120, 180),), "America/New_York", []),
        (
            SPRING,
            ((480, 1260),),
            "America/New_York",
            [("2026-03-08T08:00:00-04:00", "2026-03-08T21:00:00-04:00")],
        ),
        # The clocks run through 01:00 to 02:00 twice: open twice.
        (
            AUTUMN,
            ((60, 90),),
            "America/New_York",
            [
                ("2026-11-01T01:00:00-04:00", "2026-11-01T01:30:00-04:00"),
                ("2026-11-01T01:00:00-05:00", "2026-11-01T01:30:00-05:00"),
            ],
        ),
        (
            AUTUMN,
            ((0, 1440),),
            "America/New_York",
            [("2026-11-01T00:00:00-04:00", "2026-11-02T00:00:00-05:00")],
        ),
        # Clocks that skip midnight itself.
        (
            date(2026, 9, 6),
            ((0, 120),),
            "America/Santiago",
            [("2026-09-06T01:00:00-03:00", "2026-09-06T02:00:00-03:00")],
        ),
    ],
)
def test_instants_of_a_day(
    day: date, spans: Spans, zone: str, found: list[tuple[str, str]]
) -> None:
    assert said(day, spans, zone) == found


zones = st.sampled_from(["Europe/Dublin", "America/New_York", "Australia/Lord_Howe", "UTC"])
days = st.sampled_from(
    [SPRING, AUTUMN, date(2026, 3, 29), date(2026, 4, 5), date(2026, 10, 4), date(2026, 10, 25)]
)


@given(
    days,
    st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda s: s[0] < s[1]),
    zones,
    st.integers(-3600, 27 * 3600),
)
def test_instants_agree_with_reading_the_clock(
    day: date, span: tuple[int, int], zone: str, second: int
) -> None:
    start = datetime.combine(day, datetime.min.time(), ZoneInfo(zone)).astimezone(UTC)
    moment = start + timedelta(seconds=second)
    local = moment.astimezone(ZoneInfo(zone))
    by_clock = local.date() == day and inside((span,), local.time())
    open_ = any(a <= moment < b for a, b in instants(day, (span,), ZoneInfo(zone)))
    assert open_ == by_clock


@pytest.mark.parametrize(
    ("zone", "region", "country"),
    [
        ("Asia/Shanghai", None, "CN"),
        ("America/Chicago", None, "US"),
        ("Europe/London", "IE", "IE"),
        (None, "US-CA", "US"),
        ("Asia/Shanghai", "310000", "CN"),
        ("Asia/Shanghai", "XX", "CN"),
        ("UTC", None, None),
        (None, None, None),
    ],
)
def test_country_of_a_region_or_else_a_time_zone(
    zone: str | None, region: str | None, country: str | None
) -> None:
    assert country_of(zone, region) == country


def test_countries_are_codes_in_order() -> None:
    assert list(COUNTRIES) == sorted(set(COUNTRIES))
    assert all(len(code) == 2 and code.isupper() for code in COUNTRIES)

"""Dates and instants in every form in which banks write them."""

from __future__ import annotations

import datetime as dt
import zoneinfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.portfolio.days import FIRST, LAST

DAY = dt.date(2026, 3, 9)
UTC = dt.UTC


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-09",
        "20260309",
        "2026/03/09",
        "2026/3/9",
        "2026.03.09",
        "2026年03月09日",
        "2026年3月9日",
        "2026-03-09 00:00:00",
        "2026-03-09 00:00:00.000",
        "2026-03-09T00:00:00",
        "2026/03/09 0:00",
        "2026-03-09 00:00",
    ],
)
def test_date_reads_the_forms_in_use(read, written):
    assert read("date", [written]) == ([DAY], [])


@pytest.mark.parametrize(
    "written",
    [
        "2026-02-30",
        "2026-13-01",
        "2026-00-10",
        "20261301",
        "2026031",
        "0000-00-00",
        "09-03-2026",
        "2026-03-09 10:30:00",
        "yesterday",
        "46090",
        "2026",
        "-",
        "2025-02-29",
    ],
)
def test_date_refuses_what_is_no_day(read, written):
    assert read("date", [written]) == ([None], [(0, "date.impossible")])


def test_date_of_a_leap_year_is_a_day(read):
    assert read("date", ["2024-02-29"]) == ([dt.date(2024, 2, 29)], [])


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        (FIRST, []),
        (LAST, []),
        (FIRST - dt.timedelta(days=1), [(0, "date.impossible")]),
        (LAST + dt.timedelta(days=1), [(0, "date.impossible")]),
        (dt.date(9999, 12, 31), [(0, "date.impossible")]),
        (None, []),
    ],
)
def test_date_outside_the_calendar_in_use_is_told(read, value, wrong):
    assert read("date", [value], pl.Date()) == ([value], wrong)
    text = None if value is None else value.isoformat()
    assert read("date", [text]) == ([value], wrong)


@pytest.mark.parametrize(
    ("form", "written"),
    [("%d.%m.%Y", "09.03.2026"), ("%m/%d/%Y", "03/09/2026"), ("%d %B %Y", "09 March 2026")],
)
def test_date_in_the_form_that_the_mapping_gives(read, form, written):
    assert read("date", [written], format=form) == ([DAY], [])


def test_date_with_a_form_given_is_read_in_no_other(read):
    values, wrong = read("date", ["09.03.2026", "2026-03-09"], format="%d.%m.%Y")
    assert (values, wrong) == ([DAY, None], [(1, "date.impossible")])


def test_date_of_a_naive_time_is_its_day(read):
    late = dt.datetime(2026, 3, 9, 23, 59)  # noqa: DTZ001
    assert read("date", [late], pl.Datetime("ms")) == ([DAY], [])


def test_date_of_an_instant_is_the_banks_own_day(read):
    late = dt.datetime(2026, 3, 8, 16, 30, tzinfo=UTC)
    assert read("date", [late], pl.Datetime("us", "UTC")) == ([DAY], [])
    assert read("date", [late], pl.Datetime("us", "UTC"), zone="Europe/London") == (
        [dt.date(2026, 3, 8)],
        [],
    )


@given(st.dates(FIRST, LAST), st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", "%Y年%m月%d日"]))
def test_date_comes_back_as_it_was_written(read, day, form):
    assert read("date", [day.strftime(form)]) == ([day], [])


@given(st.lists(st.text(max_size=20), max_size=6))
def test_date_never_raises_and_tells_what_it_cannot_read(read, texts):
    values, wrong = read("date", texts)
    bad = [
        (row, "date.impossible")
        for row, value in enumerate(values)
        if value is None or not FIRST <= value <= LAST
    ]
    assert wrong == bad


AT = dt.datetime(2026, 3, 9, 2, 30, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-09 10:30:15",
        "2026-03-09T10:30:15",
        "2026/03/09 10:30:15",
        "20260309103015",
        "2026-03-09 10:30:15.000",
        "2026-03-09T02:30:15Z",
        "2026-03-09 02:30:15Z",
        "2026-03-09T10:30:15+08:00",
        "2026-03-09T10:30:15+0800",
        "2026-03-08T21:30:15-05:00",
    ],
)
def test_instant_reads_the_forms_in_use(read, written):
    assert read("instant", [written]) == ([AT], [])


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2026-03-09", dt.datetime(2026, 3, 8, 16, tzinfo=UTC)),
        ("2026-03-09 10:30", dt.datetime(2026, 3, 9, 2, 30, tzinfo=UTC)),
        ("2026-03-09 10:30:15.123456", AT.replace(microsecond=123456)),
        ("2026-03-09T10:30:15.5+08:00", AT.replace(microsecond=500000)),
        (None, None),
    ],
)
def test_instant_with_more_or_less_than_seconds(read, written, at):
    assert read("instant", [written]) == ([at], [])


@pytest.mark.parametrize(
    "written",
    ["now", "2026-03-09 25:00:00", "2026-02-30 10:00:00", "10:30:15", "2026-03-09 10:61:00", "0"],
)
def test_instant_refuses_what_is_no_moment(read, written):
    assert read("instant", [written]) == ([None], [(0, "instant.form")])


@pytest.mark.parametrize(
    "value", [dt.datetime(1899, 12, 30, tzinfo=UTC), dt.datetime(2201, 1, 1, tzinfo=UTC)]
)
def test_instant_outside_the_calendar_in_use_is_told(read, value):
    assert read("instant", [value], pl.Datetime("us", "UTC")) == ([value], [(0, "instant.form")])


def test_instant_in_the_form_that_the_mapping_gives(read):
    values, wrong = read(
        "instant", ["09.03.2026 10:30:15", "2026-03-09 10:30:15"], format="%d.%m.%Y %H:%M:%S"
    )
    assert (values, wrong) == ([AT, None], [(1, "instant.form")])


def test_instant_of_an_hour_that_comes_twice_is_the_first(read):
    zone = "America/New_York"
    first = dt.datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert read("instant", ["2026-11-01 01:30:00"], zone=zone) == ([first], [])
    naive = dt.datetime(2026, 11, 1, 1, 30)  # noqa: DTZ001
    assert read("instant", [naive], pl.Datetime("us"), zone=zone) == ([first], [])


def test_instant_of_an_hour_that_never_comes_is_told(read):
    assert read("instant", ["2026-03-08 02:30:00"], zone="America/New_York") == (
        [None],
        [(0, "instant.form")],
    )


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_instant_typed_with_a_zone_is_taken_to_utc(read, unit):
    local = AT.astimezone(zoneinfo.ZoneInfo("Asia/Tokyo"))
    assert read("instant", [local], pl.Datetime(unit, "Asia/Tokyo")) == ([AT], [])


def test_instant_of_a_typed_day_is_its_beginning_in_the_banks_zone(read):
    assert read("instant", [DAY], pl.Date()) == ([dt.datetime(2026, 3, 8, 16, tzinfo=UTC)], [])


@given(st.datetimes(dt.datetime(1992, 1, 1), dt.datetime(2200, 1, 1)))  # noqa: DTZ001
def test_instant_comes_back_as_it_was_written(read, moment):
    bank = moment.replace(microsecond=0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    assert read("instant", [f"{bank:%Y-%m-%d %H:%M:%S}", bank.isoformat()]) == ([bank] * 2, [])


@given(st.lists(st.text(max_size=24), max_size=6))
def test_instant_never_raises(read, texts):
    assert len(read("instant", texts)[0]) == len(texts)

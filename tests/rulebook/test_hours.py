"""Spans of local hours."""

from __future__ import annotations

from datetime import date

import pytest

from forbear.rulebook.kinds.hours import Hours, clock, complement, intersect, parse, union

MONDAY, SATURDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 28), date(2026, 11, 29)


@pytest.mark.parametrize(
    ("texts", "spans"),
    [
        (("08:00-22:00",), ((480, 1320),)),
        (("22:00-08:00",), ((0, 480), (1320, 1440))),
        (("00:00-24:00",), ((0, 1440),)),
        (("22:00-00:00",), ((1320, 1440),)),
        (("09:00-12:00", "11:00-13:30"), ((540, 810),)),
        ((), ()),
    ],
)
def test_parse_reads_spans(texts: tuple[str, ...], spans: object) -> None:
    assert parse(texts) == spans


@pytest.mark.parametrize(
    "text", ["8:00-22:00", "08:00", "08:60-09:00", "08:00-25:00", "09:00-09:00"]
)
def test_parse_refuses_what_is_no_span(text: str) -> None:
    with pytest.raises(ValueError, match="span of hours"):
        parse((text,))


def test_complement_is_the_rest_of_the_day() -> None:
    assert complement(((0, 480), (1320, 1440))) == ((480, 1320),)
    assert complement(()) == ((0, 1440),)
    assert complement(((0, 1440),)) == ()


def test_intersect_keeps_what_both_allow() -> None:
    assert intersect(((480, 1320),), ((0, 600), (1200, 1440))) == ((480, 600), (1200, 1320))
    assert intersect(((0, 480),), ((480, 600),)) == ()


def test_union_merges_touching_spans() -> None:
    assert union(((60, 120), (0, 60), (200, 300))) == ((0, 120), (200, 300))


def test_hours_on_takes_the_holiday_before_the_day_of_the_week() -> None:
    hours = Hours(((450, 1260),), ((540, 1260),), ((540, 1200),), ())
    assert hours.on(MONDAY, False) == ((450, 1260),)
    assert hours.on(SATURDAY, False) == ((540, 1260),)
    assert hours.on(SUNDAY, False) == ((540, 1200),)
    assert hours.on(SATURDAY, True) == ()


def test_hours_on_a_holiday_without_own_hours_is_an_ordinary_day() -> None:
    assert Hours(((450, 1260),), None, None, None).on(MONDAY, True) == ((450, 1260),)


def test_clock_writes_minutes() -> None:
    assert [clock(0), clock(485), clock(1440)] == ["00:00", "08:05", "24:00"]

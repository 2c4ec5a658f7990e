"""The business date, the zone and the currency in which a tape is read."""

from __future__ import annotations

import datetime as dt

import pytest

from forbear.portfolio.terms import Terms
from forbear.problems import ForbearError

DAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("zone", "currency", "code"),
    [
        ("Mars/Olympus", "CNY", "terms.zone"),
        ("", "CNY", "terms.zone"),
        ("asia/shanghai", "CNY", "terms.zone"),
        ("Asia/Shanghai", "XYZ", "terms.currency"),
        ("Asia/Shanghai", "cny", "terms.currency"),
        ("Asia/Shanghai", "", "terms.currency"),
    ],
)
def test_terms_refuse_what_is_unknown_in_both_languages(zone, currency, code):
    with pytest.raises(ForbearError) as caught:
        Terms(DAY, zone, currency)
    (problem,) = caught.value.problems
    assert problem.code == code
    assert problem.where == code.removeprefix("terms.")
    assert repr(zone if code == "terms.zone" else currency) in problem.en
    assert repr(zone if code == "terms.zone" else currency) in problem.zh


@pytest.mark.parametrize(
    ("zone", "night"),
    [
        ("Asia/Shanghai", dt.datetime(2026, 11, 22, 16)),  # noqa: DTZ001
        ("UTC", dt.datetime(2026, 11, 23)),  # noqa: DTZ001
        ("America/New_York", dt.datetime(2026, 11, 23, 5)),  # noqa: DTZ001
    ],
)
def test_night_is_the_end_of_the_day_in_the_banks_zone(zone, night):
    assert Terms(DAY, zone, "CNY").night == night.replace(tzinfo=dt.UTC)


def test_night_follows_the_clock_that_is_put_forward():
    spring = Terms(dt.date(2026, 3, 8), "America/New_York", "USD")
    assert spring.night == dt.datetime(2026, 3, 9, 4, tzinfo=dt.UTC)


@pytest.mark.parametrize(("currency", "country"), [("CNY", "CN"), ("JPY", "JP"), ("EUR", "EU")])
def test_country_is_that_of_the_currency(currency, country):
    assert Terms(DAY, "UTC", currency).country == country


def test_terms_with_the_same_content_are_equal():
    assert Terms(DAY, "UTC", "CNY") == Terms(DAY, "UTC", "CNY")
    assert Terms(DAY, "UTC", "CNY") != Terms(DAY, "UTC", "USD")

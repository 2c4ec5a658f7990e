"""One typed row against itself, the business date and its account."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from forbear.portfolio import TABLES, spec
from forbear.portfolio.checks import OPENED, row_checks
from forbear.portfolio.rules import RULES
from forbear.portfolio.terms import Terms

TODAY = dt.date(2026, 11, 22)
TERMS = Terms(TODAY, "Asia/Shanghai", "CNY")
BEFORE, AFTER = TODAY - dt.timedelta(1), TODAY + dt.timedelta(1)
#: The business date ends at midnight in Shanghai, eight hours before it ends in UTC.
LAST = dt.datetime(2026, 11, 22, 15, 59, 59, 999999, tzinfo=dt.UTC)
NIGHT = dt.datetime(2026, 11, 22, 16, tzinfo=dt.UTC)


def told(table, **cells):
    """(rule, column) of what is wrong with one row of which the other cells are empty."""
    types = {name: column.dtype for name, column in spec.columns(table).items()}
    types |= {OPENED: pl.Date()}
    row = pl.DataFrame({n: pl.Series([cells.get(n)], dtype=t) for n, t in types.items()})
    found = []
    for check in row_checks(table, TERMS):
        fails = row.select(check.fails.alias("fails")).to_series()
        assert fails.dtype == pl.Boolean
        if fails.fill_null(False).item():
            found.append((check.rule, check.column))
    return found


@pytest.mark.parametrize("table", TABLES)
def test_row_of_which_nothing_is_known_breaks_nothing(table):
    assert told(table) == []


@pytest.mark.parametrize("table", TABLES)
def test_row_checks_name_rules_and_columns_that_there_are(table):
    for check in row_checks(table, TERMS):
        assert check.rule in RULES
        assert check.column in spec.columns(table)


@pytest.mark.parametrize(
    ("table", "column", "most", "least"),
    [
        ("customers", "born_on", TODAY, AFTER),
        ("accounts", "opened_on", TODAY, AFTER),
        ("payments", "paid_on", TODAY, AFTER),
        ("payments", "reversed_on", TODAY, AFTER),
        ("contacts", "at", LAST, NIGHT),
    ],
)
def test_what_has_happened_lies_before_the_business_date_ends(table, column, most, least):
    assert told(table, **{column: most}) == []
    assert told(table, **{column: least}) == [("date.future", column)]


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("accounts", "principal"),
        ("accounts", "penalty_min"),
        ("instalments", "principal"),
        ("instalments", "interest"),
        ("instalments", "fee"),
        ("instalments", "paid"),
        ("payments", "amount"),
    ],
)
def test_money_that_cannot_be_negative(table, column):
    assert told(table, **{column: 0}) == []
    assert ("money.negative", column) in told(table, **{column: -1})


def test_balance_of_a_card_may_be_a_credit():
    assert told("accounts", balance=-1) == []


@pytest.mark.parametrize("column", ["closed_on", "written_off_on"])
@pytest.mark.parametrize(
    ("ended", "wrong"), [(BEFORE, True), (TODAY, False), (AFTER, False), (None, False)]
)
def test_account_ends_on_the_day_it_opened_or_later(column, ended, wrong):
    expected = [("account.ended_before_opening", column)] if wrong else []
    assert told("accounts", opened_on=TODAY, **{column: ended}) == expected


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        ({"paid": 100}, False),
        ({"paid": 101}, True),
        ({"paid": 103, "interest": 3}, False),
        ({"paid": 104, "interest": 3}, True),
        ({"paid": 106, "interest": 3, "fee": 3}, False),
        ({"paid": 107, "interest": 3, "fee": 3}, True),
    ],
)
def test_instalment_is_paid_up_to_all_that_is_due(cells, wrong):
    expected = [("instalment.overpaid", "paid")] if wrong else []
    assert told("instalments", principal=100, **cells) == expected


@pytest.mark.parametrize(("number", "wrong"), [(1, False), (0, True), (-1, True)])
def test_instalments_are_numbered_from_one(number, wrong):
    expected = [("number.range", "number")] if wrong else []
    assert told("instalments", number=number) == expected


@pytest.mark.parametrize(
    ("paid", "reversed_on", "opened", "expected"),
    [
        (TODAY, TODAY, TODAY, []),
        (TODAY, BEFORE, None, [("payment.reversed_before_paid", "reversed_on")]),
        (BEFORE, None, TODAY, [("payment.before_opening", "paid_on")]),
        (BEFORE, TODAY, None, []),
    ],
)
def test_payment_stands_after_opening_and_before_reversal(paid, reversed_on, opened, expected):
    cells = {"paid_on": paid, "reversed_on": reversed_on, OPENED: opened}
    assert told("payments", **cells) == expected


@pytest.mark.parametrize("table", ["addresses", "branches"])
@pytest.mark.parametrize(
    ("lat", "lon", "expected"),
    [
        (90.0, 180.0, []),
        (-90.0, -180.0, []),
        (0.0, 1.0, []),
        (1.0, 0.0, []),
        (90.1, 0.0, [("coordinates.range", "lat")]),
        (-90.1, 0.0, [("coordinates.range", "lat")]),
        (1.0, 180.1, [("coordinates.range", "lon")]),
        (1.0, -180.1, [("coordinates.range", "lon")]),
        (91.0, 181.0, [("coordinates.range", "lat"), ("coordinates.range", "lon")]),
        (0.0, 0.0, [("coordinates.zero", "lat")]),
        (-0.0, 0.0, [("coordinates.zero", "lat")]),
        (None, 1.0, [("coordinates.half", "lat")]),
        (1.0, None, [("coordinates.half", "lon")]),
    ],
)
def test_places_lie_on_the_earth(table, lat, lon, expected):
    assert told(table, lat=lat, lon=lon) == expected


@pytest.mark.parametrize("table", ["holds", "consents"])
@pytest.mark.parametrize(
    ("last", "wrong"), [(None, False), (TODAY, False), (AFTER, False), (BEFORE, True)]
)
def test_period_ends_on_its_first_day_or_later(table, last, wrong):
    expected = [("period.backwards", "to_on")] if wrong else []
    assert told(table, from_on=TODAY, to_on=last) == expected


@pytest.mark.parametrize(
    ("starts", "ends", "columns"),
    [
        (0, 1440, []),
        (540, 541, []),
        (540, None, []),
        (None, 540, []),
        (540, 540, ["ends"]),
        (540, 539, ["ends"]),
        (540, 1441, ["ends"]),
        (-1, 540, ["starts"]),
        (1440, None, ["starts"]),
        (1440, 1440, ["starts", "ends"]),
    ],
)
def test_shift_lies_within_a_day(starts, ends, columns):
    expected = [("shift.backwards", column) for column in columns]
    assert told("teams", starts=starts, ends=ends) == expected

"""How a sample of values is guessed to be written."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forbear.portfolio import spec
from forbear.portfolio.spelling import SENTINELS, sentinels, spell


def guess(table, column, values, header=None, dtype=None):
    series = pl.Series(values, dtype=dtype or pl.String())
    return spell(spec.columns(table)[column], header or column, series)


@pytest.mark.parametrize(
    ("values", "form", "fits"),
    [
        (["2026-01-31", "20260131", "2026年1月31日"], None, 1.0),
        (["31/01/2026", "01/02/2026"], "%d/%m/%Y", 1.0),
        (["01/31/2026", "01/02/2026"], "%m/%d/%Y", 1.0),
        (["31.01.2026"], "%d.%m.%Y", 1.0),
        (["31-01-2026"], "%d-%m-%Y", 1.0),
        (["31/01/2026", "soon"], "%d/%m/%Y", 0.5),
        (["2026-01-31", "soon", "later", "never"], None, 0.25),
        (["soon"], None, 0.0),
        (["99991231", "NULL", "", None], None, 1.0),
        ([], None, 1.0),
    ],
)
def test_spell_dates(values, form, fits):
    found = guess("payments", "paid_on", values)
    assert (found.how.format, found.fits) == (form, fits)


def test_spell_dates_that_leave_day_and_month_open_says_so_when_the_month_is_first():
    assert guess("payments", "paid_on", ["01/02/2026"]).how.format == "%d/%m/%Y"
    assert guess("payments", "paid_on", ["01/02/2026"]).notes == ()
    (note,) = guess("payments", "paid_on", ["01/31/2026"]).notes
    assert note == ("the month stands before the day", "月份在日期之前")


@pytest.mark.parametrize(
    ("values", "form"),
    [
        (["2026-01-31 09:30:00"], None),
        (["2026-01-31T09:30:00Z"], None),
        (["31/01/2026 09:30:00"], "%d/%m/%Y %H:%M:%S"),
        (["20260131 09:30:00"], "%Y%m%d %H:%M:%S"),
        (["31.01.2026 09:30:00"], "%d.%m.%Y %H:%M:%S"),
    ],
)
def test_spell_times(values, form):
    found = guess("contacts", "at", values)
    assert (found.how.format, found.fits) == (form, 1.0)


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("贷款金额", None),
        ("贷款金额(万元)", "ten_thousand"),
        ("贷款金额(分)", "minor"),
        ("贷款金额（分）", "minor"),
        ("AMOUNT_FEN", "minor"),
    ],
)
def test_spell_money_by_the_mark_in_its_header(header, unit):
    assert guess("accounts", "principal", ["12", "30"], header).how.unit == unit


@pytest.mark.parametrize(
    ("values", "dtype", "said"),
    [
        (["12", "30"], pl.String(), "taken as yuan"),
        (["12.50", "30"], pl.String(), None),
        ([12, 30], pl.Int64(), "taken as fen"),
        ([12.5], pl.Float64(), None),
        ([], pl.String(), None),
    ],
)
def test_spell_whole_amounts_says_what_they_are_taken_for(values, dtype, said):
    notes = guess("accounts", "principal", values, dtype=dtype).notes
    assert [said in en for en, _ in notes] == ([True] if said else [])


def test_spell_amounts_of_a_known_unit_has_nothing_to_say():
    assert guess("accounts", "principal", ["12"], "金额(分)").notes == ()


@pytest.mark.parametrize(
    ("header", "values", "dtype", "unit"),
    [
        ("rate", ["0.18", "0.24"], pl.String(), None),
        ("rate", ["18.25", "24"], pl.String(), "percent"),
        ("rate", ["18.25", "0.5", "0.6"], pl.String(), None),
        ("rate", [18.25, 4.1], pl.Float64(), "percent"),
        ("rate", [182_500], pl.Int64(), None),
        ("年利率(%)", ["0.5"], pl.String(), "percent"),
        ("RATE_PCT", ["0.5"], pl.String(), "percent"),
        ("日利率‰", ["0.5"], pl.String(), "permille"),
    ],
)
def test_spell_rates(header, values, dtype, unit):
    assert guess("accounts", "annual_rate", values, header, dtype).how.unit == unit


@pytest.mark.parametrize(
    ("values", "unit"), [(["540"], None), (["9:00", "08:30"], "clock"), (["9:00", "540"], None)]
)
def test_spell_hours_of_a_clock(values, unit):
    assert guess("teams", "starts", values).how.unit == unit


@pytest.mark.parametrize(
    ("values", "codes", "fits", "asked"),
    [
        (["card", "mortgage"], {}, 1.0, None),
        (["信用卡", "card"], {"信用卡": "card"}, 1.0, None),
        (["信用卡", "Q9", "Q9", "Q9"], {"信用卡": "card"}, 0.25, "Q9"),
        (["Q8", "Q9"], {}, 0.0, "Q8, Q9"),
        ([], {}, 1.0, None),
        ([None, ""], {}, 1.0, None),
    ],
)
def test_spell_codes(values, codes, fits, asked):
    found = guess("accounts", "product", values)
    assert (found.how.codes, found.fits) == (codes, fits)
    expected = f"say what these codes mean: {asked}"
    assert [en for en, _ in found.notes] == ([expected] if asked else [])


def test_spell_column_of_too_many_values_is_no_codes():
    found = guess("accounts", "product", [f"Q{n}" for n in range(61)])
    assert (found.how.codes, found.fits, found.notes) == ({}, 0.0, ())


def test_spell_unknown_codes_are_shown_up_to_a_dozen():
    ((en, zh),) = guess("accounts", "product", [f"Q{n:02}" for n in range(20)]).notes
    assert (en.count("Q"), zh.count("Q")) == (12, 12)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (["2026-01-01", None], set()),
        (["99991231", "2026-01-01", "99991231"], {"99991231"}),
        (["0000-00-00", "2999-12-31"], {"0000-00-00", "2999-12-31"}),
        ([], set()),
    ],
)
def test_sentinels_are_dates_that_stand_for_none(values, found):
    assert sentinels(pl.Series(values, dtype=pl.String)) == found


@pytest.mark.parametrize("text", SENTINELS)
def test_spell_does_not_count_sentinels_as_unread(text):
    assert guess("accounts", "closed_on", ["2026-01-31", text]).fits == 1.0


@given(values=st.lists(st.one_of(st.none(), st.text(max_size=12)), max_size=6))
@settings(max_examples=15)
@pytest.mark.parametrize("table", ["accounts", "contacts", "teams"])
def test_spell_any_values_fit_in_part_or_whole(table, values):
    for name in spec.columns(table):
        assert 0.0 <= guess(table, name, values).fits <= 1.0

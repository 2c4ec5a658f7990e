"""Money and rates, against exact decimal arithmetic."""

from __future__ import annotations

import decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.portfolio.amounts import MOST, MOST_RATE
from forbear.portfolio.currencies import DIGITS


@pytest.mark.parametrize(
    ("written", "fen"),
    [
        ("0", 0),
        ("0.00", 0),
        ("-0.00", 0),
        ("1", 100),
        ("1.2", 120),
        ("1.23", 123),
        ("+1.23", 123),
        ("-1.23", -123),
        ("0.01", 1),
        ("-0.01", -1),
        ("007.50", 750),
        ("1.2300", 123),
        ("1.23000000", 123),
        ("12.", 1200),
        ("1,234.56", 123456),
        ("1，234.56", 123456),
        ("12,345,678.90", 1234567890),
        ("-1,234.56", -123456),
        ("1,234,567", 123456700),
        ("¥1,234.56", 123456),
        ("￥8", 800),
        ("$8.10", 810),
        ("8.10元", 810),
        ("8.10 CNY", 810),
        ("RMB 8.10", 810),
        ("1 234.56", 123456),
        ("9999999999999.99", 999999999999999),
        ("10000000000000.00", 10**15),
        (None, None),
    ],
)
def test_money_reads_written_amounts(read, written, fen):
    assert read("money", [written]) == ([fen], [])


@pytest.mark.parametrize(
    "written",
    [
        "much",
        "1,23",
        "1,2345.00",
        "1.2.3",
        "1,234,56",
        "--1",
        "1-",
        ".",
        "-",
        "1e3",
        "NaN",
        "inf",
        "0x10",
        "一百",
        "(100.00)",
        "1/2",
        "1.2a",
        "99999999999999999999",
        "123456789012345.00",
    ],
)
def test_money_refuses_what_is_no_amount(read, written):
    assert read("money", [written]) == ([None], [(0, "money.form")])


@pytest.mark.parametrize(
    "written", ["0.001", "1.234", "1.2301", "-0.009", "1,234.567", "1.00000001"]
)
def test_money_finer_than_the_smallest_unit_is_told(read, written):
    assert read("money", [written])[1] == [(0, "money.fraction")]


@pytest.mark.parametrize(
    ("digits", "written", "minor", "wrong"),
    [
        (0, "1500", 1500, []),
        (0, "1500.00", 1500, []),
        (0, "1500.5", 1500, [(0, "money.fraction")]),
        (3, "1.234", 1234, []),
        (3, "1.2345", 1234, [(0, "money.fraction")]),
        (4, "1.2345", 12345, []),
        (4, "1.23450", 12345, []),
        (4, "1.23456", 12345, [(0, "money.fraction")]),
        (4, "1.00001", 10000, [(0, "money.fraction")]),
        (4, "-0.00001", 0, [(0, "money.fraction")]),
        (4, "-1.23456", -12345, [(0, "money.fraction")]),
        (4, "1,234.56789", 12345678, [(0, "money.fraction")]),
        (4, "99999999999.99999", 10**15 - 1, [(0, "money.fraction")]),
    ],
)
def test_money_follows_the_digits_of_its_currency(read, digits, written, minor, wrong):
    assert read("money", [written], digits=digits) == ([minor], wrong)


@pytest.mark.parametrize("currency", sorted(c for c, digits in DIGITS.items() if digits == 4))
def test_money_of_four_digits_takes_no_fifth(make, write, checked, currency):
    rows = make.clean()
    for row, written in zip(rows["accounts"], ("1.2345", "1.23456", "1.23450"), strict=True):
        row |= {"currency": currency, "principal": written}
    done = checked(write(rows))
    assert done.table("accounts", 0).collect()["principal"].to_list() == [12345, 12345]
    told = done.reasons.filter(table="accounts").select("rule", "rows").rows()
    assert told == [("money.fraction", 1)]


@pytest.mark.parametrize(
    ("unit", "written", "fen"),
    [
        ("minor", "123", 123),
        ("minor", "123.00", 123),
        ("minor", "-5", -5),
        ("major", "123", 12300),
        ("ten_thousand", "1", 1_000_000),
        ("ten_thousand", "1.5", 1_500_000),
        ("ten_thousand", "0.000001", 1),
        ("ten_thousand", "1,234.5", 1_234_500_000),
    ],
)
def test_money_in_the_unit_that_the_mapping_gives(read, unit, written, fen):
    assert read("money", [written], unit=unit) == ([fen], [])


def test_money_in_minor_units_has_no_decimals(read):
    assert read("money", ["12.5"], unit="minor") == ([None], [(0, "money.form")])


@pytest.mark.parametrize("dtype", [pl.Int16(), pl.Int64(), pl.UInt32()])
def test_money_integers_are_minor_units(read, dtype):
    assert read("money", [0, 123, None], dtype) == ([0, 123, None], [])


def test_money_integers_are_major_units_if_the_mapping_says(read):
    assert read("money", [1, 123], pl.Int64(), unit="major") == ([100, 12300], [])


def test_money_decimals_are_exact(read):
    values = [decimal.Decimal("0.10"), decimal.Decimal("-12345.67"), None]
    assert read("money", values, pl.Decimal(18, 2)) == ([10, -1234567, None], [])


@pytest.mark.parametrize(
    ("value", "fen", "wrong"),
    [
        (0.1, 10, []),
        (0.29, 29, []),
        (1.15, 115, []),
        (-4.35, -435, []),
        (1e12, 10**14, []),
        (0.105, 10, [(0, "money.fraction")]),
        (float("nan"), None, [(0, "money.form")]),
        (float("inf"), None, [(0, "money.form")]),
        (1e300, None, [(0, "money.form")]),
    ],
)
def test_money_floats_stand_for_whole_minor_units(read, value, fen, wrong):
    assert read("money", [value], pl.Float64()) == ([fen], wrong)


@pytest.mark.parametrize(
    ("unit", "value", "fen"),
    [("minor", 5.0, 5), ("major", 5.0, 500), ("ten_thousand", 5.0, 5 * 10**6)],
)
def test_money_floats_in_the_unit_that_the_mapping_gives(read, unit, value, fen):
    assert read("money", [value], pl.Float64(), unit=unit) == ([fen], [])


@pytest.mark.parametrize(
    ("value", "wrong"),
    [(MOST, []), (-MOST, []), (MOST + 1, [(0, "money.range")]), (-MOST - 1, [(0, "money.range")])],
)
def test_money_beyond_all_measure_is_told(read, value, wrong):
    assert read("money", [value], pl.Int64()) == ([value], wrong)


@given(st.integers(-MOST + 1, MOST - 1), st.booleans())
def test_money_comes_back_as_it_was_written(read, fen, grouped):
    major, minor = divmod(abs(fen), 100)
    text = f"{'-' if fen < 0 else ''}{major:{',' if grouped else ''}}.{minor:02}"
    assert read("money", [text]) == ([fen], [])


@given(st.lists(st.text(max_size=24), max_size=6))
def test_money_never_raises_and_tells_what_it_cannot_read(read, texts):
    values, wrong = read("money", texts)
    unread = [(row, "money.form") for row, value in enumerate(values) if value is None]
    assert [fault for fault in wrong if fault[1] == "money.form"] == unread


@given(st.lists(st.floats(), max_size=6))
def test_money_never_raises_on_floats(read, floats):
    assert len(read("money", floats, pl.Float64())[0]) == len(floats)


@pytest.mark.parametrize(
    ("unit", "written", "millionths"),
    [
        (None, "0.1825", 182_500),
        (None, "0", 0),
        (None, "1", 1_000_000),
        (None, "0.0000004", 0),
        (None, "0.0000006", 1),
        (None, "18.25%", 182_500),
        (None, "18.25％", 182_500),
        (None, "18.25 %", 182_500),
        (None, "1.8e-1", 180_000),
        (None, None, None),
        ("fraction", "0.24", 240_000),
        ("percent", "18.25", 182_500),
        ("percent", "18.25%", 182_500),
        ("permille", "182.5", 182_500),
        ("per_ten_thousand", "5", 500),
    ],
)
def test_rate_reads_written_rates(read, unit, written, millionths):
    assert read("rate", [written], unit=unit) == ([millionths], [])


TWICE = ("18%%", "18%％", "18 % %", "18.25％％", "18 % ％")


@pytest.mark.parametrize("written", ["high", "%", "NaN", "inf", "1,5", "0.1.2", "1e300", *TWICE])
def test_rate_refuses_what_is_no_rate(read, written):
    assert read("rate", [written]) == ([None], [(0, "rate.form")])


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        (0, []),
        (MOST_RATE, []),
        (MOST_RATE + 1, [(0, "rate.range")]),
        (-1, [(0, "rate.range")]),
    ],
)
def test_rate_out_of_bounds_is_told(read, value, wrong):
    assert read("rate", [value], pl.Int64()) == ([value], wrong)


@pytest.mark.parametrize(
    ("unit", "value", "millionths"),
    [(None, 24, 24), ("percent", 24, 240_000), ("permille", 2, 2000)],
)
def test_rate_integers_are_millionths_unless_the_mapping_says(read, unit, value, millionths):
    assert read("rate", [value], pl.Int32(), unit=unit) == ([millionths], [])


@pytest.mark.parametrize(
    ("value", "millionths", "wrong"),
    [
        (0.1825, 182_500, []),
        (float("nan"), None, [(0, "rate.form")]),
        (11.0, 11 * 10**6, [(0, "rate.range")]),
    ],
)
def test_rate_floats_are_fractions(read, value, millionths, wrong):
    assert read("rate", [value], pl.Float64()) == ([millionths], wrong)


@given(st.integers(0, MOST_RATE))
def test_rate_comes_back_as_it_was_written(read, millionths):
    fraction = decimal.Decimal(millionths).scaleb(-6)
    percent = decimal.Decimal(millionths).scaleb(-4)
    assert read("rate", [f"{fraction:f}", f"{percent:f}%"]) == ([millionths] * 2, [])


@given(st.lists(st.text(max_size=16), max_size=6))
def test_rate_never_raises(read, texts):
    assert len(read("rate", texts)[0]) == len(texts)

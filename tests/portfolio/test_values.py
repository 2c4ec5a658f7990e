"""Text, codes, flags, numbers, coordinates, zones: each kind read and told apart."""

from __future__ import annotations

import string

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

KINDS = [
    "id",
    "text",
    "region",
    "email",
    "code",
    "bool",
    "int",
    "money",
    "rate",
    "date",
    "instant",
    "degree",
    "phone",
    "resident_id",
    "uscc",
    "currency",
    "zone",
]

COLOURS = ("red", "dark_blue")


@pytest.mark.parametrize("kind", KINDS)
def test_parse_leaves_null_alone(read, kind):
    assert read(kind, [None, None], codes=COLOURS) == ([None, None], [])


@pytest.mark.parametrize("kind", KINDS)
def test_parse_of_no_rows_gives_no_rows(read, kind):
    assert read(kind, [], codes=COLOURS) == ([], [])


@pytest.mark.parametrize("kind", KINDS)
def test_parse_tells_that_a_needed_value_is_missing(read, kind):
    assert read(kind, [None], codes=COLOURS, must=True) == ([None], [(0, "value.missing")])


@pytest.mark.parametrize("kind", KINDS)
@given(texts=st.lists(st.text(max_size=20), max_size=4))
@settings(max_examples=10)
def test_parse_never_raises(read, kind, texts):
    assert len(read(kind, texts, codes=COLOURS)[0]) == len(texts)


@pytest.mark.parametrize(
    ("value", "dtype", "text"),
    [
        ("张三", pl.String(), "张三"),
        (12, pl.Int64(), "12"),
        (12.0, pl.Float64(), "12"),
        (12.5, pl.Float64(), "12.5"),
        (True, pl.Boolean(), "true"),
    ],
)
def test_text_of_other_types_is_written_out(read, value, dtype, text):
    assert read("text", [value], dtype) == ([text], [])


@pytest.mark.parametrize("sign", ["\x00", "\x01", "\x08", "\x0b", "\x1f", "\x7f"])
def test_text_with_a_control_character_is_told(read, sign):
    assert read("text", [f"张{sign}三"]) == ([f"张{sign}三"], [(0, "text.control")])


@pytest.mark.parametrize("sign", ["\t", "\n", "\r", " ", "\u3000", "é", "😀"])
def test_text_may_hold_line_ends_and_every_visible_sign(read, sign):
    assert read("text", [f"张{sign}三"]) == ([f"张{sign}三"], [])


@pytest.mark.parametrize(("named", "wrong"), [(True, [(0, "text.control")]), (False, [])])
def test_id_is_checked_where_it_names_its_own_row(read, named, wrong):
    assert read("id", ["A\x011"], named=named) == (["A\x011"], wrong)


def test_id_keeps_leading_zeros_and_case(read):
    assert read("id", ["000aB"]) == (["000aB"], [])


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("red", "red"),
        ("RED", "red"),
        ("Dark Blue", "dark_blue"),
        ("dark-blue", "dark_blue"),
        ("DARK  BLUE", "dark_blue"),
        ("dark_blue", "dark_blue"),
    ],
)
def test_code_is_read_without_regard_to_case_and_dashes(read, written, code):
    assert read("code", [written], codes=COLOURS) == ([code], [])


@pytest.mark.parametrize("written", ["green", "darkblue", "1", "红"])
def test_code_that_is_none_of_ours_is_told(read, written):
    assert read("code", [written], codes=COLOURS) == ([None], [(0, "code.unknown")])


def test_code_of_the_right_type_is_taken_as_it_is(read):
    assert read("code", ["red", None], pl.Enum(list(COLOURS)), codes=COLOURS) == (["red", None], [])


def test_code_of_a_number_is_matched_as_text(read):
    values = read("code", [1.0, 2.0, None], pl.Float64(), codes=("1", "2"))
    assert values == (["1", "2", None], [])


@pytest.mark.parametrize(
    ("written", "truth"),
    [
        *((text, True) for text in ("true", "T", "yes", "Y", "1", "1.0", "是", "有", "有效")),
        *((text, False) for text in ("false", "F", "No", "n", "0", "0.0", "否", "无", "无效")),
    ],
)
def test_bool_reads_yes_and_no(read, written, truth):
    assert read("bool", [written]) == ([truth], [])


@pytest.mark.parametrize("written", ["2", "-1", "maybe", "on", "√", "不"])
def test_bool_refuses_what_is_neither(read, written):
    assert read("bool", [written]) == ([None], [(0, "bool.form")])


@pytest.mark.parametrize(
    ("dtype", "values"),
    [(pl.Boolean(), [True, False]), (pl.Int8(), [1, 0]), (pl.Float64(), [1.0, 0.0])],
)
def test_bool_of_other_types_is_read(read, dtype, values):
    assert read("bool", values, dtype) == ([True, False], [])


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0", 0),
        ("12", 12),
        ("-12", -12),
        ("012", 12),
        ("12.0", 12),
        ("12.000", 12),
        ("2147483647", 2**31 - 1),
    ],
)
def test_int_reads_whole_numbers(read, written, number):
    assert read("int", [written]) == ([number], [])


@pytest.mark.parametrize("written", ["12.5", "x", "1,000", "1e3", "2147483648", "-", "十"])
def test_int_refuses_what_is_no_whole_number(read, written):
    assert read("int", [written]) == ([None], [(0, "number.form")])


@pytest.mark.parametrize(
    ("value", "dtype", "number", "wrong"),
    [
        (5, pl.Int32(), 5, []),
        (5, pl.Int64(), 5, []),
        (2**31, pl.Int64(), None, [(0, "number.range")]),
        (-(2**31) - 1, pl.Int64(), None, [(0, "number.range")]),
        (5.0, pl.Float64(), 5, []),
        (5.5, pl.Float64(), None, [(0, "number.form")]),
    ],
)
def test_int_of_other_types_is_kept_in_range(read, value, dtype, number, wrong):
    assert read("int", [value], dtype) == ([number], wrong)


@pytest.mark.parametrize(
    ("written", "minutes"),
    [("0:00", 0), ("00:00", 0), ("9:30", 570), ("09:30", 570), ("17:00:00", 1020), ("24:00", 1440)],
)
def test_int_of_a_clock_is_minutes_of_the_day(read, written, minutes):
    assert read("int", [written], unit="clock") == ([minutes], [])


@pytest.mark.parametrize("written", ["25:00", "9:60", "9", "9.30", "noon", "9:30:15"])
def test_int_refuses_what_no_clock_shows(read, written):
    assert read("int", [written], unit="clock") == ([None], [(0, "number.form")])


@pytest.mark.parametrize(
    ("value", "dtype", "degree"),
    [
        ("38.04", pl.String(), 38.04),
        ("-0.5", pl.String(), -0.5),
        ("114", pl.String(), 114.0),
        (114, pl.Int32(), 114.0),
        (38.04, pl.Float64(), 38.04),
    ],
)
def test_degree_reads_numbers(read, value, dtype, degree):
    assert read("degree", [value], dtype) == ([degree], [])


@pytest.mark.parametrize("written", ["NaN", "inf", "38°02′", "N38", "38,04"])
def test_degree_refuses_what_is_no_number(read, written):
    assert read("degree", [written]) == ([None], [(0, "degree.form")])


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_degree_refuses_floats_that_are_nowhere(read, value):
    assert read("degree", [value], pl.Float64()) == ([None], [(0, "degree.form")])


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("11010519491231002X", []),
        ("11010519491231002x", []),
        ("440524188001010014", []),
        ("110105194912310021", [(0, "resident_id.check")]),
        ("11010519490231002X", [(0, "resident_id.form")]),
        ("110105491231002", [(0, "resident_id.form")]),
        ("", [(0, "resident_id.form")]),
    ],
)
def test_resident_id_is_kept_in_capitals_and_checked(read, written, wrong):
    assert read("resident_id", [written]) == ([written.upper()], wrong)


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("91350100M000100Y43", []),
        ("91350100m000100y43", []),
        ("91350100M000100Y44", [(0, "uscc.check")]),
        ("91350100M000100Y4", [(0, "uscc.form")]),
        ("91350100O000100Y43", [(0, "uscc.form")]),
    ],
)
def test_uscc_is_kept_in_capitals_and_checked(read, written, wrong):
    assert read("uscc", [written]) == ([written.upper()], wrong)


@pytest.mark.parametrize(
    ("written", "kept", "wrong"),
    [
        ("CNY", "CNY", []),
        ("usd", "USD", []),
        ("RMB", "RMB", [(0, "currency.unknown")]),
        ("156", "156", [(0, "currency.unknown")]),
    ],
)
def test_currency_is_a_code_of_iso_4217(read, written, kept, wrong):
    assert read("currency", [written]) == ([kept], wrong)


def test_currency_by_the_banks_own_code(read):
    assert read("currency", ["156", "USD"], codes=("156",)) == (
        ["156", "USD"],
        [(0, "currency.unknown")],
    )


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("Asia/Shanghai", []),
        ("UTC", []),
        ("GMT+8", [(0, "zone.unknown")]),
        ("北京", [(0, "zone.unknown")]),
    ],
)
def test_zone_is_a_name_of_the_iana_list(read, written, wrong):
    assert read("zone", [written]) == ([written], wrong)


@pytest.mark.parametrize("kind", ["text", "region", "email"])
@given(text=st.text(string.printable.replace("\x0b", "").replace("\x0c", ""), max_size=30))
@settings(max_examples=10)
def test_text_that_can_be_seen_stays_as_it_is(read, kind, text):
    assert read(kind, [text]) == ([text], [])

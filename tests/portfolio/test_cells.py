"""Raw columns: trimming, what counts as empty, and which types can be read at all."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forbear.portfolio.cells import RAW, Cell, readable, trimmed
from forbear.portfolio.mapping import EMPTY, ColumnMap
from forbear.portfolio.spec import columns
from forbear.portfolio.terms import Terms


def trim(values, dtype=None, empty=EMPTY, blanks=None):
    frame = pl.DataFrame({"v": pl.Series(values, dtype=dtype or pl.String())})
    expression, after = trimmed("v", frame.schema["v"], empty, blanks)
    got = frame.lazy().with_columns(expression.alias("v")).collect()
    assert got.schema["v"] == after
    return got["v"].to_list()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("a", "a"),
        (" a ", "a"),
        ("\ta\n", "a"),
        ("\u3000张三\u3000", "张三"),
        ("a b", "a b"),
        ("", None),
        ("   ", None),
        (None, None),
    ],
)
def test_trimmed_takes_white_space_off_the_ends(written, kept):
    assert trim([written]) == [kept]


@pytest.mark.parametrize(
    ("written", "kept"),
    [("  a  ", "a"), ("\ta", "\ta"), ("a\u3000", "a\u3000"), ("", None), ("  ", None)],
)
def test_trimmed_of_a_typed_file_takes_off_padding_alone(written, kept):
    assert trim([written], blanks=" ") == [kept]


@pytest.mark.parametrize("text", EMPTY)
def test_trimmed_takes_the_usual_empty_texts_for_null(text):
    assert trim([text, f" {text} ", f"{text}x"]) == [None, None, f"{text}x"]


def test_trimmed_takes_only_the_empty_texts_it_is_given():
    assert trim(["-", "", "NULL", "无"], empty=("-", "无")) == [None, "", "NULL", None]


def test_trimmed_without_empty_texts_keeps_all():
    assert trim(["", " "], empty=()) == ["", ""]


def test_trimmed_of_a_column_without_type_is_text():
    assert trim([None, None], pl.Null()) == [None, None]


def test_trimmed_of_categories_is_text():
    assert trim([" a", "b", None], pl.Categorical()) == ["a", "b", None]


@pytest.mark.parametrize(
    ("values", "dtype"),
    [
        ([1, None], pl.Int64()),
        ([1.5], pl.Float64()),
        ([True], pl.Boolean()),
        ([dt.date(2026, 1, 1)], pl.Date()),
    ],
)
def test_trimmed_leaves_other_types_alone(values, dtype):
    assert trim(values, dtype) == values


@given(st.lists(st.none() | st.text(max_size=8), max_size=8))
@settings(max_examples=30)
def test_trimmed_is_what_strip_does_text_by_text(texts):
    plain = [None if t is None else t.strip() for t in texts]
    expected = [None if t is None or t in EMPTY else t for t in plain]
    separators = "\x1c\x1d\x1e\x1f"  # white space to Python, none to Unicode
    if not any(s in (t or "") for t in texts for s in separators):
        assert trim(texts) == expected


@given(st.lists(st.text(max_size=8), max_size=8), st.sampled_from([None, " "]))
@settings(max_examples=30)
def test_trimmed_twice_is_trimmed_once(texts, blanks):
    once = trim(texts, blanks=blanks)
    assert trim(once, blanks=blanks) == once


@pytest.mark.parametrize(
    "dtype",
    [
        pl.String(),
        pl.Int8(),
        pl.UInt64(),
        pl.Float32(),
        pl.Boolean(),
        pl.Date(),
        pl.Datetime("us"),
        pl.Null(),
    ],
)
def test_readable_types(dtype):
    assert readable(dtype)


@pytest.mark.parametrize(
    "dtype",
    [
        pl.List(pl.Int8),
        pl.Struct({"a": pl.Int8}),
        pl.Array(pl.Int8, 2),
        pl.Binary(),
        pl.Object(),
        pl.Time(),
    ],
)
def test_readable_is_no_nested_or_binary_type(dtype):
    assert not readable(dtype)


def test_cell_names_its_columns_and_checks():
    column = columns("accounts")["principal"]
    terms = Terms(dt.date(2026, 11, 22), "Asia/Shanghai", "CNY")
    cell = Cell(column, pl.String(), ColumnMap(), terms, pl.lit(2))
    frame = pl.DataFrame({RAW + "principal": ["1", "x", None], "principal": [100, None, None]})
    check = cell.unread("money.form")
    assert (check.rule, check.column) == ("money.form", "principal")
    assert frame.select(cell.raw).to_series().to_list() == ["1", "x", None]
    assert frame.select(cell.typed).to_series().to_list() == [100, None, None]
    assert frame.select(check.fails).to_series().to_list() == [False, True, False]

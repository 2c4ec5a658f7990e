"""Rows with the same key, looked for in one frame and judged."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.portfolio.duplicates import judge, repeated
from forbear.portfolio.intake import ROW


def frame(rows):
    schema = {"a": pl.String, "n": pl.Int64, "v": pl.Int64}
    made = pl.DataFrame(rows, schema=schema, orient="row").with_row_index(ROW)
    return made.cast({ROW: pl.get_index_type()})


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([], []),
        ([("x", 1, 0)], []),
        ([("x", 1, 0), ("x", 2, 0), ("y", 1, 0)], []),
        ([("y", 1, 0), ("x", 1, 0)], []),
        ([("x", 1, 0), ("x", 1, 9)], [0, 1]),
        ([("x", 1, 0), ("y", 1, 0), ("x", 1, 0)], [0, 2]),
    ],
)
def test_repeated_rows_by_key(rows, found):
    assert repeated(frame(rows), ("a", "n"))[ROW].to_list() == found


@pytest.mark.parametrize(
    ("rows", "verdicts"),
    [
        ([("x", 1, 0), ("x", 1, 0)], [(1, "duplicate.same")]),
        ([("x", 1, 0), ("x", 1, 0), ("x", 1, 0)], [(1, "duplicate.same"), (2, "duplicate.same")]),
        ([("x", 1, 0), ("x", 1, 9)], [(0, "duplicate.conflict"), (1, "duplicate.conflict")]),
        ([("x", 1, 0), ("x", 1, None)], [(n, "duplicate.conflict") for n in (0, 1)]),
        ([("x", 1, 0), ("x", 1, 0), ("x", 1, 9)], [(n, "duplicate.conflict") for n in (0, 1, 2)]),
        ([("x", 1, None), ("x", 1, None)], [(1, "duplicate.same")]),
    ],
)
def test_judge_same_kept_once_and_different_all_gone(rows, verdicts):
    assert judge(frame(rows), ("a", "n")).rows() == verdicts


@pytest.mark.parametrize(
    ("days", "found"),
    [
        ([None, None], [0, 1]),
        ([None, "Mon"], []),
        (["Mon", None], []),
        (["Mon", "Tue"], []),
        (["Mon", None, "Mon"], [0, 2]),
        ([None, "Mon", None], [0, 2]),
    ],
)
def test_repeated_keys_of_which_a_part_may_be_empty(days, found):
    rows = pl.DataFrame({ROW: range(len(days)), "a": "x", "on": days})
    assert repeated(rows, ("a", "on"))[ROW].to_list() == found


def test_judge_looks_into_nested_values():
    tags = pl.Series("tags", [["p"], ["p"], ["q"], ["r"]])
    rows = pl.DataFrame({ROW: range(4), "a": ["x", "x", "y", "y"]}).with_columns(tags)
    assert judge(rows, ("a",)).rows() == [
        (1, "duplicate.same"),
        (2, "duplicate.conflict"),
        (3, "duplicate.conflict"),
    ]


ROWS = st.lists(st.tuples(st.sampled_from("xyz"), st.integers(0, 3), st.integers(0, 1)), max_size=9)


@given(rows=ROWS)
def test_repeated_and_judged_as_a_plain_loop_would(rows):
    expected = []
    for at, (a, n, v) in enumerate(rows):
        values = {w for b, m, w in rows if (b, m) == (a, n)}
        if len(values) > 1:
            expected.append((at, "duplicate.conflict"))
        elif (a, n, v) in rows[:at]:
            expected.append((at, "duplicate.same"))
    whole = frame(rows)
    alike = whole.join(repeated(whole, ("a", "n")).select(ROW), on=ROW, how="semi")
    assert judge(alike, ("a", "n")).rows() == expected

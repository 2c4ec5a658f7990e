"""Faults one by one, with their place and the row as the file has it."""

from __future__ import annotations

import datetime as dt
import json

import polars as pl
import pytest

from forbear.portfolio import Mapping
from forbear.portfolio.explain import TAKEN, explain
from forbear.portfolio.files import find
from forbear.portfolio.intake import ROW, take_in
from forbear.portfolio.mapping import TableMap
from forbear.portfolio.quarantine import FAULTS
from forbear.portfolio.screening import carried_types, screen
from forbear.portfolio.terms import Terms

TERMS = Terms(dt.date(2026, 11, 22), "Asia/Shanghai", "CNY")


@pytest.fixture
def explained(write, tmp_path):
    def told(table, rows, form="csv", taken=(), only=None, how=None):
        stage = tmp_path / "stage"
        stage.mkdir(exist_ok=True)
        how = TableMap.model_validate(how or {})
        files = find(write({table: rows}, form), Mapping()).files[table]
        (part,) = take_in(table, files, how, "CNY", stage).parts
        wanted = pl.DataFrame({ROW: range(len(rows)) if only is None else only})
        wanted = wanted.cast({ROW: pl.get_index_type()})
        screened = screen(table, part, how, TERMS, carried_types((part,)), None, wanted)
        taken = pl.DataFrame(list(taken), TAKEN, orient="row")
        faults = pl.concat(explain(part, screened, taken))
        assert set(faults.columns) == {ROW, *FAULTS.names()}
        return faults

    return told


@pytest.mark.parametrize(("form", "first"), [("csv", 2), ("gz", 2), ("parquet", 1)])
def test_explain_names_file_line_column_and_value(make, explained, form, first):
    rows = [make.branch(1), make.branch(2, lat="91"), make.branch(3, lon="east")]
    faults = explained("branches", rows, form)
    ending = {"csv": "csv", "gz": "csv.gz", "parquet": "parquet"}[form]
    assert set(faults["file"]) == {f"branches.{ending}"}
    assert faults.select(ROW, "line", "column", "rule", "value").rows() == [
        (1, 1 + first, "lat", "coordinates.range", "91"),
        (2, 2 + first, "lon", "degree.form", "east"),
        (2, 2 + first, "lon", "coordinates.half", "east"),
    ]
    assert set(faults["rows"]) == {1}


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_explain_gives_the_row_under_the_files_own_headers(make, explained, form):
    row = make.branch(1, lat="91")
    row["机构名"] = row.pop("name")
    row["经理"] = "王五"
    how = {"columns": {"name": "机构名"}}
    (told,) = explained("branches", [row], form, how=how)["row"]
    assert json.loads(told) == row


def test_explain_shows_values_as_they_were_written(make, explained):
    (value,) = explained("branches", [make.branch(1, lat=" 091.50 ")])["value"]
    assert value == "091.50"


def test_explain_only_the_rows_that_are_asked_for(make, explained):
    rows = [make.branch(n, lat="91") for n in range(5)]
    faults = explained("branches", rows, only=[1, 3])
    assert faults.select(ROW, "line").rows() == [(1, 3), (3, 5)]


def test_explain_sound_rows_has_nothing_to_say(make, explained):
    assert explained("branches", [make.branch(1)]).is_empty()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("branch_id", "B1"),
        ("branch_id+name", "B1, 第1支行"),
        ("branch_id+region", "B1"),
        ("branch_id+region+name", "B1, 第1支行"),
        ("region", None),
    ],
)
def test_explain_rows_taken_shows_the_columns_that_are_compared(make, explained, column, value):
    row = make.branch(1) | {"region": None}
    taken = [(0, column, "duplicate.same", None)]
    faults = explained("branches", [row], taken=taken)
    assert faults.select("column", "rule", "value").rows() == [(column, "duplicate.same", value)]


def test_explain_rows_taken_keep_why_their_parent_fell(make, explained):
    taken = [
        (1, "branch_id", "parent.quarantined", "coordinates.zero"),
        (0, "officer_id", "duplicate.same", None),
    ]
    faults = explained("officers", [make.officer(1), make.officer(2)], taken=taken)
    assert faults.select(ROW, "rule", "because").rows() == [
        (0, "duplicate.same", None),
        (1, "parent.quarantined", "coordinates.zero"),
    ]


def test_explain_faults_come_in_the_order_of_the_tape(make, explained):
    rows = [make.branch(n, lat="91", lon="181") for n in range(4)]
    taken = [(2, "branch_id", "duplicate.same", None)]
    faults = explained("branches", rows, taken=taken)
    assert faults[ROW].to_list() == [0, 0, 1, 1, 2, 2, 2, 3, 3]
    assert faults["line"].is_sorted()

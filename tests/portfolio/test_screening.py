"""One part typed and checked."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from forbear.portfolio import spec
from forbear.portfolio.files import find
from forbear.portfolio.intake import ROW, take_in
from forbear.portfolio.mapping import Mapping, TableMap
from forbear.portfolio.screening import carried_types, outcome, screen
from forbear.portfolio.terms import Terms

TERMS = Terms(dt.date(2026, 11, 22), "Asia/Shanghai", "CNY")


@pytest.fixture
def parts(make, write, tmp_path):
    def lay(table, some, form="csv"):
        folder = write({table: some}, form)
        stage = tmp_path / "stage"
        stage.mkdir(exist_ok=True)
        return take_in(table, find(folder, Mapping()).files[table], TableMap(), "CNY", stage).parts

    return lay


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_screen_types_a_row_as_declared(make, parts, form):
    (part,) = parts("accounts", [make.account(1)], form)
    carried = carried_types((part,))
    frame = screen("accounts", part, TableMap(), TERMS, carried).frame
    got = frame.select(outcome("accounts", carried)).collect()
    declared = {name: column.dtype for name, column in spec.columns("accounts").items()}
    assert dict(got.schema) == declared | {"x_default_next_month": pl.String()}
    row = got.row(0, named=True)
    assert (row["principal"], row["annual_rate"]) == (1_000_000, 182_500)
    assert (row["opened_on"], row["closed_on"]) == (dt.date(2025, 1, 10), None)
    assert (row["currency"], row["x_default_next_month"]) == ("CNY", "0")


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({}, None),
        ({"principal": "much"}, "money.form"),
        ({"principal": "-1"}, "money.negative"),
        ({"principal": "1.5", "currency": "JPY"}, "money.fraction"),
        ({"currency": "XYZ"}, "currency.unknown"),
        ({"opened_on": "2026-11-23"}, "date.future"),
        ({"closed_on": "2025-01-09"}, "account.ended_before_opening"),
        ({"product": "castle"}, "code.unknown"),
        ({"customer_id": ""}, "value.missing"),
    ],
)
def test_screen_tells_the_rule_that_a_row_breaks(make, parts, changed, rule):
    (part,) = parts("accounts", [make.account(1), make.account(2, **changed)])
    screened = screen("accounts", part, TableMap(), TERMS, carried_types((part,)))
    frame = screened.frame.collect()
    assert frame.select(screened.failing).to_series().to_list() == [False, rule is not None]
    broken = {
        c.rule for c in screened.checks if frame.select(c.fails.fill_null(False).any()).item()
    }
    assert broken == ({rule} if rule else set())


def test_screen_of_some_rows_keeps_their_numbers(make, parts):
    (part,) = parts("accounts", [make.account(n) for n in range(4)])
    only = pl.DataFrame({ROW: [1, 3]}, schema={ROW: pl.get_index_type()})
    got = screen("accounts", part, TableMap(), TERMS, {}, only=only).frame.collect()
    assert got.select(ROW, "account_id").rows() == [(1, "A1"), (3, "A3")]


def test_screen_follows_the_mapping(make, parts):
    (part,) = parts("accounts", [make.account(1, principal="12")])
    how = TableMap.model_validate(
        {"columns": {"principal": {"from": "principal", "unit": "minor"}}}
    )
    assert screen("accounts", part, how, TERMS, {}).frame.collect()["principal"].to_list() == [12]

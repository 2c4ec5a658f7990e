"""The declaration of the tables, in the shape in which the reader asks for it."""

from __future__ import annotations

import polars as pl
import pytest

from forbear.portfolio import spec
from forbear.portfolio.tables import TABLES


@pytest.mark.parametrize("table", TABLES)
def test_columns_are_those_declared_in_order(table):
    columns = spec.columns(table)
    assert list(columns) == list(TABLES[table].columns())
    assert [c.name for c in columns.values()] == list(columns)
    assert all(c.en and c.zh for c in columns.values())


@pytest.mark.parametrize("table", TABLES)
def test_codes_belong_to_coded_columns(table):
    for column in spec.columns(table).values():
        assert bool(column.codes) == (column.kind == "code") == isinstance(column.dtype, pl.Enum)


@pytest.mark.parametrize("table", TABLES)
def test_keys_have_to_be_filled(table):
    assert spec.keys(table) != ()
    assert set(spec.keys(table)) <= set(spec.columns(table))


@pytest.mark.parametrize(
    ("table", "keys"),
    [
        ("customers", ("customer_id",)),
        ("accounts", ("account_id",)),
        ("instalments", ("account_id", "number")),
        ("teams", ("team_id", "officer_id", "on")),
    ],
)
def test_keys_name_a_row(table, keys):
    assert spec.keys(table) == keys


@pytest.mark.parametrize("table", TABLES)
def test_musts_are_columns_that_must_be_there(table):
    expected = tuple(c.name for c in spec.columns(table).values() if c.must)
    assert spec.musts(table) == expected


@pytest.mark.parametrize("table", TABLES)
def test_heading_is_one_line(table):
    assert spec.heading(table).strip() == spec.heading(table) != ""
    assert "\n" not in spec.heading(table)


@pytest.mark.parametrize(
    ("table", "owner"),
    [
        ("customers", None),
        ("branches", None),
        ("agencies", None),
        ("accounts", ("customer_id", "customers")),
        ("phones", ("customer_id", "customers")),
        ("instalments", ("account_id", "accounts")),
        ("payments", ("account_id", "accounts")),
    ],
)
def test_owner_is_the_way_to_the_customer(table, owner):
    assert spec.owner(table) == owner


@pytest.mark.parametrize("table", TABLES)
def test_parents_are_tables_that_come_before(table):
    order = list(TABLES)
    for column, parent in spec.parents(table):
        assert column in spec.columns(table)
        assert order.index(parent) < order.index(table)
    if spec.owner(table) is not None:
        assert spec.owner(table) in spec.parents(table)


@pytest.mark.parametrize(
    ("table", "must"), [("accounts", True), ("customers", True), ("teams", False)]
)
def test_must_be_there_without_which_nothing_is_planned(table, must):
    assert spec.must_be_there(table) == must

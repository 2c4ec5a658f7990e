"""Frames from elsewhere get the declared columns, and no value is changed on the way."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from forbear.portfolio import TABLES
from forbear.portfolio.conforming import conform, schema_of
from forbear.problems import ForbearError

SCHEMA = schema_of("contacts")


@pytest.mark.parametrize("table", TABLES)
def test_schema_without_rows_is_the_declared_one(table):
    assert schema_of(table) == TABLES[table].create_empty().schema


def test_schema_ends_with_what_rows_carry_in_their_order():
    rows = pl.DataFrame(schema={"x_b": pl.Int8, "contact_id": pl.Int8, "x_a": pl.String})
    assert list(schema_of("contacts", rows).items())[len(SCHEMA) :] == [
        ("x_b", pl.Int8),
        ("x_a", pl.String),
    ]
    assert schema_of("contacts", rows)["contact_id"] == pl.String


def test_columns_come_in_the_declared_order_and_missing_ones_null():
    rows = pl.DataFrame({"phone": ["1", None], "customer_id": ["c1", "c2"]})
    found = conform("contacts", rows, SCHEMA)
    assert found.schema == SCHEMA
    assert found.select("customer_id", "phone").rows() == [("c1", "1"), ("c2", None)]
    assert {found[name].null_count() for name in SCHEMA if name not in rows.columns} == {2}


@pytest.mark.parametrize("rows", [pl.DataFrame(), pl.DataFrame(schema={"phone": pl.String})])
def test_no_rows_stay_none(rows):
    assert conform("contacts", rows, SCHEMA).equals(SCHEMA.to_frame())


MOMENT = datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("table", "column", "given", "value"),
    [
        ("contacts", "at", pl.Series([MOMENT], dtype=pl.Datetime("us", "UTC")), MOMENT),
        ("contacts", "channel", pl.Series(["sms"]), "sms"),
        ("contacts", "channel", pl.Series(["sms"], dtype=pl.Categorical), "sms"),
        ("contacts", "channel", pl.Series(["sms"], dtype=pl.Enum(["call", "sms"])), "sms"),
        ("contacts", "channel", pl.Series([None], dtype=pl.String), None),
        ("contacts", "phone", pl.Series([None]), None),
        ("instalments", "number", pl.Series([7], dtype=pl.Int64), 7),
        ("instalments", "principal", pl.Series([7], dtype=pl.Int16), 7),
        ("instalments", "principal", pl.Series([2**62], dtype=pl.UInt64), 2**62),
    ],
)
def test_value_that_fits_is_kept(table, column, given, value):
    schema = schema_of(table)
    found = conform(table, pl.DataFrame({column: given}), schema)[column]
    assert (found.dtype, found.to_list()) == (schema[column], [value])


@pytest.mark.parametrize(
    ("table", "column", "given"),
    [
        ("contacts", "at", pl.Series([MOMENT], dtype=pl.Datetime("ns", "UTC"))),
        ("contacts", "at", pl.Series([MOMENT.replace(tzinfo=None)])),
        ("contacts", "at", pl.Series(["2026-11-22"])),
        ("contacts", "channel", pl.Series([1])),
        ("contacts", "phone", pl.Series([13812345678])),
        ("contacts", "phone", pl.Series([b"1"])),
        ("instalments", "principal", pl.Series([1.0])),
        ("instalments", "principal", pl.Series(["1"])),
        ("instalments", "principal", pl.Series([True])),
        ("phones", "valid", pl.Series([1])),
    ],
)
def test_column_of_another_type_is_refused(table, column, given):
    with pytest.raises(ForbearError) as caught:
        conform(table, pl.DataFrame({column: given}), schema_of(table))
    (problem,) = caught.value.problems
    assert (problem.code, problem.where) == ("lay_out.type", f"{table}.{column}")
    assert f"{given.dtype}" in problem.en
    assert f"{given.dtype}" in problem.zh


@pytest.mark.parametrize(
    ("table", "column", "given"),
    [
        ("contacts", "channel", pl.Series(["sms", "pigeon"])),
        ("contacts", "channel", pl.Series(["SMS"])),
        ("instalments", "number", pl.Series([2**31])),
        ("instalments", "principal", pl.Series([2**63], dtype=pl.UInt64)),
    ],
)
def test_value_that_does_not_fit_is_refused(table, column, given):
    with pytest.raises(ForbearError) as caught:
        conform(table, pl.DataFrame({column: given}), schema_of(table))
    assert [(p.code, p.where) for p in caught.value.problems] == [("lay_out.value", table)]


@pytest.mark.parametrize("column", ["colour", "Phone", "shard"])
def test_column_that_nobody_declares_is_refused(column):
    with pytest.raises(ForbearError) as caught:
        conform("contacts", pl.DataFrame({column: ["red"]}), SCHEMA)
    assert [(p.code, p.where) for p in caught.value.problems] == [
        ("lay_out.column", f"contacts.{column}")
    ]

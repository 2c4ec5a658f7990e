"""What the tables declare: words in both languages, codes, keys and parents."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import polars as pl
import pytest

from forbear.portfolio import TABLES, spec, words
from forbear.portfolio.tables import MUST_TABLES, PARENTS
from forbear.portfolio.vocabulary import plain

COLUMNS = [(table, column) for table in TABLES for column in spec.columns(table)]
SETS = [found for found in vars(words).values() if isinstance(found, type) and found is not StrEnum]


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_column_has_words_in_both_languages(table, column):
    declared = spec.columns(table)[column]
    assert declared.en.isascii()
    assert declared.en.strip() == declared.en != ""
    assert declared.zh.strip() == declared.zh != ""
    assert any("一" <= letter <= "鿿" for letter in declared.zh)


@pytest.mark.parametrize("table", list(TABLES))
def test_table_synonyms_name_one_column_each(table):
    named = [
        word
        for column in spec.columns(table).values()
        for word in dict.fromkeys(plain(w) for w in (column.name, column.zh, *column.also))
    ]
    assert sorted(named) == sorted(set(named))


@pytest.mark.parametrize("table", list(TABLES))
def test_table_has_a_heading_a_key_and_required_columns(table):
    assert spec.heading(table).endswith((".", ":"))
    assert spec.keys(table) != ()
    assert set(spec.keys(table)) - set(spec.musts(table)) == ({"on"} if table == "teams" else set())


@pytest.mark.parametrize("table", list(TABLES))
def test_table_required_columns_are_the_ones_that_are_not_nullable(table):
    nullable = {name for name, column in TABLES[table].columns().items() if column.nullable}
    assert set(spec.columns(table)) - nullable == set(spec.musts(table))


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_column_codes_are_a_closed_set_of_words(table, column):
    declared = spec.columns(table)[column]
    assert (declared.kind == "code") == (declared.codes != ())
    if declared.codes:
        assert declared.codes in {tuple(member.value for member in each) for each in SETS}
        assert declared.dtype == pl.Enum(declared.codes)


@pytest.mark.parametrize(
    ("kind", "dtype"),
    [
        ("money", pl.Int64()),
        ("rate", pl.Int64()),
        ("date", pl.Date()),
        ("instant", pl.Datetime("us", "UTC")),
        ("int", pl.Int32()),
        ("bool", pl.Boolean()),
        ("degree", pl.Float64()),
        ("id", pl.String()),
        ("phone", pl.String()),
    ],
)
def test_kind_is_of_one_type_in_every_table(kind, dtype):
    found = {
        column.dtype
        for table in TABLES
        for column in spec.columns(table).values()
        if column.kind == kind
    }
    assert found == {dtype}


@pytest.mark.parametrize("table", list(PARENTS))
def test_parents_come_before_their_children(table):
    order = list(TABLES)
    for column, parent in PARENTS[table]:
        assert order.index(parent) < order.index(table)
        assert spec.keys(parent) == (column,)
        assert column in spec.musts(table)


DAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("days", "valid"),
    [
        ((DAY, DAY + dt.timedelta(1)), True),
        ((None, DAY), True),
        ((DAY, DAY), False),
        ((None, None), False),
    ],
)
def test_teams_hold_a_member_once_a_day(days, valid):
    members = {"team_id": "T1", "officer_id": "O1", "branch_id": "B1", "on": days}
    frame = pl.DataFrame(members).select(
        pl.col(name).cast(column.dtype)
        if name in members
        else pl.lit(None, column.dtype).alias(name)
        for name, column in spec.columns("teams").items()
    )
    assert TABLES["teams"].is_valid(frame) == valid


def test_tables_that_must_be_there():
    assert {t for t in TABLES if spec.must_be_there(t)} == set(MUST_TABLES)
    parents = {parent for table in MUST_TABLES for _, parent in spec.parents(table)}
    assert parents <= set(MUST_TABLES)


@pytest.mark.parametrize(
    ("table", "owner"),
    [
        ("branches", None),
        ("teams", None),
        ("customers", None),
        ("accounts", ("customer_id", "customers")),
        ("payments", ("account_id", "accounts")),
        ("contacts", ("customer_id", "customers")),
    ],
)
def test_owner_through_which_a_row_reaches_its_customer(table, owner):
    assert spec.owner(table) == owner

"""What a check knows while it goes through the tables."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from forbear.portfolio import TABLES, Mapping, spec
from forbear.portfolio.checks import OPENED
from forbear.portfolio.explain import TAKEN
from forbear.portfolio.intake import ROW
from forbear.portfolio.parent_index import DIGITS_OF
from forbear.portfolio.run import Run
from forbear.portfolio.store import ORPHANED, SHARD
from forbear.portfolio.terms import Terms

TERMS = Terms(dt.date(2026, 11, 22), "Asia/Shanghai", "CNY")
OPENED_ON = dt.date(2025, 1, 10)


@pytest.fixture
def run(tmp_path):
    return Run(TERMS, Mapping(), tmp_path, shards=3)


def frame(shards, **columns):
    numbers = pl.Series(range(len(shards)), dtype=pl.get_index_type())
    return pl.DataFrame({ROW: numbers, SHARD: pl.Series(shards, dtype=pl.UInt16), **columns})


def taken(*rows):
    return pl.DataFrame([(r, "c", "duplicate.same", None) for r in rows], TAKEN, orient="row")


@pytest.mark.parametrize("table", TABLES)
def test_shards_of_small_tables_is_one(run, table):
    assert list(run.shards_of(table)) == ([0] if table in spec.SHARED else [0, 1, 2])


@pytest.mark.parametrize("shards", [1, 3, 65_534])
def test_shard_of_a_customer_is_one_of_the_shards_and_the_same_in_any_order(tmp_path, shards):
    run = Run(TERMS, Mapping(), tmp_path, shards)
    rows = pl.DataFrame({"customer_id": [f"C{n}" for n in range(200)]})
    found = rows.select("customer_id", shard=run.shard_of("customers"))
    assert found.schema["shard"] == pl.UInt16
    assert 0 <= found["shard"].min() <= found["shard"].max() < shards
    again = rows.reverse().select("customer_id", shard=run.shard_of("customers"))
    assert again.reverse().equals(found)


@pytest.mark.parametrize(("table", "shard"), [("teams", 0), ("accounts", 7), ("payments", 7)])
def test_shard_of_other_rows_is_their_parents(run, table, shard):
    rows = frame([7])
    assert rows.select(run.shard_of(table)).to_series().to_list() == [shard]


def test_index_for_a_table_is_that_of_its_owner(run):
    run.store.write("customers", 0, frame([0, 2], customer_id=["C1", "C2"]).lazy())
    run.taken["customers"] = taken()
    run.remember("customers")
    assert run.index_for("customers") is None
    assert run.index_for("teams") is None
    assert run.index_for("phones") is run.index_for("accounts") is run.indexes["customers"]
    rows = pl.LazyFrame({"customer_id": ["C2", "C9", "C1"]})
    found = run.indexes["customers"].join(rows).collect()
    assert found[SHARD].to_list() == [2, None, 0]


def test_index_of_accounts_leaves_out_rows_that_were_taken(run):
    accounts = frame(
        [1, 1, 1],
        account_id=["A1", "A2", "A2"],
        opened_on=[OPENED_ON] * 3,
        currency=["JPY", "CNY", "CNY"],
    )
    run.store.write("accounts", 0, accounts.lazy())
    run.taken["accounts"] = taken(1, 2)
    run.remember("accounts")
    rows = pl.LazyFrame({"account_id": ["A1", "A2"]})
    found = run.indexes["accounts"].join(rows).collect()
    assert found.select(SHARD, OPENED, DIGITS_OF).rows() == [(1, OPENED_ON, 0), (None, None, 2)]


def test_rows_gone_are_those_taken_but_not_those_without_a_parent(run):
    rows = pl.DataFrame(
        {ROW: [0, 1, 2], SHARD: [0, ORPHANED, 1], "customer_id": ["C1", "C9", "C2"]},
        schema_overrides={ROW: pl.get_index_type(), SHARD: pl.UInt16},
    )
    run.store.write("phones", 0, rows.lazy())
    run.taken["phones"] = taken(1, 2, 2)
    assert run.gone("phones")[ROW].to_list() == [2]


@pytest.mark.parametrize("table", ["branches", "phones", "payments"])
def test_remember_keeps_no_index_of_tables_that_own_nothing(run, table):
    run.remember(table)
    assert run.indexes == {}


def test_accepted_rows_are_those_not_taken_in_their_order(run):
    run.store.write("holds", 0, frame([0, 1, 0, 0], n=[1, 2, 3, 4]).lazy())
    run.taken["holds"] = taken(2, 2)
    found = [run.accepted("holds", s).collect()["n"].to_list() for s in (0, 1)]
    assert found == [[1, 4], [2]]


@pytest.mark.parametrize("table", TABLES)
def test_accepted_rows_of_a_table_without_any_have_its_columns(run, table):
    empty = run.accepted(table, 0).collect()
    declared = {name: column.dtype for name, column in spec.columns(table).items()}
    assert (empty.height, dict(empty.schema)) == (0, declared)


def test_fallen_keys_are_none_where_nothing_fell(run):
    assert run.fallen_keys("accounts").rows() == []
    assert run.fallen_keys("accounts").columns == ["key", "because"]
    fell = pl.DataFrame({"key": ["A1"], "because": ["money.negative"]})
    run.fallen["accounts"] = fell
    assert run.fallen_keys("accounts") is fell

"""Screened rows by table and shard."""

from __future__ import annotations

import polars as pl

from forbear.portfolio.store import ASIDE, ORPHANED, SHARD, Store


def part(*rows):
    return pl.LazyFrame(rows, schema={SHARD: pl.UInt16, "n": pl.Int64}, orient="row")


def test_store_splits_by_shard_and_keeps_the_order(tmp_path):
    store = Store(tmp_path)
    store.write("phones", 0, part((1, 9), (0, 8), (1, 7)))
    store.write("phones", 1, part((1, 6), (ASIDE, 5), (ORPHANED, 4)))
    found = {s: store.scan("phones", s).collect()["n"].to_list() for s in (0, 1, ASIDE, ORPHANED)}
    assert found == {0: [8], 1: [9, 7, 6], ASIDE: [5], ORPHANED: [4]}


def test_store_many_parts_come_in_their_order(tmp_path):
    store = Store(tmp_path)
    for number in range(12):
        store.write("phones", number, part((0, number)))
    assert store.scan("phones", 0).collect()["n"].to_list() == list(range(12))


def test_store_keeps_rows_set_aside_as_the_file_has_them(tmp_path):
    store = Store(tmp_path)
    read = pl.LazyFrame({"raw": ["x", "7", "y", "8"], "n": [None, 7, None, 8]})
    shard = pl.when(pl.col("n").is_null()).then(pl.lit(ASIDE, pl.UInt16)).otherwise(0)
    split = read.with_columns(shard.cast(pl.UInt16).alias(SHARD))
    aside = split.filter(pl.col(SHARD) >= ORPHANED).select("raw")
    store.write("phones", 0, split.select(SHARD, "n"), aside)
    assert store.source("phones", 0).collect()["raw"].to_list() == ["x", "y"]
    assert store.scan("phones", 0).collect()["n"].to_list() == [7, 8]
    assert store.rows("phones", ASIDE) == 2


def test_store_has_no_such_shard_or_table(tmp_path):
    store = Store(tmp_path)
    store.write("phones", 0, part((0, 1)))
    assert store.scan("phones", 1) is None
    assert store.scan("holds", 0) is None
    assert (store.rows("phones", 0), store.rows("phones", 1), store.rows("holds", 0)) == (1, 0, 0)

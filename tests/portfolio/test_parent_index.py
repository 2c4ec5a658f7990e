"""Keys looked up in the hash table of their parents."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.portfolio.checks import OPENED
from forbear.portfolio.parent_index import DIGITS_OF, build
from forbear.portfolio.store import SHARD


def customers(*keys):
    return pl.LazyFrame({"customer_id": list(keys)}, schema={"customer_id": pl.String})


KEYS = st.sets(st.text(max_size=4), min_size=1, max_size=40)


@given(known=KEYS, shards=st.integers(1, 4), asked=st.lists(st.text(max_size=4), max_size=40))
def test_index_finds_what_a_dictionary_finds(known, shards, asked):
    keys = sorted(known)
    of = {key: at % shards for at, key in enumerate(keys)}
    index = build("customer_id", [customers(*keys[s::shards]) for s in range(shards)])
    rows = [*asked, *keys]
    found = index.join(customers(*rows)).collect()
    assert found.rows() == [(key, of.get(key)) for key in rows]


@given(
    runs=st.lists(st.tuples(st.none() | st.text("ab", max_size=2), st.integers(1, 4)), max_size=12)
)
def test_index_of_rows_in_runs_is_that_of_each_row(runs):
    index = build("customer_id", [customers("a", "b"), customers("ab")])
    rows = [key for key, times in runs for _ in range(times)]
    of = {"a": 0, "b": 0, "ab": 1}
    assert index.join(customers(*rows)).collect()[SHARD].to_list() == [of.get(k) for k in rows]


def test_index_of_many_keys_has_no_gaps():
    keys = [f"C{n}" for n in range(5000)]
    index = build("customer_id", [customers(*keys[:2500]), customers(*keys[2500:])])
    assert index.join(customers(*keys)).collect()[SHARD].to_list() == [0] * 2500 + [1] * 2500


@pytest.mark.parametrize("asked", [[], [None], ["C9", None]])
def test_index_of_keys_that_are_not_there(asked):
    index = build("customer_id", [customers("C1")])
    assert index.join(customers(*asked)).collect()[SHARD].to_list() == [None] * len(asked)


def test_index_of_accounts_tells_opening_and_digits():
    day = dt.date(2025, 1, 10)
    accounts = pl.LazyFrame(
        {"account_id": ["A1", "A2"], "opened_on": [day, day], "currency": ["JPY", "KWD"]}
    )
    rows = pl.LazyFrame({"account_id": ["A2", "A9", "A1"]})
    found = build("account_id", [accounts]).join(rows).collect()
    assert found.select("account_id", SHARD, OPENED, DIGITS_OF).rows() == [
        ("A2", 0, day, 3),
        ("A9", None, None, 2),
        ("A1", 0, day, 0),
    ]


@pytest.mark.parametrize("asked", [[], [None], ["C1", None, ""]])
@pytest.mark.parametrize("shards", [1, 3])
def test_index_of_no_keys_finds_none(asked, shards):
    index = build("customer_id", [customers()] * shards)
    assert index.join(customers(*asked)).collect().rows() == [(key, None) for key in asked]

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from forbear.lab import columns

YES = np.array([True, False, True])


def test_before_counts_days_back() -> None:
    made = columns.before(date(2026, 3, 1), np.array([0, 1, 60]))
    assert made.to_list() == [date(2026, 3, 1), date(2026, 2, 28), date(2025, 12, 31)]


def test_pick_takes_texts_and_columns_and_leaves_the_rest_empty() -> None:
    assert columns.pick(YES, "a", "b").to_list() == ["a", "b", "a"]
    assert columns.pick(YES, pl.Series([1, 2, 3])).to_list() == [1, None, 3]


def test_spread_deals_values_out_in_order() -> None:
    assert columns.spread(YES, pl.Series(["x", "y"])).to_list() == ["x", None, "y"]
    assert columns.spread(~(YES | True), pl.Series([], dtype=pl.String)).to_list() == [None] * 3


def test_joined_numbered_same_and_empty() -> None:
    assert columns.joined("a", pl.Series([1, 2]), "z").to_list() == ["a1z", "a2z"]
    assert columns.numbered("C", np.array([0, 42]), 4).to_list() == ["C0000", "C0042"]
    assert columns.same(7, 2).to_list() == [7, 7]
    nothing = columns.empty(2, pl.Date)
    assert (nothing.dtype, nothing.to_list()) == (pl.Date, [None, None])

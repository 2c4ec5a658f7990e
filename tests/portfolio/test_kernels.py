"""Two speeds: the usual form over all, a closer look at the rest."""

from __future__ import annotations

import polars as pl
import pytest

from forbear.portfolio.kernels import two_speeds


def whole(texts):
    return texts.cast(pl.Int64, strict=False)


def roman(texts):
    return texts.replace_strict({"iv": 4, "v": 5}, default=None, return_dtype=pl.Int32)


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        ([], []),
        ([None], [None]),
        (["1", "2"], [1, 2]),
        (["iv", "2", "v"], [4, 2, 5]),
        (["x", "2", None, "v"], [None, 2, None, 5]),
        (["x", "y"], [None, None]),
    ],
)
def test_two_speeds_keeps_the_order(texts, numbers):
    frame = pl.DataFrame({"v": pl.Series(texts, dtype=pl.String)})
    got = frame.lazy().select(two_speeds(pl.col.v, whole, roman, pl.Int64())).collect()
    assert got.schema == {"v": pl.Int64}
    assert got["v"].to_list() == numbers


def test_two_speeds_looks_closer_only_at_what_is_left():
    seen = []

    def slow(texts):
        seen.extend(texts.to_list())
        return roman(texts)

    frame = pl.DataFrame({"v": ["1", "iv", None, "x", "2"]})
    frame.select(two_speeds(pl.col.v, whole, slow, pl.Int64()))
    assert seen == ["iv", "x"]


def test_two_speeds_does_not_look_closer_if_all_is_read():
    def slow(texts):
        raise AssertionError(texts)

    frame = pl.DataFrame({"v": ["1", None]})
    got = frame.select(two_speeds(pl.col.v, whole, slow, pl.Int64()))
    assert got["v"].to_list() == [1, None]

"""Finds the shard of a row by the customer or account it names, over the whole tape.

An open-addressed hash table over the hashes of the parents' keys, probed for a whole column at a
time. It is built once and serves every part of every child table, in the order of the rows; a join
would be built anew for each and cost some three times as much.

Two 64-bit hashes are compared and not the text itself. No two keys of an index share the first
(another seed is taken if they would); that an unknown key has both hashes of a known one has a
chance of 2**-128 a pair.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forbear.portfolio.checks import OPENED
from forbear.portfolio.currencies import DIGITS
from forbear.portfolio.store import SHARD

#: Minor digits of the currency of a row's account.
DIGITS_OF = "forbear:digits"

_FIRST, _SECOND = "first", "second"
_AT = "forbear:at"

_Hashes = NDArray[np.uint64]
_Places = NDArray[np.int32]


@dataclass(frozen=True)
class ParentIndex:
    """The accepted rows of a parent table by ``key``: `SHARD` and what children need of them."""

    key: str
    #: `SHARD`, and for accounts `OPENED` and `DIGITS_OF`.
    columns: pl.DataFrame
    seed: int
    _first: _Hashes
    _second: _Hashes
    #: Place of a parent in ``columns`` by the slot of its hash; -1 where there is none.
    _slots: _Places

    def join(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        """Add the columns to rows, null where their parent isn't known.

        Digits are 2 there, so that the row's other faults can be told.
        """
        places = pl.col(self.key).map_batches(
            self._places, return_dtype=pl.Int32, is_elementwise=True
        )
        placed = rows.with_columns(places.alias(_AT))
        return placed.with_columns(self._of_parent(name) for name in self.columns.columns).drop(_AT)

    def _of_parent(self, name: str) -> pl.Expr:
        column = self.columns[name]
        found = pl.col(_AT).map_batches(
            lambda at: column.gather(at), return_dtype=column.dtype, is_elementwise=True
        )
        return (found.fill_null(2) if name == DIGITS_OF else found).alias(name)

    def _places(self, keys: pl.Series) -> pl.Series:
        """The parent's place in ``columns`` for each key; null if there is none.

        Looks each run of equal keys up once: tapes come grouped by customer and account more often
        than not.
        """
        if self.columns.is_empty():
            return pl.Series([None], dtype=pl.Int32).new_from_index(0, len(keys))
        begins = keys.ne_missing(keys.shift(1))
        if len(begins):
            begins[0] = True
        heads = self._looked_up(keys.filter(begins))
        return heads.gather(begins.cum_sum() - 1)

    def _looked_up(self, keys: pl.Series) -> pl.Series:
        first = keys.hash(self.seed).to_numpy()
        slots = _slots(first, len(self._slots))
        places = self._slots[slots]
        wrong = np.flatnonzero((self._first[places] != first) & (places >= 0))
        while len(wrong):
            slots[wrong] = (slots[wrong] + 1) % len(self._slots)
            places[wrong] = self._slots[slots[wrong]]
            wrong = wrong[(self._first[places[wrong]] != first[wrong]) & (places[wrong] >= 0)]
        second = keys.hash(self.seed + 1).to_numpy()
        unknown = (places < 0) | (self._second[places] != second)
        found = pl.Series(places)
        return found.set(pl.Series(unknown), None) if unknown.any() else found


def build(key: str, shards: Iterable[pl.LazyFrame]) -> ParentIndex:
    """The index of accepted rows, each key once, given shard by shard from 0.

    Frames with a ``currency`` are of accounts.
    """
    frames = list(shards)
    seed = 0
    while True:
        whole = pl.concat(_hashed(key, seed, shard, rows) for shard, rows in enumerate(frames))
        if whole[_FIRST].n_unique() == whole.height:
            first, second = (whole[name].to_numpy() for name in (_FIRST, _SECOND))
            columns = whole.drop(_FIRST, _SECOND)
            return ParentIndex(key, columns, seed, first, second, _table(first))
        seed += 1


def _hashed(key: str, seed: int, shard: int, rows: pl.LazyFrame) -> pl.DataFrame:
    columns = [
        pl.col(key).hash(seed).alias(_FIRST),
        pl.col(key).hash(seed + 1).alias(_SECOND),
        pl.lit(shard, pl.UInt16).alias(SHARD),
    ]
    if "currency" in rows.collect_schema():
        digits = pl.col.currency.replace_strict(DIGITS, return_dtype=pl.UInt8)
        columns.extend([pl.col.opened_on.alias(OPENED), digits.alias(DIGITS_OF)])
    return rows.select(columns).collect()


def _slots(hashes: _Hashes, size: int) -> NDArray[np.int64]:
    """The slot at which to begin to look: the upper bits of the hash. ``size`` is a power of 2."""
    return (hashes >> np.uint64(64 - size.bit_length() + 1)).astype(np.int64)


def _table(hashes: _Hashes) -> _Places:
    """Slots for different hashes, at most half of them filled; the next free one on a clash."""
    size = 1 << max(2 * len(hashes), 2).bit_length()
    table = np.full(size, -1, dtype=np.int32)
    slots = _slots(hashes, size)
    left = np.arange(len(hashes), dtype=np.int32)
    while len(left):
        mine = slots[left]
        free = table[mine] < 0
        table[mine[free]] = left[free]  # of several the last stays; the others go on
        left = left[table[mine] != left]
        slots[left] = (slots[left] + 1) % size
    return table

"""A sample of the cases of every branch, the same however the cases are cut into shards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forbear.strategy.cases import Cases, stable_hash
from forbear.strategy.dual import Weighted
from forbear.strategy.prices import Floats, Ints

#: Cases in the sample from which the first prices come, over all branches, and of one at least.
SAMPLE, BRANCH_SAMPLE = 20_000, 1_000
#: As many in the thinned sample with which the search begins.
THIN, BRANCH_THIN = 4_000, 100


@dataclass(frozen=True)
class Survey:
    """How many cases each branch has, and some of each: half of them those with the most at stake
    (`sure`, weighing one), half those others whose ids hash lowest, for all the rest.

    Scarce treatments go to few cases of high value, which a sample by chance alone would miss.
    The first of two surveys together are among the first of each, so surveys of shards can be
    merged in any order and give the survey of the whole. Sorted by branch.
    """

    count: NDArray[np.int64]
    hash: NDArray[np.uint64]
    branch: NDArray[np.int32]
    value: NDArray[np.float32]
    sure: NDArray[np.bool_]

    def merge(self, other: Survey) -> Survey:
        """The survey of both shards' cases."""
        joined = (
            np.concatenate([self.hash, other.hash]),
            np.concatenate([self.branch, other.branch]),
            np.concatenate([self.value, other.value], axis=1),
        )
        return _first(self.count + other.count, *joined)

    def weight(self) -> Floats:
        """How many cases each of the sample stands for."""
        sure = np.bincount(self.branch, self.sure, len(self.count))
        others = np.bincount(self.branch, ~self.sure, len(self.count))
        each = (self.count - sure) / np.maximum(others, 1)
        return np.where(self.sure, 1.0, each[self.branch])

    def weighted(self) -> Weighted:
        """The sample, each case weighing as many as it stands for."""
        return Weighted(self.value, self.branch, self.weight())

    def thinned(self) -> Weighted:
        """A smaller sample, where only the rough size of prices is sought."""
        every = max(len(self.hash) // max(THIN, BRANCH_THIN * len(self.count)), 1)
        kept = slice(None, None, every)
        return Weighted(self.value[:, kept], self.branch[kept], self.weight()[kept] * every)

    def complete(self) -> NDArray[np.bool_]:
        """For each branch: are all its cases in the sample?"""
        taken = np.bincount(self.branch, minlength=len(self.count))
        return np.asarray(taken == self.count)


def survey(cases: Cases, branches: int) -> Survey:
    """The survey of one shard."""
    count = np.bincount(cases.branch, minlength=branches).astype(np.int64)
    return _first(count, stable_hash(cases.case_id), cases.branch, cases.value)


def _first(
    count: NDArray[np.int64],
    hashes: NDArray[np.uint64],
    branch: NDArray[np.int32],
    value: NDArray[np.float32],
) -> Survey:
    most = max(SAMPLE // max(len(count), 1), BRANCH_SAMPLE) // 2
    stake = -value.max(axis=0, initial=0.0)
    order = np.argsort(branch, kind="stable")
    ends = np.searchsorted(branch[order], np.arange(len(count)), side="right")
    sure = np.zeros(len(branch), np.bool_)
    kept = [np.zeros(0, np.int64)]
    for rows in np.split(order, ends[:-1]):
        top = _least(rows, most, stake, hashes)
        sure[top] = True
        kept += [top, _least(rows[~sure[rows]], most, hashes, hashes)]
    chosen = np.concatenate(kept)
    return Survey(count, hashes[chosen], branch[chosen], value[:, chosen], sure[chosen])


def _least(
    rows: Ints, most: int, key: NDArray[np.float32] | NDArray[np.uint64], tie: NDArray[np.uint64]
) -> Ints:
    """The first so many of the rows by their keys, in that order."""
    if len(rows) > most:
        keys = key[rows]
        rows = rows[keys <= np.partition(keys, most - 1)[most - 1]]
    return rows[np.lexsort((tie[rows], key[rows]))][:most]

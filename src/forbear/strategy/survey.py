"""A sample of the cases of every branch, the same however the cases are cut into shards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forbear.strategy.cases import Cases, stable_hash
from forbear.strategy.dual import Weighted

#: Cases in the sample from which the first prices come, over all branches.
SAMPLE = 20_000
#: Cases of one branch in it, at least; and in the thinned sample with which the search begins.
BRANCH_SAMPLE, BRANCH_THIN = 1_000, 100


@dataclass(frozen=True)
class Survey:
    """How many cases each branch has, and of each branch those whose ids hash lowest.

    The lowest of two surveys together are among the lowest of each, so surveys of shards can be
    merged in any order and give the survey of the whole.
    """

    count: NDArray[np.int64]
    hash: NDArray[np.uint64]
    branch: NDArray[np.int32]
    value: NDArray[np.float32]

    def merge(self, other: Survey) -> Survey:
        """The survey of both shards' cases."""
        joined = (
            np.concatenate([self.hash, other.hash]),
            np.concatenate([self.branch, other.branch]),
            np.concatenate([self.value, other.value], axis=1),
        )
        return _lowest(self.count + other.count, *joined)

    def weighted(self) -> Weighted:
        """The sample, each case weighing as many as it stands for."""
        return self._first(len(self.hash))

    def thinned(self) -> Weighted:
        """A smaller sample, where only the rough size of prices is sought."""
        return self._first(max(SAMPLE // max(len(self.count), 1), BRANCH_THIN))

    def _first(self, most: int) -> Weighted:
        """The first so many sampled cases of each branch."""
        first = np.searchsorted(self.branch, np.arange(len(self.count)))
        kept = np.flatnonzero(np.arange(len(self.branch)) - first[self.branch] < most)
        branch = self.branch[kept]
        taken = np.bincount(branch, minlength=len(self.count))
        weight = self.count / np.maximum(taken, 1)
        return Weighted(self.value[:, kept], branch, weight[branch])

    def complete(self) -> NDArray[np.bool_]:
        """For each branch: are all its cases in the sample?"""
        taken = np.bincount(self.branch, minlength=len(self.count))
        return np.asarray(taken == self.count)


def survey(cases: Cases, branches: int) -> Survey:
    """The survey of one shard."""
    count = np.bincount(cases.branch, minlength=branches).astype(np.int64)
    return _lowest(count, stable_hash(cases.case_id), cases.branch, cases.value)


def _lowest(
    count: NDArray[np.int64],
    hashes: NDArray[np.uint64],
    branch: NDArray[np.int32],
    value: NDArray[np.float32],
) -> Survey:
    most = max(SAMPLE // max(len(count), 1), BRANCH_SAMPLE)
    order = np.lexsort((hashes, branch))
    at = branch[order]
    first = np.searchsorted(at, np.arange(len(count)))
    kept = order[np.arange(len(at)) - first[at] < most]
    return Survey(count, hashes[kept], branch[kept], value[:, kept])

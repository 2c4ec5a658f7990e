"""Split a shard's cases: those whose choice prices settle, and those so near a tie as to move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forbear.strategy.capacities import Capacities
from forbear.strategy.cases import Cases, Menu, stable_hash
from forbear.strategy.prices import Floats, Ints, charges, choose, steadiness, usage

#: Values are summed as whole 1/256 of a minor unit, so that sums do not depend on their order.
GRAIN = 256


@dataclass(frozen=True)
class Frontier:
    """What leaves a shard: the settled cases as exact sums, the near ties as rows.

    ``used`` by limit and ``value`` (in 1/`GRAIN` minor units) belong to the settled cases, none of
    which chooses otherwise while every price changes by less than the share ``steady`` of its
    branch; ``position`` is the place of a near tie in its shard.
    """

    used: Ints
    value: int
    steady: Floats
    position: Ints
    hash: NDArray[np.uint64]
    branch: NDArray[np.int32]
    values: NDArray[np.float32]


def frontier(cases: Cases, menu: Menu, cap: Capacities, price: Floats, width: Floats) -> Frontier:
    """The frontier of one shard: near a tie is whom a change of prices by the share `width[b]`
    could make choose otherwise.
    """
    charge = charges(price, menu, cap)
    choice = choose(cases.value, cases.branch, charge)
    share = steadiness(cases.value, cases.branch, charge, choice)
    near = share <= width[cases.branch]
    steady = np.full(len(width), np.inf)
    np.minimum.at(steady, cases.branch[~near], share[~near])
    position, settled = np.flatnonzero(near), np.flatnonzero(~near)
    return Frontier(
        usage(choice[settled], cases.branch[settled], menu, cap),
        summed(cases.value[choice[settled], settled]),
        steady,
        position,
        stable_hash(cases.case_id.gather(position)),
        cases.branch[position],
        cases.value[:, position],
    )


def summed(value: NDArray[np.float32]) -> int:
    """An exact sum of values, in 1/`GRAIN` minor units."""
    return int(np.rint(value.astype(np.float64) * GRAIN).astype(np.int64).sum())


@dataclass(frozen=True)
class Pool:
    """The near ties of every shard in the order of their hashes, and the sums of all others."""

    used: Ints
    value: int
    steady: Floats
    shard: Ints
    position: Ints
    hash: NDArray[np.uint64]
    branch: NDArray[np.int32]
    values: NDArray[np.float32]


def pool(fronts: Sequence[Frontier]) -> Pool:
    """Gather the shards' frontiers."""
    shard = np.repeat(np.arange(len(fronts)), [len(front.hash) for front in fronts])
    hashes = np.concatenate([front.hash for front in fronts])
    order = np.argsort(hashes, kind="stable")
    return Pool(
        np.sum([front.used for front in fronts], axis=0),
        sum(front.value for front in fronts),
        np.min([front.steady for front in fronts], axis=0),
        shard[order],
        np.concatenate([front.position for front in fronts])[order],
        hashes[order],
        np.concatenate([front.branch for front in fronts])[order],
        np.concatenate([front.values for front in fronts], axis=1)[:, order],
    )

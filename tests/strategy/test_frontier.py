from collections.abc import Callable

import numpy as np
import pytest

from forbear.strategy import Capacities, Cases, Menu
from forbear.strategy.cases import stable_hash
from forbear.strategy.frontier import GRAIN, frontier, pool, summed
from forbear.strategy.prices import charges, choose, steadiness, usage

Make = Callable[..., tuple[Cases, Menu, Capacities]]


def test_frontier_splits_settled_from_near_ties(problem: Make) -> None:
    cases, menu, capacities = problem(800)
    price = np.full(len(capacities.limit), 900.0)
    width = np.array([0.0, 0.05, 0.2, np.inf])
    front = frontier(cases, menu, capacities, price, width)
    charge = charges(price, menu, capacities)
    choice = choose(cases.value, cases.branch, charge)
    steady = steadiness(cases.value, cases.branch, charge, choice)
    near = steady <= width[cases.branch]
    assert front.position.tolist() == np.flatnonzero(near).tolist()
    assert (front.hash == stable_hash(cases.case_id)[near]).all()
    assert (front.used == usage(choice[~near], cases.branch[~near], menu, capacities)).all()
    settled = cases.value[choice, np.arange(800)][~near]
    assert front.value / GRAIN == pytest.approx(float(settled.astype(np.float64).sum()))
    assert near[cases.branch == 3].all()
    least = [steady[~near & (cases.branch == b)].min(initial=np.inf) for b in range(4)]
    assert front.steady.tolist() == least
    assert near.sum() < 800


def test_pool_does_not_depend_on_shards(problem: Make) -> None:
    cases, menu, capacities = problem(800)
    price, width = np.full(len(capacities.limit), 900.0), np.full(4, 0.1)
    whole = pool([frontier(cases, menu, capacities, price, width)])
    halves = [
        Cases(cases.case_id[rows], cases.branch[rows], cases.value[:, rows])
        for rows in (slice(500, 800), slice(0, 500))
    ]
    split = pool([frontier(half, menu, capacities, price, width) for half in halves])
    assert (split.used == whole.used).all()
    assert split.value == whole.value
    assert split.steady.tolist() == whole.steady.tolist()
    for field in ("hash", "branch", "values"):
        assert (getattr(split, field) == getattr(whole, field)).all()
    first = np.where(split.shard == 0, 500, 0)
    assert (split.position + first == whole.position).all()


def test_summed_is_exact_in_any_order() -> None:
    values = np.random.default_rng(0).lognormal(9, 3, 10_000).astype(np.float32)
    assert summed(values) == summed(values[::-1]) == summed(values[::2]) + summed(values[1::2])

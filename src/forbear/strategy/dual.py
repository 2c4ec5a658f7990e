"""Find the prices: minimise the dual bound, smoothed, by projected Newton steps.

The bound is convex and piecewise linear in the prices. Replacing each case's best net value by a
soft maximum of temperature t makes it smooth, with a small Hessian (one row for each limit) that
is cheap to sum over cases; cooling t step by step leads to the true minimum (entropy smoothing;
Bertsekas 1982 for projected Newton).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forbear.strategy.capacities import Capacities
from forbear.strategy.cases import Menu
from forbear.strategy.prices import Floats, charges

#: Temperatures, as shares of the mean best value, from warm to cold.
COOLING = (0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003)
#: Newton steps at each temperature, at most.
STEPS = 25
#: A price fits when use meets the limit to this share of it: on the way, and at the end.
ROUGH, CLOSE = 1e-2, 1e-4


@dataclass(frozen=True)
class Weighted:
    """Cases of which each stands for ``weight`` cases; arrays as in `Cases`."""

    value: NDArray[np.float32]
    branch: NDArray[np.int32]
    weight: Floats


def minimise(
    cases: Weighted,
    menu: Menu,
    capacities: Capacities,
    limit: Floats,
    start: Floats,
    cooling: tuple[float, ...] = COOLING,
) -> Floats:
    """Prices (by limit, none below 0) at which the use of `limit` is worth what it costs."""
    price = start
    scale = _scale(cases)
    if scale > 0 and len(limit):
        problem = _Smooth(cases, menu, capacities, limit)
        for warm in cooling:
            close = CLOSE if warm == cooling[-1] else ROUGH
            price = _newton(problem, price, warm * scale, close)
    return price


def expected_use(
    cases: Weighted, menu: Menu, capacities: Capacities, price: Floats, warm: float
) -> Floats:
    """What the cases use of each limit at these prices, smoothed at temperature `warm`."""
    zero = np.zeros(len(price))
    heat = warm * _scale(cases)
    return -_Smooth(cases, menu, capacities, zero).at(price, heat)[1] if heat > 0 else zero


def _scale(cases: Weighted) -> float:
    """The mean best value of a case: what temperatures are shares of."""
    best = np.maximum(cases.value, 0.0).max(axis=0, initial=0.0).astype(np.float64)
    return float(best @ cases.weight) / max(float(cases.weight.sum()), 1.0)


def _newton(problem: _Smooth, price: Floats, heat: float, close: float) -> Floats:
    bound, slope, curve = problem.at(price, heat)
    for _ in range(STEPS):
        free = (price > 0) | (slope < 0)
        if not free.any() or np.all(np.abs(slope[free]) <= close * problem.size[free]):
            break
        move = np.zeros(len(price))
        block = curve[np.ix_(free, free)]
        ridge = 1e-9 * np.diag(block).max() + 1e-12 * problem.size[free] ** 2 / heat
        move[free] = np.linalg.solve(
            block + np.diag(np.maximum(np.diag(block) * 1e-6, ridge)), -slope[free]
        )
        price_now, step = price, 1.0
        while step > 1e-6:
            trial = np.maximum(price_now + step * move, 0.0)
            found = problem.at(trial, heat)
            if found[0] <= bound + 1e-4 * float(slope @ (trial - price_now)):
                price, (bound, slope, curve) = trial, found
                break
            step /= 4
        else:
            break
    return price


class _Smooth:
    """The smoothed bound of one problem, its slope and curvature."""

    def __init__(self, cases: Weighted, menu: Menu, cap: Capacities, limit: Floats) -> None:
        self.cases, self.menu, self.cap, self.limit = cases, menu, cap, limit
        self.size = np.maximum(limit, 1.0)
        self.use = menu.use.astype(np.float64)
        r = menu.use.shape[1]
        self.pairs = [(a, b) for a in range(r) for b in range(a, r)]
        self.products = np.array([self.use[:, a] * self.use[:, b] for a, b in self.pairs])

    def at(self, price: Floats, heat: float) -> tuple[float, Floats, Floats]:
        """Bound, slope and curvature."""
        branch, weight = self.cases.branch, self.cases.weight
        net = self.cases.value - charges(price, self.menu, self.cap)[:, branch]
        top = net.max(axis=0)
        share = np.exp((net - top) / heat)
        total = share.sum(axis=0)
        share /= total
        bound = float(weight @ (top + heat * np.log(total)) + price @ self.limit)
        mean = self.use.T @ share
        slope = self.limit.copy()
        curve = np.zeros((len(price), len(price)))
        second = self.products @ share
        branches = len(self.cap.branches)
        for r, row in enumerate(mean):
            np.subtract.at(slope, self.cap.index[r], np.bincount(branch, weight * row, branches))
        for (a, b), product in zip(self.pairs, second, strict=True):
            each = weight * (product - mean[a] * mean[b]) / heat
            summed = np.bincount(branch, each, branches)
            np.add.at(curve, (self.cap.index[a], self.cap.index[b]), summed)
            if a != b:
                np.add.at(curve, (self.cap.index[b], self.cap.index[a]), summed)
        return bound, slope, curve

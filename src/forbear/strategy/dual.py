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

#: Temperatures, as shares of the mean best value, from warm to cold: to find prices from nothing,
#: to better them on a larger sample, and to sharpen them where they nearly fit.
COARSE, BETTER, FINE = (0.3, 0.1, 0.03), (0.01,), (0.003, 0.0005)
#: Newton steps at each temperature, at most.
STEPS = 25
#: A price fits when use meets the limit to this share of it: on the way, and at the end.
ROUGH, CLOSE = 1e-2, 1e-3


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
    cooling: tuple[float, ...],
    close: float = CLOSE,
) -> Floats:
    """Prices (by limit, none below 0) at which the use of `limit` is worth what it costs."""
    price = start
    scale = _scale(cases)
    if scale > 0 and len(limit):
        problem = _Smooth(cases, menu, capacities, limit)
        for warm in cooling:
            fits = close if warm == cooling[-1] else max(close, ROUGH)
            price = _newton(problem, price, warm * scale, fits)
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
        block = curve[np.ix_(free, free)]
        steep = np.diag(block).copy()
        block[np.diag_indices_from(block)] += np.maximum(1e-6 * steep, 1e-9 * steep.max())
        block[np.diag_indices_from(block)] += 1e-12 * problem.size[free] ** 2 / heat
        move = np.zeros(len(price))
        move[free] = np.linalg.solve(block, -slope[free])
        reach = price / 10 + heat / problem.takes
        move = np.clip(move, -reach, reach)
        step = 1.0
        while step > 1e-4:
            trial = np.maximum(price + step * move, 0.0)
            found = problem.at(trial, heat)
            if found[0] <= bound + 1e-4 * min(float(slope @ (trial - price)), 0.0):
                break
            step /= 4
        else:
            break
        price, (bound, slope, curve) = trial, found
    return price


class _Smooth:
    """The smoothed bound of one problem, its slope and curvature. Cases are sorted by branch."""

    def __init__(self, cases: Weighted, menu: Menu, cap: Capacities, limit: Floats) -> None:
        order = np.argsort(cases.branch, kind="stable")
        self.value, self.weight = cases.value[:, order], cases.weight[order]
        self.counts = np.bincount(cases.branch, minlength=len(cap.branches))
        self.filled = self.counts > 0
        self.starts = (np.cumsum(self.counts) - self.counts)[self.filled]
        self.menu, self.cap, self.limit = menu, cap, limit
        self.size = np.maximum(limit, 1.0)
        self.use = menu.use.astype(np.float64)
        r = menu.use.shape[1]
        self.takes = np.ones(len(limit))
        self.takes[cap.index] = np.maximum(menu.use.max(axis=0), 1)[:, None]
        self.pairs = [(a, b) for a in range(r) for b in range(a, r)]
        self.products = np.array([self.use[:, a] * self.use[:, b] for a, b in self.pairs])

    def at(self, price: Floats, heat: float) -> tuple[float, Floats, Floats]:
        """Bound, slope and curvature."""
        charge = np.repeat(charges(price, self.menu, self.cap), self.counts, axis=1)
        share = np.subtract(self.value, charge, out=charge)
        top = share.max(axis=0)
        share -= top
        share /= heat
        np.exp(share, out=share)
        total = share.sum(axis=0)
        share /= total
        bound = float(self.weight @ (top + heat * np.log(total)) + price @ self.limit)
        mean = self.use.T @ share
        slope = self.limit.copy()
        curve = np.zeros((len(price), len(price)))
        for at, used in zip(self.cap.index, self._by_branch(mean), strict=True):
            np.subtract.at(slope, at, used)
        spread = self.products @ share
        for row, (a, b) in zip(spread, self.pairs, strict=True):
            row -= mean[a] * mean[b]
        for (a, b), summed in zip(self.pairs, self._by_branch(spread), strict=True):
            np.add.at(curve, (self.cap.index[a], self.cap.index[b]), summed / heat)
            if a != b:
                np.add.at(curve, (self.cap.index[b], self.cap.index[a]), summed / heat)
        return bound, slope, curve

    def _by_branch(self, rows: Floats) -> Floats:
        """Weighted sums of each row over the cases of each branch."""
        sums = np.zeros((len(rows), len(self.counts)))
        if len(self.starts):
            sums[:, self.filled] = np.add.reduceat(rows * self.weight, self.starts, axis=1)
        return sums

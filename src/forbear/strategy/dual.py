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
COARSE, BETTER, FINE = (0.3, 0.1, 0.03), (0.01, 0.003), (0.001, 0.0003)
#: Newton steps at each temperature, at most.
STEPS = 25
#: A price fits when use meets the limit to this share of it: on the way, and at the end.
ROUGH, CLOSE = 1e-2, 1e-3
#: How exactly the bound is known in single precision, as a share of it.
BLUR = 1e-9
#: Cases worked at a time, so that intermediate arrays stay in the processor's cache and products
#: are too small for the linear algebra library to spread over threads.
PART = 2_048


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
    found = problem.at(price, heat)
    for _ in range(STEPS):
        bound, slope, curve = found
        free = (price > 0) | (slope < 0)
        if np.all(np.abs(slope[free]) <= close * problem.size[free]):
            break
        curve[np.diag_indices_from(curve)] += 1e-12 * problem.size**2 / heat
        reach = price / 10 + heat / problem.takes
        least = np.maximum(-reach, -price)
        step, move = 1.0, _move(problem, slope, curve, least, reach)
        while step > 1e-4:
            trial = price + step * move
            found = problem.at(trial, heat)
            if found[0] <= bound + 1e-4 * step * float(slope @ move) + BLUR * abs(bound):
                break
            step /= 4
        else:
            break
        price = trial
    return price


def _move(problem: _Smooth, slope: Floats, curve: Floats, least: Floats, most: Floats) -> Floats:
    """A Newton step within bounds: what would leave them stops there, the rest is solved again."""
    steep = np.diag(curve)
    curve = curve + np.diag(np.maximum(1e-6 * steep, 1e-9 * steep.max()))
    move = np.zeros(len(slope))
    free = np.ones(len(slope), np.bool_)
    while free.any():
        fixed = np.where(free, 0.0, move)
        block = np.where(free & free[:, None], curve, np.diag(~free))
        move = _solved(problem, block, np.where(free, -slope - (curve * fixed).sum(axis=1), fixed))
        beyond = free & ((move < least) | (move > most))
        move = np.clip(move, least, most)
        if not beyond.any():
            break
        free &= ~beyond
    downhill = slope @ move < 0
    return move if downhill else np.clip(-slope / np.diag(curve), least, most)


def _solved(problem: _Smooth, curve: Floats, right: Floats) -> Floats:
    """Solve curve x = right: each branch's own limits by themselves, then those they share."""
    own, shared = problem.own, problem.shared
    link = curve[own[:, :, None], shared]
    known = np.concatenate([link, right[own][:, :, None]], axis=2)
    found = np.linalg.solve(curve[own[:, :, None], own[:, None, :]], known)
    less = np.einsum("bks,bkt->st", link, found)
    common = curve[np.ix_(shared, shared)] - less[:, :-1]
    move = np.empty(len(right))
    move[shared] = np.linalg.solve(common, right[shared] - less[:, -1])
    move[own] = found[:, :, -1] - found[:, :, :-1] @ move[shared]
    return move


class _Smooth:
    """The smoothed bound of one problem, its slope and curvature.

    Cases are worked branch by branch, so that a branch's arrays stay in the processor's cache;
    in single precision, but for the sums. All free treatments count as one, the best of them.
    """

    def __init__(self, cases: Weighted, menu: Menu, cap: Capacities, limit: Floats) -> None:
        order = np.argsort(cases.branch, kind="stable")
        free = ~menu.use.any(axis=1)
        best = cases.value[free].max(axis=0, initial=-np.inf)
        self.value = np.concatenate([cases.value[~free], best[None]])[:, order]
        self.weight = cases.weight[order]
        counts = np.bincount(cases.branch, minlength=len(cap.branches))
        ends = np.cumsum(counts)
        self.parts = [
            (b, slice(start, min(start + PART, ends[b])))
            for b in range(len(counts))
            for start in range(ends[b] - counts[b], ends[b], PART)
        ]
        self.menu, self.cap, self.limit, self.paid = menu, cap, limit, ~free
        self.size = np.maximum(limit, 1.0)
        self.use = np.concatenate([menu.use[~free], menu.use[free][:1]]).astype(np.float64)
        self.takes = np.ones(len(limit))
        self.takes[cap.index] = np.maximum(menu.use.max(axis=0), 1)[:, None]
        once = np.bincount(cap.index.ravel(), minlength=len(limit)) == 1
        self.own = cap.index[once[cap.index].all(axis=1)].T
        self.shared = np.setdiff1d(np.arange(len(limit)), self.own)
        self.room = np.empty(len(self.use) * PART, np.float32)

    def at(self, price: Floats, heat: float) -> tuple[float, Floats, Floats]:
        """Bound, slope and curvature."""
        charge = charges(price, self.menu, self.cap)[self.paid].astype(np.float32)
        bound = float(price @ self.limit)
        slope = self.limit.copy()
        curve = np.zeros((len(price), len(price)))
        for b, part in self.parts:
            worth, used, spread = self._branch(charge[:, b], part, heat)
            limits = self.cap.index[:, b]
            bound += worth
            np.subtract.at(slope, limits, used)
            np.add.at(curve, (limits[:, None], limits), spread / heat)
        return bound, slope, curve

    def _branch(
        self, charge: NDArray[np.float32], part: slice, heat: float
    ) -> tuple[float, Floats, Floats]:
        """One branch's part of the bound, its mean use by resource and the use's covariance."""
        value, weight = self.value[:, part], self.weight[part]
        share = self.room[: value.size].reshape(value.shape)
        np.subtract(value[:-1], charge[:, None], out=share[:-1])
        share[-1] = value[-1]
        top = share.max(axis=0)
        share -= top
        share *= np.float32(1 / heat)
        np.exp(share, out=share)
        total = share.sum(axis=0)
        share /= total
        worth = float(weight @ top) + heat * float(weight @ np.log(total))
        mean = (self.use.T.astype(np.float32) @ share).astype(np.float64)
        chosen = np.einsum("ji,i->j", share, weight)
        weighed = mean * weight
        spread = (self.use.T * chosen) @ self.use - weighed @ mean.T
        return worth, weighed.sum(axis=1), spread

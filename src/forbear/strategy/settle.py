"""Turn prices into an allocation that no limit forbids: turn away where too many want, then refill.

Works on the near ties alone. Where a limit is exceeded, those who lose least for each unit they
free go to their next best; when all fits, what is left of each limit goes to those who gain most
for what they take, until nobody can gain. Ties go by the order of the rows (a hash of the id).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forbear.strategy.capacities import Capacities
from forbear.strategy.cases import Menu
from forbear.strategy.prices import Floats, Ints, charges, usage

Choice = NDArray[np.int64]


@dataclass(frozen=True)
class _Work:
    """Near ties at some prices: value and net value (treatments, cases), and what is left."""

    value: Floats
    net: Floats
    branch: NDArray[np.int32]
    menu: Menu
    cap: Capacities
    left: Ints

    def slack(self, choice: Choice) -> Ints:
        used = usage(choice.astype(np.int8), self.branch, self.menu, self.cap)
        return np.asarray(self.left - used)


def settle(
    values: NDArray[np.float32],
    branch: NDArray[np.int32],
    menu: Menu,
    cap: Capacities,
    left: Ints,
    price: Floats,
) -> Choice:
    """A treatment for each near tie, within `left` (what the settled cases leave of each limit)."""
    value = values.astype(np.float64)
    net = value - charges(price, menu, cap)[:, branch]
    work = _Work(value, net, branch, menu, cap, left)
    return _refill(work, _turn_away(work))


def _turn_away(work: _Work) -> Choice:
    net = work.net.copy()
    while True:
        choice = np.asarray(net.argmax(axis=0))
        slack = work.slack(choice)
        if (slack >= 0).all():
            return choice
        for r in range(work.menu.use.shape[1]):
            limit = work.cap.index[r][work.branch]
            takes = work.menu.use[choice, r]
            over = np.flatnonzero((takes > 0) & (slack[limit] < 0))
            if not len(over):
                continue
            lighter = work.menu.use[:, r][:, None] < takes[over][None, :]
            instead = np.where(lighter, net[:, over], -np.inf).max(axis=0)
            loss = (net[choice[over], over] - instead) / takes[over]
            out = over[_beyond(limit[over], -loss, takes[over], work.left)]
            heavy = work.menu.use[:, r][:, None] >= work.menu.use[choice[out], r][None, :]
            net[:, out] = np.where(heavy, -np.inf, net[:, out])


def _beyond(limit: Ints, rank: Floats, takes: Ints, left: Ints) -> NDArray[np.bool_]:
    """Whose take, in order of rank within each limit, goes beyond what is left of it?"""
    order = np.lexsort((rank, limit))
    beyond = np.zeros(len(limit), np.bool_)
    beyond[order] = _running(limit[order], takes[order]) > left[limit[order]]
    return beyond


def _running(group: Ints, amount: Ints) -> Ints:
    """Running sums within groups of equal neighbours."""
    total = np.cumsum(amount)
    first = np.searchsorted(group, group)
    return np.asarray(total - total[first] + amount[first])


def _refill(work: _Work, choice: Choice) -> Choice:
    open_to = np.isfinite(work.net)
    worth = np.where(open_to, work.value, np.inf) - np.where(open_to, work.net, 0.0)
    while True:
        slack = work.slack(choice)
        moves = _moves(work, choice, worth, slack)
        taken = _fitting(work, choice, moves, slack)
        if not len(taken):
            return choice
        choice = choice.copy()
        choice[moves.case[taken]] = moves.to[taken]


@dataclass(frozen=True)
class _Moves:
    """Possible changes of treatment, best first."""

    case: Ints
    to: Ints


def _moves(work: _Work, choice: Choice, worth: Floats, slack: Ints) -> _Moves:
    """For each case the change that gains most for the price of what it takes, if any fits."""
    count = len(choice)
    everyone = np.arange(count)
    now, paid = work.value[choice, everyone], worth[choice, everyone]
    rate, to = np.zeros(count), choice.copy()
    for j in range(len(work.value)):
        more = work.menu.use[j][:, None] - work.menu.use[choice].T
        fits = (more <= slack[work.cap.index[:, work.branch]]).all(axis=0)
        gain = work.value[j] - now
        with np.errstate(invalid="ignore"):
            here = gain / np.maximum(worth[j] - paid, 1e-3)
        better = fits & (gain > 0) & (here > rate)
        rate[better], to[better] = here[better], j
    found = np.flatnonzero(rate > 0)
    found = found[np.argsort(-rate[found], kind="stable")]
    return _Moves(found, to[found])


def _fitting(work: _Work, choice: Choice, moves: _Moves, slack: Ints) -> Ints:
    """Which of the moves, in their order, fit together into what is left."""
    fits = np.ones(len(moves.case), np.bool_)
    for r in range(work.menu.use.shape[1]):
        more = work.menu.use[moves.to, r] - work.menu.use[choice[moves.case], r]
        more = np.maximum(more, 0)
        limit = work.cap.index[r][work.branch[moves.case]]
        order = np.argsort(limit, kind="stable")
        running = np.empty(len(order), np.int64)
        running[order] = _running(limit[order], more[order])
        fits &= (more == 0) | (running <= slack[limit])
    return np.flatnonzero(fits)

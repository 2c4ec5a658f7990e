"""Prices of scarce capacity, and what every case would choose at them.

With a price on each limit (Lagrange multipliers), the allocation falls apart into one small choice
a case: the treatment whose value less the price of what it uses is highest. The sum of those, plus
the price of all there is, bounds from above what any lawful allocation can bring (weak duality;
Everett 1963, Geoffrion 1974).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forbear.strategy.capacities import Capacities
from forbear.strategy.cases import Menu

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Values = NDArray[np.float32]
Branches = NDArray[np.int32]

#: Cases worked at a time, so that intermediate arrays stay in the processor's cache.
BLOCK = 65_536


def charges(price: Floats, menu: Menu, capacities: Capacities) -> Floats:
    """What one use of each treatment costs at each branch at these prices: (treatments, branches).

    Infinite where a single use would exceed a limit.
    """
    charge = menu.use @ price[capacities.index]
    fits = menu.use[:, :, None] <= capacities.limit[capacities.index][None, :, :]
    return np.where(fits.all(axis=1), charge, np.inf)


def choose(value: Values, branch: Branches, charge: Floats) -> NDArray[np.int8]:
    """The treatment with the best net value for every case; among equals the first of the menu."""
    count = value.shape[1]
    choice, net = np.zeros(count, np.int8), np.zeros(count)
    for part in _blocks(count):
        best, which, at = net[part], choice[part], branch[part]
        for j in range(1, value.shape[0]):
            here = value[j, part] - charge[j][at]
            which[here > best] = j
            np.maximum(best, here, out=best)
    return choice


def net_sum(value: Values, branch: Branches, charge: Floats, choice: NDArray[np.int8]) -> float:
    """The sum of what the chosen treatments are worth after paying for what they use."""
    chosen = value[choice, np.arange(len(choice))].astype(np.float64)
    return float((chosen - charge[choice, branch]).sum())


def steadiness(value: Values, branch: Branches, charge: Floats, choice: NDArray[np.int8]) -> Floats:
    """By what share every price may change before each case can choose otherwise.

    The least, over the other treatments, of the difference in net value over the sum of both
    charges; infinite where prices play no part.
    """
    count = value.shape[1]
    steady = np.full(count, np.inf)
    for part in _blocks(count):
        at, which = branch[part], choice[part]
        paid = charge[which, at]
        net = value[which, np.arange(part.start, part.start + len(at))] - paid
        least = steady[part]
        for j in range(value.shape[0]):
            due = charge[j][at]
            lead = net - (value[j, part] - due)
            share = np.full(len(at), np.inf)
            np.divide(
                lead,
                paid + due,
                out=share,
                where=(which != j) & (paid + due > 0) & np.isfinite(due),
            )
            np.minimum(least, share, out=least)
    return steady


def _blocks(count: int) -> list[slice]:
    return [slice(start, min(start + BLOCK, count)) for start in range(0, count, BLOCK)]


def usage(
    choice: NDArray[np.int8],
    branch: NDArray[np.int32],
    menu: Menu,
    cap: Capacities,
    weight: Floats | None = None,
) -> NDArray[Any]:
    """What these choices use of every limit: exact whole numbers, or weighted sums."""
    branches = len(cap.branches)
    cells = np.bincount(
        choice.astype(np.int64) * branches + branch,
        weights=weight,
        minlength=len(menu.names) * branches,
    ).reshape(len(menu.names), branches)
    used = np.zeros(len(cap.limit), cells.dtype)
    np.add.at(used, cap.index, menu.use.T @ cells)
    return used


def whole_uses(cap: Capacities, menu: Menu) -> Capacities:
    """The limits cut to what can be used: whole multiples of a resource's common measure.

    Nothing is lost (of 500 minutes, visits of 70 can use 490), and the bound gets tighter.
    """
    limit = cap.limit.copy()
    for r, takes in enumerate(menu.use.T):
        measure = int(np.gcd.reduce(takes)) or 1
        limit[cap.index[r]] = limit[cap.index[r]] // measure * measure
    return replace(cap, limit=limit)

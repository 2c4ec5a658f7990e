"""Spend scarce capacity where it brings most, over shards of cases.

One pass samples every shard, prices are found on the sample, and at those prices every case
chooses for itself. A second pass returns from each shard exact sums for the cases whose choice is
plain, and as rows the few that are close to a tie. On those the prices are sharpened, the limits
are kept and what is left is refilled; if the prices moved too far, that pass is repeated. Then each
shard writes its own choices. The result does not depend on how the cases are cut into shards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce
from itertools import count
from typing import Any, Protocol

import numpy as np
import polars as pl

from forbear.strategy.capacities import Capacities
from forbear.strategy.cases import Cases, Menu
from forbear.strategy.dual import BETTER, COARSE, FINE, ROUGH, Weighted, expected_use, minimise
from forbear.strategy.frontier import GRAIN, Frontier, Pool, frontier, pool, summed
from forbear.strategy.prices import (
    Floats,
    Ints,
    charges,
    choose,
    net_sum,
    steadiness,
    usage,
    whole_uses,
)
from forbear.strategy.settle import settle
from forbear.strategy.survey import Survey, survey

Shard = Callable[[], Cases]

#: Share of a branch's cases that count as near a tie at first, and how many at least.
NEAR, NEAR_CASES = 0.04, 500
#: Temperature (see `dual`) at which the sample foretells how use answers to prices.
WARM = 0.03
#: Passes over the shards in which prices are sharpened, at most.
PASSES = 6
#: Sharpening ends where better prices could lower the bound by no more than this share of it.
CLOSE_ENOUGH = 1e-4


class Each(Protocol):
    """Runs a function on every shard, in order: `map`, or a pool's."""

    def __call__(self, do: Callable[[Shard], Any], shards: Sequence[Shard], /) -> Iterable[Any]:
        """The results in the order of the shards."""


@dataclass(frozen=True)
class Result:
    """What an allocation spends and brings. Arrays by limit (`Capacities.named`); money in minor
    units of the bank's currency.

    ``bound`` is what no allocation can exceed; ``gap`` is the share of it not reached.
    """

    price: Floats
    used: Ints
    capacity: Ints
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """(bound - value) / bound, 0 where nothing can be gained."""
        return max(self.bound - self.value, 0.0) / self.bound if self.bound > 0 else 0.0


@dataclass(frozen=True)
class Plan:
    """Everything a shard needs to write its part: prices, and the choices of its near ties."""

    menu: Menu
    price: Floats
    final: Floats
    capacities: Capacities
    near: Pool
    choice: Ints
    result: Result

    def write(self, number: int, cases: Cases) -> pl.DataFrame:
        """The `schema.Allocated` frame of shard `number`, in the order of its cases."""
        charge = charges(self.price, self.menu, self.capacities)
        choice = choose(cases.value, cases.branch, charge).astype(np.int64)
        mine = self.near.shard == number
        choice[self.near.position[mine]] = self.choice[mine]
        grounded = charges(self.final, self.menu, self.capacities)
        grounded[self.menu.visit] = np.inf
        other = choose(cases.value, cases.branch, grounded)
        fallback = np.where(self.menu.visit[choice], other, choice)
        everyone = np.arange(len(cases))
        names = pl.Series(self.menu.names)
        return pl.DataFrame(
            {
                "case_id": cases.case_id,
                "treatment": names.gather(choice),
                "value": cases.value[choice, everyone].astype(np.float64),
                "fallback": names.gather(fallback),
                "fallback_value": cases.value[fallback, everyone].astype(np.float64),
            }
        )


def allocate(cases: Cases, menu: Menu, capacities: Capacities) -> tuple[pl.DataFrame, Result]:
    """Allocate cases held in memory: the `schema.Allocated` frame and what it spends and brings."""
    made = plan([lambda: cases], menu, capacities)
    return made.write(0, cases), made.result


def plan(shards: Sequence[Shard], menu: Menu, capacities: Capacities, each: Each = map) -> Plan:
    """Find prices and settle the near ties; `Plan.write` then gives each shard's allocation."""
    capacity, capacities = capacities.limit, whole_uses(capacities, menu)
    seen = reduce(Survey.merge, each(partial(_survey, len(capacities.branches)), shards))
    price = find_prices(seen, menu, capacities)
    width = _width(seen, menu, capacities, price)
    for turn in count(1):
        near = pool(list(each(partial(_frontier, menu, capacities, price, width), shards)))
        left = capacities.limit - near.used
        if (left < 0).any():
            price = _corrected(seen, near, menu, capacities, price)
            width = _widened(width, turn)
            continue
        sharp = _sharpened(near, menu, capacities, left, price)
        trusted = _trusted(price, sharp, near.steady, capacities)
        bound, lowest = (_bound(near, menu, capacities, at) for at in (trusted, sharp))
        if bound - lowest <= CLOSE_ENOUGH * bound or turn >= PASSES:
            break
        price, width = trusted, _widened(width, turn)
    choice = settle(near.values, near.branch, menu, capacities, left, trusted)
    result = _result(near, choice, menu, capacities, trusted)
    return Plan(menu, price, trusted, capacities, near, choice, replace(result, capacity=capacity))


def find_prices(sample: Survey, menu: Menu, capacities: Capacities) -> Floats:
    """Prices by limit from a survey of the cases: roughly on few, then on all of the sample."""
    limit = capacities.limit.astype(np.float64)
    thin, whole = sample.thinned(), sample.weighted()
    price = minimise(thin, menu, capacities, limit, np.zeros(len(limit)), COARSE, ROUGH)
    return minimise(whole, menu, capacities, limit, price, BETTER, ROUGH)


def _corrected(
    seen: Survey, near: Pool, menu: Menu, capacities: Capacities, price: Floats
) -> Floats:
    """Prices from the sample again, its limits moved by what it misjudged of the whole's use."""
    ties = choose(near.values, near.branch, charges(price, menu, capacities))
    true = near.used + usage(ties, near.branch, menu, capacities)
    sample = seen.weighted()
    guess = expected_use(sample, menu, capacities, price, WARM)
    limit = np.maximum(capacities.limit - (true - guess), capacities.limit / 10)
    return minimise(sample, menu, capacities, limit, price, (WARM,), ROUGH)


def _sharpened(near: Pool, menu: Menu, capacities: Capacities, left: Ints, price: Floats) -> Floats:
    """Prices at which the near ties use what the settled cases leave."""
    ties = Weighted(near.values, near.branch, np.ones(len(near.hash)))
    return minimise(ties, menu, capacities, left.astype(np.float64), price, FINE)


def _trusted(price: Floats, sharp: Floats, steady: Floats, capacities: Capacities) -> Floats:
    """The sharpened prices, cut to where every settled case still chooses the same."""
    least = np.full(len(price), np.inf)
    for at in capacities.index:  # by row: minimum.at misreads values it has to broadcast
        np.minimum.at(least, at, steady)
    reach = np.full(len(price), np.inf)
    np.multiply(price, least, out=reach, where=np.isfinite(least))
    return np.clip(sharp, price - reach, price + reach)


def _widened(width: Floats, turn: int) -> Floats:
    """Twice as wide; in the end every case is a near tie, and then no limit can be broken."""
    return np.maximum(width, 0.01) * 2 if turn < 2 * PASSES else np.full(len(width), np.inf)


def _survey(branches: int, shard: Shard) -> Survey:
    return survey(shard(), branches)


def _frontier(
    menu: Menu, capacities: Capacities, price: Floats, width: Floats, shard: Shard
) -> Frontier:
    return frontier(shard(), menu, capacities, price, width)


def _width(seen: Survey, menu: Menu, capacities: Capacities, price: Floats) -> Floats:
    """The change of prices, as a share, up to which a case of each branch counts as a near tie."""
    charge = charges(price, menu, capacities)
    choice = choose(seen.value, seen.branch, charge)
    steady = steadiness(seen.value, seen.branch, charge, choice)
    width, weight = np.full(len(seen.count), np.inf), seen.weight()
    for b in np.flatnonzero(~seen.complete()):
        share = max(NEAR, NEAR_CASES / seen.count[b])
        if share < 1:
            here = seen.branch == b
            width[b] = np.quantile(steady[here], share, method="inverted_cdf", weights=weight[here])
    return width


def _result(near: Pool, choice: Ints, menu: Menu, capacities: Capacities, price: Floats) -> Result:
    used = near.used + usage(choice.astype(np.int8), near.branch, menu, capacities)
    value = near.value + summed(near.values[choice, np.arange(len(choice))])
    bound = _bound(near, menu, capacities, price)
    return Result(price, used, capacities.limit, value / GRAIN, max(bound, value / GRAIN))


def _bound(near: Pool, menu: Menu, capacities: Capacities, price: Floats) -> float:
    """The bound at these prices while every settled case chooses the same.

    Within the trusted reach that is the bound itself; beyond it, what is below the bound. At the
    sharpened prices, which make it least, it is therefore below the bound at any prices.
    """
    charge = charges(price, menu, capacities)
    ties = choose(near.values, near.branch, charge)
    net = near.value / GRAIN + net_sum(near.values, near.branch, charge, ties)
    return float(net + price @ (capacities.limit - near.used))

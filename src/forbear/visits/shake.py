"""Ruin and recreate: part of a plan is taken out and filled in anew, breaks and all.

The search of `forbear.visits.search` holds breaks where its start takes them; here they move with
the visits. After G. Schrimpf et al., "Record breaking optimization results using the ruin and
recreate principle", Journal of Computational Physics 159 (2000), with the acceptance of G. Dueck's
record-to-record travel, Journal of Computational Physics 104 (1993).
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np
from pyvrp.stop import StoppingCriterion

from forbear.visits.day import Day
from forbear.visits.fill import Orders, fill, worth
from forbear.visits.walk import fits

#: Visits taken out at once, at least and at most.
_LEAST, _MOST = 2, 8
#: At first a plan may be worse than the best by this share; it sinks to nothing.
_LOOSE = 0.02
#: Prizes are seen through up to so much noise while days are filled anew.
_NOISE = 0.4


def shake(
    day: Day,
    orders: Sequence[Sequence[int]],
    *,
    times: int,
    seed: int,
    guard: StoppingCriterion | None = None,
) -> tuple[Orders, bool]:
    """Orders at least as good after so many times, and whether `guard` cut it short.

    Their breaks hold, as those of `orders` have to.
    """
    chance = Random(seed)
    best = current = [list(order) for order in orders]
    most = at = worth(day, best)
    for number in range(times):
        if guard is not None and guard(0):
            return best, True
        tried = _again(day, current, chance)
        if tried is None:
            continue
        found = worth(day, tried)
        loose = int(_LOOSE * most[1] * (1 - number / times))
        if found >= at or (found[0] >= most[0] and found[1] > most[1] - loose):
            current, at = tried, found
        if found > most:
            best, most = tried, found
    return best, False


def _again(day: Day, orders: Orders, chance: Random) -> Orders | None:
    """Some neighbouring visits taken out, and everything that fits put in."""
    visited = [place for order in orders for place in order]
    if not visited:
        return None
    centre = visited[int(chance.random() * len(visited))]
    count = _LEAST + int(chance.random() * (_MOST - _LEAST + 1))
    # The jitter keeps the same neighbours from going together every time.
    near = sorted(visited, key=lambda p: day.legs[centre][p] + 20 * chance.random())
    gone = set(near[:count])
    left = [[place for place in order if place not in gone] for order in orders]
    if not all(fits(day, crew, order) for crew, order in zip(day.crews, left, strict=True)):
        return None
    seen = [1 + _NOISE * (2 * chance.random() - 1) for _ in range(len(day.visits) + 1)]
    return fill(day, left, np.array(seen))

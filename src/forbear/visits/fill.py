"""Adding visits to the teams' days, the most worth for the time they take first.

It makes the first solution from which the search starts, and adds what a changed plan has room for.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from forbear.visits.crews import Crew
from forbear.visits.day import BRANCH, NEVER, Day
from forbear.visits.travel import Floats, Ints
from forbear.visits.walk import Stop, begins_of, cost_of, fits, latest, settle

#: The places that each crew visits, in order.
Orders = list[list[int]]


def worth(day: Day, orders: Sequence[Sequence[int]]) -> tuple[int, int]:
    """Appointments kept, then prizes less the cost of the way: more is better."""
    visits = [day.visit(place) for order in orders for place in order]
    way = 0
    for crew, order in zip(day.crews, orders, strict=True):
        timed = settle(day, crew, order)
        if timed is None:
            raise ValueError(f"the day of team {crew.team_id} does not hold")
        way += cost_of(day, timed)
    return sum(v.must for v in visits), sum(v.prize for v in visits) - way


def fill(day: Day, orders: Sequence[Sequence[int]], seen: Floats | None = None) -> Orders:
    """The same days with everything added that fits and pays; appointments before all else.

    ``seen``, by place, makes prizes and choices look larger or smaller than they are.
    """
    out = [list(order) for order in orders]
    prizes = np.array([0, *(visit.prize for visit in day.visits)], dtype=np.float64)
    if seen is not None:
        prizes *= seen
    _appointments(day, out, seen)
    offers = [_offers(day, at, out, prizes) for at in range(len(out))]
    while best := _next(day, out, offers):
        crew, place, position = best
        out[crew].insert(position, place)
        offers[crew] = _offers(day, crew, out, prizes)
    return out


def from_previous(day: Day, wanted: dict[str, list[int]]) -> Orders:
    """An earlier order by team, as far as it still holds on this day."""
    orders: Orders = [[] for _ in day.crews]
    taken: set[str] = set()
    for crew, order in zip(day.crews, orders, strict=True):
        for place in wanted.get(crew.team_id, []):
            visit = day.visit(place)
            if visit.customer_id in taken or not visit.needs <= crew.holds:
                continue
            if fits(day, crew, [*order, place]):
                order.append(place)
                taken.add(visit.customer_id)
    return orders


def thin(day: Day, crew: Crew, order: Sequence[int]) -> list[int]:
    """The order without the visits, least worth first, that leave no room for the breaks."""
    out = list(order)
    while out and not fits(day, crew, out):
        least = min(out, key=lambda p: (day.visit(p).must, day.visit(p).prize, p))
        out.remove(least)
    return out


def _taken(day: Day, orders: Sequence[Sequence[int]]) -> set[str]:
    return {day.visit(place).customer_id for order in orders for place in order}


def _appointments(day: Day, orders: Orders, seen: Floats | None) -> None:
    """Put every appointment where it costs least, those with the least choice of time first."""
    taken = _taken(day, orders)
    weights = np.ones(len(day.visits) + 1) if seen is None else seen
    musts = [p for p, v in enumerate(day.visits, 1) if v.must and v.customer_id not in taken]
    for place in sorted(musts, key=lambda p: (_choice(day, p) * weights[p], p)):
        ways = [
            (_detour(day, order, at, place), crew, at)
            for crew, order in enumerate(orders)
            if day.able[crew][place]
            for at in range(len(order) + 1)
            if fits(day, day.crews[crew], [*order[:at], place, *order[at:]])
        ]
        if ways and day.visit(place).customer_id not in taken:
            _, crew, at = min(ways)
            orders[crew].insert(at, place)
            taken.add(day.visit(place).customer_id)


def _choice(day: Day, place: int) -> int:
    return sum(late - early + 1 for early, late in day.visit(place).begins)


def _detour(day: Day, order: Sequence[int], at: int, place: int) -> int:
    before = order[at - 1] if at else BRANCH
    after = order[at] if at < len(order) else BRANCH
    return int(day.cost[before, place] + day.cost[place, after] - day.cost[before, after])


def _next(
    day: Day, orders: Orders, offers: list[list[tuple[float, int, int]]]
) -> tuple[int, int, int] | None:
    """The best offer that holds with the breaks: (crew, place, position)."""
    taken = _taken(day, orders)
    while True:
        for of_crew in offers:
            while of_crew and day.visit(of_crew[-1][1]).customer_id in taken:
                of_crew.pop()
        heads = [(of_crew[-1][0], -crew) for crew, of_crew in enumerate(offers) if of_crew]
        if not heads:
            return None
        crew = -max(heads)[1]
        _, place, at = offers[crew].pop()
        order = orders[crew]
        if fits(day, day.crews[crew], [*order[:at], place, *order[at:]]):
            return crew, place, at


def _offers(day: Day, crew: int, orders: Orders, prizes: Floats) -> list[tuple[float, int, int]]:
    """What could be added to one crew's day: (gain a minute, place, position), best last.

    Breaks are left out of the windows here, and only their length is counted: whoever takes an
    offer has to see whether it holds.
    """
    taken = _taken(day, orders)
    team, order = day.crews[crew], orders[crew]
    pool = np.array(
        [
            p
            for p, v in enumerate(day.visits, 1)
            if day.able[crew][p] and v.customer_id not in taken and v.prize > 0
        ],
        dtype=np.int64,
    )
    if not len(pool):
        return []
    before = np.array([BRANCH, *order])
    after = np.array([*order, BRANCH])
    leaves, due = _bounds(day, team, order)
    service = day.services[pool]
    arrive = leaves[None, :] + day.minutes[np.ix_(before, pool)].T
    begin = _first_begin(day, pool, arrive)
    done = begin + service[:, None] + day.minutes[np.ix_(pool, after)]
    longer = (
        day.minutes[np.ix_(before, pool)].T
        + day.minutes[np.ix_(pool, after)]
        - day.minutes[before, after][None, :]
        + service[:, None]
    )
    dearer = (
        day.cost[np.ix_(before, pool)].T
        + day.cost[np.ix_(pool, after)]
        - day.cost[before, after][None, :]
    )
    gain = prizes[pool][:, None] - dearer
    can = (done <= due[None, :]) & (longer <= _spare(day, team, order)) & (gain > 0)
    rows, columns = np.nonzero(can)
    ratio = gain[rows, columns] / np.maximum(longer[rows, columns], 1)
    best = np.lexsort((-columns, -pool[rows], ratio))
    return [(float(ratio[i]), int(pool[rows[i]]), int(columns[i])) for i in best]


def _bounds(day: Day, crew: Crew, order: Sequence[int]) -> tuple[Ints, Ints]:
    """By position: when the team leaves the place before, and must be at the place after."""
    stops = [Stop(place) for place in order]
    leaves, place = [crew.starts], BRANCH
    for stop in stops:
        arrive = leaves[-1] + day.legs[place][stop.place]
        begin = min(
            max(arrive, early) for early, late in begins_of(day, crew, stop) if arrive <= late
        )
        leaves.append(begin + day.visit(stop.place).service)
        place = stop.place
    return np.array(leaves), np.array(latest(day, crew, stops))


def _first_begin(day: Day, pool: Ints, arrive: Ints) -> Ints:
    """The first minute, on or after arrival, at which each visit may begin."""
    out = np.full(arrive.shape, NEVER, dtype=np.int64)
    for early, late in zip(*(spans[pool].T[:, :, None] for spans in day.openings), strict=True):
        out = np.minimum(out, np.where(arrive <= late, np.maximum(arrive, early), NEVER))
    return out


def _spare(day: Day, crew: Crew, order: Sequence[int]) -> int:
    """Minutes of the shift without travel, visits or breaks."""
    places = [BRANCH, *order, BRANCH]
    road = sum(day.legs[a][b] for a, b in pairwise(places))
    work = sum(day.visit(p).service for p in order) + sum(b.minutes for b in crew.breaks)
    return crew.ends - crew.starts - road - work

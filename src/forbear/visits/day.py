"""One branch's day as numbers: places, legs, what may be visited and who can go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from forbear.problems import Problem
from forbear.visits.crews import Crew, qualifications
from forbear.visits.policy import Cost
from forbear.visits.travel import NO_WAY, Ints, Travel
from forbear.visits.windows import tidy

#: A minute that no day has.
NEVER = 10**9

#: The place of the branch; visits have the places 1, 2, ...
BRANCH = 0


@dataclass(frozen=True)
class Visit:
    """A candidate. ``begins`` are (earliest, latest) minutes at which it may begin."""

    visit_id: str
    customer_id: str
    lat: float
    lon: float
    prize: int
    service: int
    begins: tuple[tuple[int, int], ...]
    must: bool
    needs: frozenset[str]


@dataclass(frozen=True)
class Day:
    """Everything that the search of one branch uses.

    ``visits[i - 1]`` is at place ``i``; ``minutes`` and ``metres`` are between places, ``cost`` in
    minor units.
    """

    branch_id: str
    lat: float
    lon: float
    visits: tuple[Visit, ...]
    crews: tuple[Crew, ...]
    minutes: Ints
    metres: Ints
    cost: Ints

    @cached_property
    def legs(self) -> list[list[int]]:
        """``minutes`` as lists: single look-ups are several times faster than in an array."""
        return [[int(x) for x in row] for row in self.minutes]

    @cached_property
    def able(self) -> list[list[bool]]:
        """By crew and place: does the crew hold what the visit needs?"""
        return [[True, *(v.needs <= crew.holds for v in self.visits)] for crew in self.crews]

    @cached_property
    def openings(self) -> tuple[Ints, Ints]:
        """By place and number of the window: earliest and latest beginning; none is (NEVER, -1)."""
        width = max((len(visit.begins) for visit in self.visits), default=0)
        early = np.full((len(self.visits) + 1, width), NEVER, dtype=np.int64)
        late = np.full_like(early, -1)
        for place, visit in enumerate(self.visits, 1):
            for number, begins in enumerate(visit.begins):
                early[place, number], late[place, number] = begins
        return early, late

    @cached_property
    def services(self) -> Ints:
        """Minutes that a visit takes, by place."""
        return np.array([0, *(visit.service for visit in self.visits)], dtype=np.int64)

    def visit(self, place: int) -> Visit:
        """The visit at a place other than the branch."""
        return self.visits[place - 1]

    def reachable(self, place: int) -> bool:
        """Is there a way there and back?"""
        return bool(self.minutes[BRANCH, place] < NO_WAY and self.minutes[place, BRANCH] < NO_WAY)


def day_of(
    candidates: pl.DataFrame,
    crews: Sequence[Crew],
    branch: tuple[str, float, float],
    travel: Travel,
    cost: Cost,
) -> tuple[Day, tuple[Problem, ...]]:
    """The numbers of a branch (id, lat, lon), its checked candidates and its crews."""
    branch_id, lat, lon = branch
    visits = tuple(_visit(row) for row in tidy(candidates).sort("visit_id").iter_rows(named=True))
    legs = travel.legs(
        branch_id,
        np.array([lat, *(v.lat for v in visits)]),
        np.array([lon, *(v.lon for v in visits)]),
    )
    # Half a minor unit rounds up.
    money = (legs.metres * cost.per_km + 500) // 1000 + legs.minutes * cost.per_minute
    day = Day(branch_id, lat, lon, visits, tuple(crews), legs.minutes, legs.metres, money)
    return day, legs.notes


def _visit(row: dict[str, Any]) -> Visit:
    service, windows = row["service"], row["windows"]
    return Visit(
        visit_id=row["visit_id"],
        customer_id=row["customer_id"],
        lat=row["lat"],
        lon=row["lon"],
        prize=row["prize"],
        service=service,
        begins=tuple((o, c - service) for o, c in windows if c - o >= service),
        must=row["must"],
        needs=qualifications(row["needs"]),
    )

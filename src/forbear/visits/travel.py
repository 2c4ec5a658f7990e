"""Travel between places: minutes and metres, by the straight line or by whoever knows the roads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from forbear.problems import Problem
from forbear.visits.policy import Speeds, TravelRule

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Mean radius of the earth in metres (IUGG, R1).
EARTH = 6_371_008.8

#: Minutes that stand for "no way there": longer than any day.
NO_WAY = 100_000


@dataclass(frozen=True)
class Legs:
    """From every place (row) to every place (column): whole minutes and metres; 0 to itself.

    ``notes`` say what a supervisor has to know about where the figures come from.
    """

    minutes: Ints
    metres: Ints
    notes: tuple[Problem, ...] = ()


class Travel(Protocol):
    """Who knows how long the way takes. Has to be picklable: branches are planned in processes."""

    def legs(self, branch_id: str, lat: Floats, lon: Floats) -> Legs:
        """Legs between all the places given (degrees, WGS 84), in their order."""
        ...


@dataclass(frozen=True)
class Haversine:
    """The great-circle distance times a detour, at town speed first and then at country speed.

    Minutes are rounded up, in whole-number arithmetic, so that every machine finds the same.
    """

    rule: TravelRule

    def legs(self, branch_id: str, lat: Floats, lon: Floats) -> Legs:
        """Legs by the speeds of the branch; symmetric, and 0 between places at the same spot."""
        speeds = self.rule.of(branch_id)
        metres = np.rint(great_circle(lat, lon)).astype(np.int64) * speeds.detour_percent // 100
        return Legs(minutes_of(metres, speeds), metres)


def great_circle(lat: Floats, lon: Floats) -> Floats:
    """Metres between all pairs of places along the great circle (haversine formula)."""
    north, east = np.radians(lat), np.radians(lon)
    half = np.sin((north[:, None] - north[None, :]) / 2) ** 2
    half += (
        np.cos(north)[:, None]
        * np.cos(north)[None, :]
        * np.sin((east[:, None] - east[None, :]) / 2) ** 2
    )
    return np.asarray(2 * EARTH * np.arcsin(np.sqrt(np.clip(half, 0, 1))), dtype=np.float64)


def minutes_of(metres: Ints, speeds: Speeds) -> Ints:
    """Whole minutes for legs of so many metres, rounded up; nothing for a leg of no length."""
    town = np.minimum(metres, speeds.urban_metres)
    # minutes = metres * 60 / (1000 * km/h), over a common denominator.
    over = 1000 * speeds.urban_kmh * speeds.rural_kmh
    work = 60 * (town * speeds.rural_kmh + (metres - town) * speeds.urban_kmh)
    return np.where(metres > 0, -(-work // over) + speeds.door_minutes, 0)

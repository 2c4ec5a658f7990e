"""Small branches to plan, made from few words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest
import yaml

from forbear.policy import Policy, load
from forbear.portfolio.tables import Branches, Officers, Teams
from forbear.problems import Problem
from forbear.visits import Candidates, Legs, Plan, Travel, plan, verify
from forbear.visits.crews import crews
from forbear.visits.day import Day, day_of
from forbear.visits.policy import VisitsPolicy
from forbear.visits.travel import Floats

#: A Monday.
DAY = date(2026, 11, 23)
Row = dict[str, Any]


@dataclass(frozen=True)
class Grid:
    """Streets of a grid town: one minute and 100 m for each hundredth of a degree."""

    def legs(self, branch_id: str, lat: Floats, lon: Floats) -> Legs:
        y, x = np.rint(lat * 100).astype(np.int64), np.rint(lon * 100).astype(np.int64)
        minutes = abs(x[:, None] - x[None, :]) + abs(y[:, None] - y[None, :])
        return Legs(minutes, minutes * 100)


def frame(schema: Any, rows: list[Row]) -> pl.DataFrame:
    """Rows as a frame of the schema; what a row leaves out is empty."""
    types = schema.create_empty().schema
    full = [{name: row.get(name) for name in types} for row in rows]
    return pl.DataFrame(full, schema=types, orient="row")


@dataclass(frozen=True)
class World:
    """The frames of a day and the policy they are planned under."""

    candidates: pl.DataFrame
    teams: pl.DataFrame
    officers: pl.DataFrame
    branches: pl.DataFrame
    policy: Policy
    travel: Travel | None = field(default_factory=Grid)

    @property
    def frames(self) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
        return self.candidates, self.teams, self.officers, self.branches

    def but(self, **changes: Any) -> World:
        return replace(self, **changes)

    @property
    def day(self) -> Day:
        """The branch's day as the planner has it."""
        rules = self.policy.read("visits.yaml", VisitsPolicy)
        found, _ = crews(self.teams, self.officers, branch_id="b1", day=DAY, policy=rules)
        place = self.branches.select("branch_id", "lat", "lon").row(0)
        return day_of(self.candidates, found, place, self.travel or Grid(), rules.cost)[0]

    def plan(self, *, seed: int = 1, iterations: int = 300, **more: Any) -> Plan:
        return plan(
            *self.frames,
            day=DAY,
            policy=self.policy,
            seed=seed,
            iterations=iterations,
            travel=self.travel,
            **more,
        )

    def faults(self, made: Plan, itineraries: pl.DataFrame | None = None) -> list[Problem]:
        return verify(
            made.itineraries if itineraries is None else itineraries,
            *self.frames,
            day=DAY,
            policy=self.policy,
            travel=self.travel,
            unrouted=made.unrouted,
        )


def policy_with(**changes: Any) -> Policy:
    """The default policy with keys of visits.yaml replaced: ``breaks__each=[]``."""
    shipped = load()
    data = yaml.safe_load(shipped.files["visits.yaml"])
    for path, value in changes.items():
        *parts, last = path.split("__")
        at = data
        for part in parts:
            at = at[part]
        at[last] = value
    text = yaml.safe_dump(data, allow_unicode=True)
    return Policy({**shipped.files, "visits.yaml": text}, frozenset({"visits.yaml"}))


def visit(name: str, x: int, y: int = 0, **more: Any) -> Row:
    """A candidate x minutes east and y north of the branch, free from 9 to 18."""
    base = {
        "visit_id": name,
        "case_id": f"case-{name}",
        "customer_id": f"customer-{name}",
        "branch_id": "b1",
        "place": "home",
        "lat": 30 + y / 100,
        "lon": 114 + x / 100,
        "prize": 50_000,
        "service": 30,
        "windows": [[540, 1080]],
        "must": False,
    }
    return {**base, **more}


def team(name: str, *, members: int = 2, **more: Any) -> list[Row]:
    """The rows of a team of so many members."""
    base = {"team_id": name, "branch_id": "b1", "starts": 540, "ends": 1080}
    return [{**base, "officer_id": f"{name}-{n}", **more} for n in range(1, members + 1)]


def officers_of(teams: list[Row], held: dict[str, str]) -> list[Row]:
    """An officer for every member; ``held`` gives qualifications by staff number."""
    return [
        {
            "officer_id": number,
            "branch_id": "b1",
            "role": "field_officer",
            "name": number,
            "qualifications": held.get(number),
        }
        for number in dict.fromkeys(row["officer_id"] for row in teams)
    ]


@pytest.fixture(scope="session")
def world() -> Callable[..., World]:
    """world(visits, teams, held, **policy): no breaks and no cost of the road by default."""

    def make(
        visits: list[Row],
        teams: list[Row] | None = None,
        held: dict[str, str] | None = None,
        **changes: Any,
    ) -> World:
        rows = team("t1") if teams is None else teams
        home = {"branch_id": "b1", "name": "One", "lat": 30.0, "lon": 114.0}
        return World(
            frame(Candidates, visits),
            frame(Teams, rows),
            frame(Officers, officers_of(rows, held or {})),
            frame(Branches, [home]),
            policy_with(**{"breaks__each": [], "cost": {"per_km": 0, "per_minute": 0}, **changes}),
        )

    return make


@pytest.fixture(name="visit", scope="session")
def _visit() -> Callable[..., Row]:
    return visit


@pytest.fixture(name="team", scope="session")
def _team() -> Callable[..., list[Row]]:
    return team


@pytest.fixture(name="frame", scope="session")
def _frame() -> Callable[[Any, list[Row]], pl.DataFrame]:
    return frame


@pytest.fixture(name="policy_with", scope="session")
def _policy_with() -> Callable[..., Policy]:
    return policy_with


@pytest.fixture(scope="session")
def day() -> date:
    return DAY

"""What a day's visits bring, beside nearest neighbour and days-past-due order on the same stops.

Branches are made from a fixed seed: candidates scattered about the branch, lognormal prizes that
grow with days past due, homes and workplaces with the hours of the shipped policy, three teams of
two. All methods keep the same windows, shifts and breaks. Branches are planned in processes of
their own, as many at once as there are cores; processor time is that of one branch.

    python benchmarks/routing.py --branches 8 --candidates 100 [--large 1000]
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date

import numpy as np
import polars as pl
import pyvrp

from forbear.policy import load
from forbear.portfolio.tables import Branches, Officers, Teams
from forbear.portfolio.words import AddressKind
from forbear.visits import Candidates, Haversine, cut, plan, verify
from forbear.visits.crews import crews
from forbear.visits.day import BRANCH, Day, day_of
from forbear.visits.fill import Orders, fill, thin
from forbear.visits.policy import VisitsPolicy
from forbear.visits.search import improve, local_search, model_of, orders_of, penalties, search
from forbear.visits.walk import cost_of, fits, settle

DAY = date(2026, 11, 23)
POLICY = load()
RULES = POLICY.read("visits.yaml", VisitsPolicy)
#: Iterations with which PyVRP's starts are compared.
ITERATIONS = 5000


#: A line of the table; CPU seconds are those of the slowest branch.
LINE = "{:30} {:>7} {:>11} {:>11} {:>7} {:>8} {:>7}"


@dataclass(frozen=True)
class Figures:
    """What a method makes of a branch. Money in minor units."""

    visits: int = 0
    prize: int = 0
    metres: int = 0
    minutes: int = 0
    net: int = 0
    seconds: float = 0.0

    @property
    def shown(self) -> tuple[str, ...]:
        """In the units of the table."""
        money = (f"{value / 100:,.0f}" for value in (self.prize, self.net))
        return (f"{self.visits:,}", *money, f"{self.metres / 1000:,.0f}", f"{self.minutes:,}")

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


@dataclass(frozen=True)
class Branch:
    """One branch's frames, and the days past due of its candidates by ``visit_id``."""

    candidates: pl.DataFrame
    teams: pl.DataFrame
    officers: pl.DataFrame
    branches: pl.DataFrame
    late: dict[str, int]

    @property
    def frames(self) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
        return self.candidates, self.teams, self.officers, self.branches

    @property
    def day(self) -> Day:
        at_work, _ = crews(self.teams, self.officers, branch_id="B", day=DAY, policy=RULES)
        place = self.branches.select("branch_id", "lat", "lon").row(0)
        return day_of(self.candidates, at_work, place, Haversine(RULES.travel), RULES.cost)[0]


def branch_of(number: int, count: int, teams: int) -> Branch:
    """A branch of so many candidates and teams, the same for the same number."""
    dice = np.random.default_rng(number)
    late = dice.integers(30, 360, count)
    prize = (np.exp(dice.normal(9.5, 1, count)) * (0.5 + late / 200)).astype(np.int64)
    names = [f"V{n:05d}" for n in range(count)]
    rows = {
        "visit_id": names,
        "case_id": names,
        "customer_id": names,
        "branch_id": ["B"] * count,
        "place": dice.choice(["home", "work"], count, p=[0.7, 0.3]).tolist(),
        "lat": 30.6 + dice.normal(0, 0.12, count),
        "lon": 114.3 + dice.normal(0, 0.12, count),
        "prize": prize,
        "windows": [[[480, 1320]]] * count,
        "must": [False] * count,
        "needs": [None] * count,
    }
    minutes = {str(kind): RULES.service[kind] for kind in AddressKind}
    made = pl.DataFrame(rows, schema_overrides={"windows": pl.List(pl.List(pl.Int32))})
    made = made.with_columns(service=pl.col("place").replace_strict(minutes))
    made = cut(made, day=DAY, policy=POLICY)
    people = [
        {"team_id": f"T{n:02d}", "officer_id": f"O{n:02d}{m}"} for n in range(teams) for m in "ab"
    ]
    shift = {"branch_id": "B", "starts": 540, "ends": 1140}
    person = {"branch_id": "B", "role": "field_officer", "name": "-"}
    return Branch(
        made.select(
            pl.col(name).cast(kind) for name, kind in Candidates.create_empty().schema.items()
        ),
        _frame(Teams, [{**row, **shift} for row in people]),
        _frame(Officers, [{**row, **person} for row in people]),
        _frame(Branches, [{"branch_id": "B", "name": "-", "lat": 30.6, "lon": 114.3}]),
        dict(zip(names, late.tolist(), strict=True)),
    )


def _frame(schema: type, rows: list[dict[str, object]]) -> pl.DataFrame:
    types = schema.create_empty().schema  # type: ignore[attr-defined]
    return pl.DataFrame([{n: row.get(n) for n in types} for row in rows], schema=types)


def nearest(_: Branch, day: Day) -> Orders:
    """Each team in turn goes where it can be done soonest, travel and waiting counted."""
    left = set(range(1, len(day.visits) + 1))
    orders: Orders = []
    for crew in day.crews:
        order: list[int] = []
        while True:
            walks = {p: settle(day, crew, [*order, p]) for p in sorted(left)}
            ends = {p: max(s.leave for s in w if s.place == p) for p, w in walks.items() if w}
            if not ends:
                break
            order.append(min(ends, key=lambda p: (ends[p], p)))
            left.remove(order[-1])
        orders.append(order)
    return orders


def by_days_past_due(branch: Branch, day: Day) -> Orders:
    """The longest overdue first, each to the end of the first team that can still make it."""
    orders: Orders = [[] for _ in day.crews]
    places = range(1, len(day.visits) + 1)
    for place in sorted(places, key=lambda p: -branch.late[day.visit(p).visit_id]):
        for crew, order in zip(day.crews, orders, strict=True):
            if fits(day, crew, [*order, place]):
                order.append(place)
                break
    return orders


def first_solution(_: Branch, day: Day) -> Orders:
    """Where the search starts."""
    return fill(day, [[] for _ in day.crews])


def from_own_start(branch: Branch, day: Day) -> Orders:
    """PyVRP from our start."""
    found, _ = search(day, first_solution(branch, day), iterations=ITERATIONS, seed=1)
    return _whole(day, found)


def from_default_start(branch: Branch, day: Day) -> Orders:
    """The same, but for the start: at random, then improved, as PyVRP does by default."""
    model = model_of(day, first_solution(branch, day))
    chance = pyvrp.RandomNumberGenerator(seed=1)
    random = pyvrp.Solution.make_random(model.data, chance)
    local = local_search(model.data, chance)
    start = local(random, penalties(day, model.data).max_cost_evaluator(), exhaustive=True)
    found, _ = improve(day, replace(model, start=start), iterations=ITERATIONS, seed=1)
    return _whole(day, orders_of(day, model, found))


def _whole(day: Day, orders: Orders) -> Orders:
    return [thin(day, crew, order) for crew, order in zip(day.crews, orders, strict=True)]


def planned(branch: Branch, day: Day) -> Orders:
    """The whole of `plan`, checked."""
    found = plan(*branch.frames, day=DAY, policy=POLICY, seed=1)
    if verify(found.itineraries, *branch.frames, day=DAY, policy=POLICY, unrouted=found.unrouted):
        raise SystemExit("a plan does not hold")
    place = {visit.visit_id: p for p, visit in enumerate(day.visits, 1)}
    stops = found.itineraries.filter(pl.col("kind") == "visit")
    return [
        [place[v] for v in stops.filter(pl.col("team_id") == crew.team_id)["visit_id"]]
        for crew in day.crews
    ]


METHODS: dict[str, Callable[[Branch, Day], Orders]] = {
    "days past due first": by_days_past_due,
    "nearest neighbour": nearest,
    "first solution": first_solution,
    "PyVRP from its own start": from_default_start,
    "PyVRP from the first solution": from_own_start,
    "plan": planned,
}


def measure(task: tuple[str, int, int, int]) -> Figures:
    """One method on one branch."""
    method, number, count, teams = task
    branch = branch_of(number, count, teams)
    day = branch.day
    before = resource.getrusage(resource.RUSAGE_SELF)
    orders = METHODS[method](branch, day)
    after = resource.getrusage(resource.RUSAGE_SELF)
    figures = Figures(seconds=after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    for crew, order in zip(day.crews, orders, strict=True):
        walk = settle(day, crew, order)
        if walk is None:
            raise SystemExit(f"{method}: a day does not hold")
        if order:
            figures += _of_day(day, order, cost_of(day, walk), [stop.place for stop in walk])
    return figures


def _of_day(day: Day, order: list[int], cost: int, places: list[int]) -> Figures:
    way = list(zip([BRANCH, *places], [*places, BRANCH], strict=True))
    prize = sum(day.visit(place).prize for place in order)
    return Figures(
        visits=len(order),
        prize=prize,
        metres=sum(int(day.metres[a, b]) for a, b in way),
        minutes=sum(day.legs[a][b] for a, b in way),
        net=prize - cost,
    )


def compare(branches: int, count: int, teams: int, methods: list[str]) -> None:
    """Print the table of all methods, and the figures that the README shows."""
    print(f"{branches} branches x {count} candidates, {teams} teams of two each, sums")
    print(LINE.format("", "visits", "prize", "net", "km", "minutes", "CPU s"))
    size = f"{branches} branches x {count:,} candidates"
    sums = {}
    with multiprocessing.get_context("spawn").Pool(os.cpu_count() or 1) as pool:
        for method in methods:
            tasks = [(method, number, count, teams) for number in range(branches)]
            found = pool.map(measure, tasks, chunksize=1)
            total = sums[method] = sum(found, Figures())
            slowest = max(figures.seconds for figures in found)
            print(LINE.format(method, *total.shown, f"{slowest:.1f}"), flush=True)
            if method == "plan":
                _row(size, "processor time a branch", "s", round(slowest, 1))
    best = sums.pop("plan", None) or sums.pop("PyVRP from the first solution")
    for method, total in sums.items():
        _row(size, f"prize above {method}", "%", round(100 * (best.prize / total.prize - 1), 1))


def _row(size: str, figure: str, unit: str, value: float) -> None:
    row = {"benchmark": "routing", "size": size, "figure": figure, "unit": unit, "value": value}
    print(json.dumps(row), flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--branches", type=int, default=8)
    parser.add_argument("--candidates", type=int, default=100)
    parser.add_argument("--teams", type=int, default=3)
    parser.add_argument("--large", type=int, help="compare PyVRP's starts at so many candidates")
    given = parser.parse_args()
    compare(given.branches, given.candidates, given.teams, list(METHODS))
    if given.large:
        starts = [name for name in METHODS if name.startswith(("first", "PyVRP"))]
        compare(1, given.large, max(1, given.large // 50), starts)


if __name__ == "__main__":
    main()

"""One branch's day: from candidates and teams to itineraries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl
from pyvrp.stop import MaxRuntime, StoppingCriterion

from forbear.policy import Policy
from forbear.problems import Problem, refuse
from forbear.visits.check import check, check_options
from forbear.visits.crews import crews
from forbear.visits.day import Day, day_of
from forbear.visits.fill import Orders, fill, from_previous, thin, worth
from forbear.visits.frames import branch_day_of, itineraries_of, team_days_of, unrouted_of
from forbear.visits.leftover import missed, reasons_of
from forbear.visits.policy import VisitsPolicy
from forbear.visits.search import possible, search
from forbear.visits.shake import shake
from forbear.visits.travel import Haversine, Travel
from forbear.visits.walk import Walk, settle


@dataclass(frozen=True)
class Plan:
    """A day of visits. Frames are `Itineraries`, `Unrouted`, `TeamDays` and `BranchDays`.

    ``notes`` are for the supervisor: appointments that can't be kept, teams without work, figures
    that something stood in for. They never stop a plan.
    """

    itineraries: pl.DataFrame
    unrouted: pl.DataFrame
    notes: tuple[Problem, ...]
    teams: pl.DataFrame
    summary: pl.DataFrame


def plan(
    candidates: pl.DataFrame,
    teams: pl.DataFrame,
    officers: pl.DataFrame,
    branches: pl.DataFrame,
    *,
    day: date,
    policy: Policy,
    seed: int,
    iterations: int | None = None,
    travel: Travel | None = None,
    previous: pl.DataFrame | None = None,
    max_seconds: float | None = None,
) -> Plan:
    """Plan one branch: ``branches`` has its one row, ``candidates`` (`Candidates`) only its own.

    ``teams`` and ``officers`` are the tape's tables and may hold other branches' rows.
    ``iterations`` of the search default to ``visits.yaml``; ``travel`` to the straight line;
    ``previous`` are yesterday's `Itineraries`, a second start. The same arguments give the same
    plan, byte for byte, as long as ``max_seconds``, a guard by the clock, is left off or not met
    (a note says when it was).

    Raises `ForbearError` naming every row at fault. An appointment that can't be kept is a note.
    """
    if branches.height != 1:
        raise refuse(
            "visits.one_branch",
            "branches",
            f"a plan is for one branch, {branches.height} were given; use plan_all for several",
            f"每次只规划一个机构，收到 {branches.height} 个；多个机构请用 plan_all",
        )
    check_options(seed, iterations, max_seconds)
    check(candidates, teams, officers, branches, all_branches=False)
    rules = policy.read("visits.yaml", VisitsPolicy)
    branch = branches.row(0, named=True)
    at_work, notes = crews(teams, officers, branch_id=branch["branch_id"], day=day, policy=rules)
    numbers, roads = day_of(
        candidates,
        at_work,
        (branch["branch_id"], branch["lat"], branch["lon"]),
        travel or Haversine(rules.travel),
        rules.cost,
    )
    count = rules.search.iterations if iterations is None else iterations
    orders, hurried = _best(
        numbers,
        _starts(numbers, previous),
        iterations=count,
        shakes=count * rules.search.shakes // 1000,
        seed=seed,
        guard=None if max_seconds is None else MaxRuntime(max_seconds),
    )
    if hurried:
        notes.append(_clock(branch["branch_id"]))
    return _plan(numbers, orders, (*notes, *roads))


def _starts(day: Day, previous: pl.DataFrame | None) -> list[Orders]:
    """First solutions: from nothing, and from yesterday's itineraries if given."""
    starts = [fill(day, [[] for _ in day.crews])]
    if previous is not None:
        starts.append(fill(day, from_previous(day, _wanted(day, previous))))
    return starts


def _wanted(day: Day, previous: pl.DataFrame) -> dict[str, list[int]]:
    """Places by team as in earlier itineraries: the same visit, else the same customer."""
    by_visit = {visit.visit_id: place for place, visit in enumerate(day.visits, 1)}
    by_customer = {v.customer_id: p for p, v in reversed(list(enumerate(day.visits, 1)))}
    out: dict[str, list[int]] = {}
    stops = previous.filter(pl.col("kind") == "visit").sort("team_id", "stop")
    for team, visit, customer in stops.select("team_id", "visit_id", "customer_id").iter_rows():
        place = by_visit.get(visit, by_customer.get(customer))
        if place is not None:
            out.setdefault(team, []).append(place)
    return out


def _best(
    day: Day,
    starts: list[Orders],
    *,
    iterations: int,
    shakes: int,
    seed: int,
    guard: StoppingCriterion | None,
) -> tuple[Orders, bool]:
    """The best orders found, and whether the clock cut the search short.

    PyVRP moves the visits while breaks stay where the start takes them; then parts of the plan are
    taken out and filled in anew, breaks and all.
    """
    best = max(starts, key=lambda orders: worth(day, orders))
    if not any(possible(day, place) for place in range(1, len(day.visits) + 1)):
        return best, False
    hurried = False
    if iterations:
        found, hurried = search(day, best, iterations=iterations, seed=seed, guard=guard)
        whole = [thin(day, crew, order) for crew, order in zip(day.crews, found, strict=True)]
        best = max(best, fill(day, whole), key=lambda orders: worth(day, orders))
    best, cut_short = shake(day, best, times=shakes, seed=seed, guard=guard)
    return best, hurried or cut_short


def _plan(day: Day, orders: Orders, notes: tuple[Problem, ...]) -> Plan:
    walks: list[Walk] = [
        settle(day, crew, order) or () for crew, order in zip(day.crews, orders, strict=True)
    ]
    reasons = reasons_of(day, orders)
    itineraries = itineraries_of(day, walks)
    teams = team_days_of(day, walks)
    return Plan(
        itineraries,
        unrouted_of({visit: str(reason) for visit, reason in reasons.items()}),
        (*missed(day, reasons), *notes),
        teams,
        branch_day_of(day, teams, itineraries),
    )


def _clock(branch_id: str) -> Problem:
    return Problem(
        "visits.clock",
        branch_id,
        "the time limit ended the route search before its count: the plan holds, "
        "but another run may find another; raise max_seconds or lower iterations",
        "路线搜索因时间上限提前结束：方案可用，但重复运行结果可能不同，请提高时间上限或减少迭代次数",
    )

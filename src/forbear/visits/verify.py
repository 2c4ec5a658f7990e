"""An independent check of itineraries: every route walked again from nothing but its own rows.

It shares no code with the planner's walk. Tests use it, and the night before it writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from forbear.policy import Policy
from forbear.problems import Problem
from forbear.visits.crews import Crew, crews, qualifications
from forbear.visits.policy import VisitsPolicy
from forbear.visits.schema import Reason
from forbear.visits.travel import Haversine, Travel
from forbear.visits.windows import tidy

Row = dict[str, Any]


def verify(
    itineraries: pl.DataFrame,
    candidates: pl.DataFrame,
    teams: pl.DataFrame,
    officers: pl.DataFrame,
    branches: pl.DataFrame,
    *,
    day: date,
    policy: Policy,
    travel: Travel | None = None,
    unrouted: pl.DataFrame | None = None,
) -> list[Problem]:
    """Every fault of the itineraries; none means that they can be driven as written.

    Checked: times and travel, windows, shifts, breaks, slack; two members and qualifications; that
    nobody is visited twice. Appointments have to be kept or, if ``unrouted`` is given, be among
    them for a reason other than value; with it every candidate has to be in one of the two, once.
    """
    rules = policy.read("visits.yaml", VisitsPolicy)
    roads = travel or Haversine(rules.travel)
    known = {row["visit_id"]: row for row in tidy(candidates).iter_rows(named=True)}
    home = {row["branch_id"]: row for row in branches.iter_rows(named=True)}
    at_work = {
        (branch, crew.team_id): crew
        for branch in home
        for crew in crews(teams, officers, branch_id=branch, day=day, policy=rules)[0]
    }
    out = []
    for (branch, team), stops in _days(itineraries).items():
        crew = at_work.get((branch, team))
        if crew is None or len(set(crew.members)) < rules.staff.members:
            out.append(_TEAM.at(f"{branch}/{team}"))
            continue
        out += _route(stops, crew, home[branch], known, roads)
    return out + list(_twice(itineraries)) + list(_kept(itineraries, candidates, unrouted))


def _days(itineraries: pl.DataFrame) -> dict[tuple[str, str], list[Row]]:
    out: dict[tuple[str, str], list[Row]] = {}
    for row in itineraries.sort("branch_id", "team_id", "stop").iter_rows(named=True):
        out.setdefault((row["branch_id"], row["team_id"]), []).append(row)
    return out


@dataclass(frozen=True)
class _Fault:
    """A kind of fault and its words."""

    code: str
    en: str
    zh: str

    def at(self, where: str) -> Problem:
        return Problem(f"visits.verify.{self.code}", where, self.en, self.zh)


_TEAM = _Fault("team", "fewer than two qualified members are at work", "到岗且合格的成员不足两人")
_ORDER = _Fault("order", "stops are not numbered 1, 2, ...", "停留点编号不连续")
_TRAVEL = _Fault("travel", "the way takes other minutes or metres", "路程时间或距离不符")
_CLOCK = _Fault("clock", "arrival, beginning or leaving don't follow", "到达、开始、离开时间不连贯")
_UNKNOWN = _Fault("unknown", "the visit is no candidate of this branch", "不是本机构的外访候选")
_FACTS = _Fault("facts", "customer, place or prize differ from the candidate's", "与候选信息不一致")
_SERVICE = _Fault("service", "the visit is not as long as it has to be", "外访时长不符")
_WINDOW = _Fault("window", "the visit is outside its windows", "外访超出许可时段")
_NEEDS = _Fault("needs", "the team lacks a qualification", "外访组缺少所需资质")
_BREAK = _Fault(
    "break", "a break is missing, too short or out of its hours", "休息缺失、过短或超时段"
)
_SHIFT = _Fault("shift", "the team is back after its shift", "返回时间超出班次")
_SLACK = _Fault("slack", "the stop may slip by more or by less than said", "可延误时间不符")
_TWICE = _Fault("twice", "the visit or customer is visited twice", "同一外访或客户重复安排")
_MISSED = _Fault(
    "appointment", "an appointment is left out without a reason", "预约遗漏且无正当原因"
)
_COUNT = _Fault("count", "the candidate is not in exactly one of the two", "候选未恰好归入一处")


def _route(
    stops: list[Row], crew: Crew, home: Row, known: dict[str, Row], roads: Travel
) -> Iterator[Problem]:
    branch, team = str(home["branch_id"]), crew.team_id
    legs = roads.legs(
        branch,
        np.array([home["lat"], *(stop["lat"] for stop in stops)]),
        np.array([home["lon"], *(stop["lon"] for stop in stops)]),
    )
    clock = crew.starts
    for n, stop in enumerate(stops, 1):
        where = f"{branch}/{team} stop {stop['stop']}"
        minutes, metres = int(legs.minutes[n - 1, n]), int(legs.metres[n - 1, n])
        if stop["stop"] != n:
            yield _ORDER.at(where)
        if (stop["travel"], stop["metres"]) != (minutes, metres):
            yield _TRAVEL.at(where)
        if stop["arrive"] != clock + minutes or not (
            stop["arrive"] <= stop["begin"] <= stop["leave"]
        ):
            yield _CLOCK.at(where)
        if not stop["opens"] <= stop["begin"] <= stop["leave"] <= stop["closes"]:
            yield _WINDOW.at(where)
        if stop["kind"] == "visit":
            yield from (fault.at(where) for fault in _visit(stop, branch, crew, known))
        clock = stop["leave"]
    back = [int(x) for x in legs.minutes[1:, 0]]
    if clock + back[-1] > crew.ends:
        yield _SHIFT.at(f"{branch}/{team}")
    if not _rests([stop for stop in stops if stop["kind"] != "visit"], crew):
        yield _BREAK.at(f"{branch}/{team}")
    for n, stop in enumerate(stops):
        slips = [_slips(stops, n, stop["slack"] + more, crew.ends, back[-1]) for more in (0, 1)]
        if slips != [True, False]:
            yield _SLACK.at(f"{branch}/{team} stop {stop['stop']}")


def _visit(stop: Row, branch: str, crew: Crew, known: dict[str, Row]) -> Iterator[_Fault]:
    wanted = known.get(stop["visit_id"])
    if wanted is None or wanted["branch_id"] != branch:
        yield _UNKNOWN
        return
    if any(stop[name] != wanted[name] for name in ("customer_id", "lat", "lon", "prize")):
        yield _FACTS
    if stop["leave"] - stop["begin"] != wanted["service"]:
        yield _SERVICE
    if not any(o <= stop["opens"] and stop["closes"] <= c for o, c in wanted["windows"]):
        yield _WINDOW
    if not qualifications(wanted["needs"]) <= crew.holds:
        yield _NEEDS


def _rests(taken: list[Row], crew: Crew) -> bool:
    """Each break of the shift is taken, long enough and within its hours."""
    return len(taken) == len(crew.breaks) and all(
        stop["leave"] - stop["begin"] >= pause.minutes
        and pause.opens <= stop["opens"] <= stop["begin"]
        and stop["leave"] <= stop["closes"] <= pause.closes
        for stop, pause in zip(taken, crew.breaks, strict=True)
    )


def _slips(stops: list[Row], at: int, by: int, ends: int, back: int) -> bool:
    """Do all windows and the shift hold when stop `at` begins so much later?"""
    clock = stops[at]["begin"] + by + stops[at]["leave"] - stops[at]["begin"]
    if clock > stops[at]["closes"]:
        return False
    for stop in stops[at + 1 :]:
        begin = max(clock + stop["travel"], stop["begin"])
        clock = begin + stop["leave"] - stop["begin"]
        if clock > stop["closes"]:
            return False
    return bool(clock + back <= ends)


def _twice(itineraries: pl.DataFrame) -> Iterator[Problem]:
    visits = itineraries.filter(pl.col("kind") == "visit")
    for name in ("visit_id", "customer_id"):
        for value in visits.filter(pl.col(name).is_duplicated())[name].unique().sort():
            yield _TWICE.at(f"{name} {value}")


def _kept(
    itineraries: pl.DataFrame, candidates: pl.DataFrame, unrouted: pl.DataFrame | None
) -> Iterator[Problem]:
    left = {} if unrouted is None else dict(unrouted.select("visit_id", "reason").iter_rows())
    visited = set(itineraries["visit_id"].drop_nulls())
    for visit, must in candidates.sort("visit_id").select("visit_id", "must").iter_rows():
        if must and visit not in visited and left.get(visit, Reason.VALUE) == Reason.VALUE:
            yield _MISSED.at(visit)
        if unrouted is not None and (visit in visited) == (visit in left):
            yield _COUNT.at(visit)

"""Walked days as the frames that leave this room."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import polars as pl

from forbear.visits.crews import Crew
from forbear.visits.day import BRANCH, Day
from forbear.visits.schema import BranchDays, Itineraries, TeamDays, Unrouted
from forbear.visits.walk import VISIT, Walk, cost_of, slack_of


def itineraries_of(day: Day, walks: Sequence[Walk]) -> pl.DataFrame:
    """`Itineraries`: teams with at least one visit, sorted by team and stop."""
    rows = [
        row
        for crew, walk in zip(day.crews, walks, strict=True)
        if _visits(walk)
        for row in _stops(day, crew, walk)
    ]
    frame = pl.DataFrame(rows, schema=Itineraries.create_empty().schema, orient="row")
    return frame.sort("team_id", "stop")


def _stops(day: Day, crew: Crew, walk: Walk) -> list[dict[str, Any]]:
    rows = []
    before = BRANCH
    slacks = slack_of(day, crew, walk)
    for number, (stop, slack) in enumerate(zip(walk, slacks, strict=True), 1):
        visit = None if stop.rest != VISIT else day.visit(stop.place)
        at = day if stop.place == BRANCH else day.visit(stop.place)
        rows.append(
            {
                "team_id": crew.team_id,
                "stop": number,
                "branch_id": day.branch_id,
                "kind": "break" if visit is None else "visit",
                "visit_id": visit.visit_id if visit else None,
                "customer_id": visit.customer_id if visit else None,
                "lat": at.lat,
                "lon": at.lon,
                "arrive": stop.arrive,
                "begin": stop.begin,
                "leave": stop.leave,
                "opens": stop.opens,
                "closes": stop.closes,
                "travel": int(day.minutes[before, stop.place]),
                "metres": int(day.metres[before, stop.place]),
                "slack": slack,
                "prize": visit.prize if visit else 0,
            }
        )
        before = stop.place
    return rows


def unrouted_of(reasons: dict[str, str]) -> pl.DataFrame:
    """`Unrouted`, sorted by visit."""
    return pl.DataFrame(
        sorted(reasons.items()), schema=Unrouted.create_empty().schema, orient="row"
    )


def team_days_of(day: Day, walks: Sequence[Walk]) -> pl.DataFrame:
    """`TeamDays`: every team at work, sorted by team."""
    rows = [_team_day(day, crew, walk) for crew, walk in zip(day.crews, walks, strict=True)]
    return pl.DataFrame(rows, schema=TeamDays.create_empty().schema, orient="row").sort("team_id")


def _team_day(day: Day, crew: Crew, walk: Walk) -> dict[str, Any]:
    visits = _visits(walk)
    stops = walk if visits else ()
    places = [BRANCH, *(stop.place for stop in stops), BRANCH]
    ways = list(pairwise(places))
    return {
        "branch_id": day.branch_id,
        "team_id": crew.team_id,
        "members": ";".join(crew.members),
        "starts": crew.starts,
        "ends": crew.ends,
        "visits": visits,
        "leaves": stops[0].arrive - day.legs[BRANCH][stops[0].place] if stops else None,
        "back": stops[-1].leave + day.legs[stops[-1].place][BRANCH] if stops else None,
        "travel": sum(int(day.minutes[a, b]) for a, b in ways),
        "metres": sum(int(day.metres[a, b]) for a, b in ways),
        "service": sum(stop.leave - stop.begin for stop in stops if stop.rest == VISIT),
        "waiting": sum(stop.begin - stop.arrive for stop in stops),
        "prize": sum(day.visit(stop.place).prize for stop in stops if stop.rest == VISIT),
        "cost": cost_of(day, stops) if stops else 0,
    }


def branch_day_of(day: Day, teams: pl.DataFrame, itineraries: pl.DataFrame) -> pl.DataFrame:
    """`BranchDays`: one row."""
    musts = [v.visit_id for v in day.visits if v.must]
    sums = ("visits", "travel", "metres", "service", "waiting", "prize", "cost")
    return pl.DataFrame(
        {
            "branch_id": [day.branch_id],
            "candidates": [len(day.visits)],
            "appointments": [len(musts)],
            "appointments_kept": [itineraries["visit_id"].is_in(musts).sum()],
            "teams": [teams.height],
            "teams_out": [(teams["visits"] > 0).sum()],
            **{name: [teams[name].sum()] for name in sums},
        }
    ).select(pl.col(n).cast(t) for n, t in BranchDays.create_empty().schema.items())


def _visits(walk: Walk) -> int:
    return sum(stop.rest == VISIT for stop in walk)

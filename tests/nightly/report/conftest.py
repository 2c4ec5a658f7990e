"""A night made up with a seed, of the demo's size and shape, every part filled.

What does not need making stands in ``night.json``; routes and roll rates are made here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import cos, hypot, radians
from pathlib import Path
from random import Random

import pytest

from forbear.nightly.report import Summary, from_json
from forbear.nightly.report.model import (
    Branch,
    Roll,
    RunFacts,
    Stop,
    TeamDay,
    Text,
    Totals,
    UnroutedPoint,
)

NAMES = ("M0", "M1", "M2", "M3", "M4", "M5", "M6", "M7+")
TEAMS = {"B01": 3, "B02": 2, "B03": 3, "B04": 4, "B05": 6, "B06": 2, "B07": 3, "B08": 1}
SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周徐孙马朱胡", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚"
EVERY = (
    Text("staff identity card", "工作证"),
    Text("body camera, recording from the door", "执法记录仪，进门前开始录音录像"),
    Text("consent-to-enter form", "入户同意书"),
)
OFFER = Text("instalment offer", "分期还款方案")
LARGE = Text("large-print letter", "大字版告知书")
Place = tuple[float, float]


def rolls() -> tuple[Roll, ...]:
    """Six months; each bucket cures, stays or rolls on, a little worse every month."""
    counts = (23210, 3688, 1490, 702, 388, 251, 160, 111)
    onward = (0.052, 0.31, 0.47, 0.58, 0.66, 0.71, 0.78, 0)
    cured = (0, 0.44, 0.2, 0.13, 0.08, 0.06, 0.04, 0.02)
    rows = []
    for step in range(6):
        for i, (was, n) in enumerate(zip(NAMES, counts, strict=True)):
            worse = int(n * min(0.93, onward[i] + 0.012 * step))
            moves = {NAMES[min(i + 1, 7)]: worse, "M0": int(n * cured[i])}
            if i > 1:
                moves[NAMES[i - 1]] = moves.get(NAMES[i - 1], 0) + int(n * 0.07)
            moves[was] = moves.get(was, 0) + n - sum(moves.values())
            rows += [
                Roll(date(2026, 5 + step, 1), was, now, moves[now], moves[now] * i * 310_000)
                for now in NAMES
                if moves.get(now)
            ]
    return tuple(rows)


def outing(dice: Random, branch: Branch, team: str) -> tuple[TeamDay, list[Stop]]:
    """One team's day: always the nearest next, at 30 km/h, and home by half past five."""
    home = (branch.lat, branch.lon)
    heart = (home[0] + dice.gauss(0, 0.05), home[1] + dice.gauss(0, 0.06))
    todo = [
        (heart[0] + dice.gauss(0, 0.045), heart[1] + dice.gauss(0, 0.055))
        for _ in range(dice.randint(9, 14))
    ]
    here, now, stops = home, 510, []
    while todo:
        spot = min(todo, key=lambda p: metres(here, p))
        way = metres(here, spot)
        if now + way // 500 + 22 + metres(spot, home) // 500 > 1050:
            break
        if len(stops) == 4:
            stops.append(Stop(team, 5, "break", now, now, now + 45, 0, 0, 30))
            now += 45
        todo.remove(spot)
        stops.append(visit(dice, team, len(stops) + 1, now, way, spot))
        here, now = spot, stops[-1].leave
    back = metres(here, home)
    officers = tuple(dice.choice(SURNAMES) + "*" + dice.choice(GIVEN) for _ in range(2))
    road = max(2, back // 500)
    return TeamDay(team, branch.branch_id, officers, 510, 1050, road, back, now + road), stops


def visit(dice: Random, team: str, number: int, now: int, way: int, spot: Place) -> Stop:
    travel = max(2, way // 500)
    opens = dice.choice((480, 480, 600, 840)) if number > 6 else 480
    begin = max(now + travel, opens)
    extra = tuple(thing for thing, p in ((OFFER, 0.3), (LARGE, 0.05)) if dice.random() < p)
    return Stop(
        team,
        number,
        "visit",
        now + travel,
        begin,
        begin + dice.choice((20, 25, 30, 35)),
        travel,
        way,
        dice.randint(5, 70),
        f"C{dice.randint(10**5, 10**6 - 1)}",
        dice.choice(SURNAMES) + "*" + dice.choice(GIVEN),
        dice.choices(("home", "work", "registered"), (80, 15, 5))[0],
        opens,
        dice.choice((1080, 1200, 1320)),
        round(spot[0], 5),
        round(spot[1], 5),
        dice.random() < 0.08,
        EVERY + extra,
        dice.randint(9_000, 62_000),
    )


def metres(a: Place, b: Place) -> int:
    return int(130_000 * hypot(a[0] - b[0], (a[1] - b[1]) * cos(radians(a[0]))))


def night() -> Summary:
    """The whole fabricated night."""
    dice = Random(20261122)
    told = from_json(Path(__file__).with_name("night.json").read_bytes())
    teams, stops, points = [], [], []
    for branch in told.branches:
        for number in range(TEAMS[branch.branch_id]):
            day, row = outing(dice, branch, f"{branch.branch_id}-T{number + 1}")
            teams.append(day)
            stops += row
        points += [
            UnroutedPoint(
                branch.branch_id,
                branch.lat + dice.gauss(0, 0.07),
                branch.lon + dice.gauss(0, 0.08),
            )
            for _ in range(14 + 5 * TEAMS[branch.branch_id])
        ]
    visits = sum(s.kind == "visit" for s in stops)
    return replace(
        told,
        totals=replace(told.totals, visits=visits),
        rolls=rolls(),
        teams=tuple(teams),
        stops=tuple(stops),
        unrouted_points=tuple(points),
    )


@pytest.fixture(scope="session")
def busy() -> Summary:
    return night()


@pytest.fixture(scope="session")
def bare() -> Summary:
    """The least a run can give: nothing overdue, nothing planned."""
    return Summary(
        bank=Text("Demo Bank", "示范银行"),
        as_of=date(2026, 11, 22),
        plan_for=date(2026, 11, 23),
        currency="CNY",
        minor=2,
        totals=Totals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        run=RunFacts("0.1.0", "0" * 64, (), 1),
    )

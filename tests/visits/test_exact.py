"""Plans of tiny days against every possible one, and of small days against the checker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise, permutations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

Row = dict[str, Any]
PER_MINUTE = 100
LUNCH = {"from": "12:00", "to": "13:30", "minutes": 30, "after": 180}


@dataclass(frozen=True)
class Team:
    starts: int
    ends: int
    skilled: bool

    @property
    def rests(self) -> bool:
        first, last = max(720, self.starts), min(810, self.ends)
        return self.ends - self.starts > 180 and last - first >= 30


def apart(one: Row | None, other: Row | None) -> int:
    here, there = ((0, 0) if row is None else (row["x"], row["y"]) for row in (one, other))
    return abs(here[0] - there[0]) + abs(here[1] - there[1])


def feasible(team: Team, rows: tuple[Row, ...], clock: int, here: Row | None, rest: bool) -> bool:
    """Can the team go on from here, with the visits left in their order and the break if due?"""
    if rest:
        begin = max(clock, 720, team.starts)
        if begin + 30 <= min(810, team.ends) and feasible(team, rows, begin + 30, here, False):
            return True
    following = rows[0] if rows else None
    arrive = clock + apart(here, following)
    if rest:
        begin = max(arrive, 720, team.starts)
        ready = begin + 30
        if ready <= min(810, team.ends) and serve(team, rows, ready, False):
            return True
    return serve(team, rows, arrive, rest)


def serve(team: Team, rows: tuple[Row, ...], clock: int, rest: bool) -> bool:
    if not rows:
        return clock <= team.ends and not rest
    row = rows[0]
    return any(
        max(clock, opens) + row["service"] <= closes
        and feasible(team, rows[1:], max(clock, opens) + row["service"], row, rest)
        for opens, closes in row["windows"]
    )


def gain(rows: tuple[Row, ...]) -> tuple[int, int]:
    way = [None, *rows, None]
    road = sum(apart(a, b) for a, b in pairwise(way))
    prize = sum(row["prize"] for row in rows) - PER_MINUTE * road
    return sum(row["must"] for row in rows), prize if rows else 0


def days(team: Team, rows: list[Row]) -> Iterator[tuple[Row, ...]]:
    can = [row for row in rows if team.skilled or not row["needs"]]
    for count in range(len(can) + 1):
        for order in permutations(can, count):
            if len({row["customer_id"] for row in order}) == count and feasible(
                team, order, team.starts, None, team.rests
            ):
                yield order


def best(teams: list[Team], rows: list[Row], kept: int = 0, value: int = 0) -> tuple[int, int]:
    """Appointments kept and value of the best of all plans."""
    if not teams:
        return kept, value
    return max(
        best(
            teams[1:],
            [r for r in rows if r["customer_id"] not in {o["customer_id"] for o in order}],
            kept + gain(order)[0],
            value + gain(order)[1],
        )
        for order in days(teams[0], rows)
    )


window = st.tuples(st.integers(500, 900), st.integers(20, 200)).map(lambda t: [t[0], t[0] + t[1]])


@st.composite
def visits(draw: Any, most: int) -> list[Row]:
    return [
        {
            "name": f"v{n}",
            "customer_id": f"c{draw(st.integers(0, 7))}",
            "x": draw(st.integers(-60, 60)),
            "y": draw(st.integers(-60, 60)),
            "prize": draw(st.sampled_from([0, 3_000, 8_000, 15_000, 40_000])),
            "service": draw(st.sampled_from([20, 30])),
            "windows": draw(st.lists(window, max_size=2)),
            "needs": draw(st.sampled_from([None, None, "sme"])),
            "must": draw(st.sampled_from([False, False, False, True])),
        }
        for n in range(draw(st.integers(0, most)))
    ]


teams = st.lists(
    st.builds(
        Team,
        starts=st.sampled_from([540, 600, 700]),
        ends=st.sampled_from([780, 900, 960]),
        skilled=st.booleans(),
    ),
    min_size=1,
    max_size=2,
)


def build(
    world: Callable[..., Any],
    visit: Callable[..., Row],
    team: Callable[..., list[Row]],
    rows: list[Row],
    crews: list[Team],
) -> Any:
    names = ("customer_id", "prize", "service", "windows", "needs", "must")
    return world(
        [visit(r["name"], r["x"], r["y"], **{name: r[name] for name in names}) for r in rows],
        [
            row
            for n, crew in enumerate(crews)
            for row in team(f"t{n}", starts=crew.starts, ends=crew.ends)
        ],
        {f"t{n}-1": "sme" for n, crew in enumerate(crews) if crew.skilled},
        breaks__away_from_ends=0,
        breaks__each=[LUNCH],
        cost={"per_km": 0, "per_minute": PER_MINUTE},
    )


@settings(max_examples=60)
@given(rows=visits(most=4), crews=teams)
def test_plan_of_a_tiny_day_is_the_best_of_all(
    world: Callable[..., Any],
    visit: Callable[..., Row],
    team: Callable[..., list[Row]],
    rows: list[Row],
    crews: list[Team],
) -> None:
    made = build(world, visit, team, rows, crews)
    found = made.plan(iterations=200)
    day = found.summary.row(0, named=True)
    assert made.faults(found) == []
    assert (day["appointments_kept"], day["prize"] - day["cost"]) == best(crews, rows)


@settings(max_examples=40)
@given(rows=visits(most=14), crews=teams)
def test_plan_of_any_small_day_can_be_driven_as_written(
    world: Callable[..., Any],
    visit: Callable[..., Row],
    team: Callable[..., list[Row]],
    rows: list[Row],
    crews: list[Team],
) -> None:
    made = build(world, visit, team, rows, crews)
    found = made.plan(iterations=50)
    assert made.faults(found) == []
    left = found.unrouted.height + found.summary["visits"][0]
    assert left == len(rows)

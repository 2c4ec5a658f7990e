from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from forbear.problems import ForbearError, Problem
from forbear.visits import BranchDays, Itineraries, Plan, TeamDays, Unrouted, plan
from forbear.visits.policy import VisitsPolicy
from forbear.visits.servers import Osrm
from forbear.visits.travel import Haversine

Row = dict[str, Any]
LUNCH = [{"from": "12:00", "to": "14:00", "minutes": 60, "after": 0}]


def left(made: Plan) -> dict[str, str]:
    return dict(made.unrouted.rows())


def codes(made: Plan) -> list[tuple[str, str]]:
    return [(note.code, note.where) for note in made.notes]


def test_plan_of_one_team_stop_by_stop(
    world: Callable[..., Any], visit: Callable[..., Row]
) -> None:
    made = world(
        [visit("v1", 10, windows=[[540, 640]]), visit("v2", 50, windows=[[800, 900]])],
        breaks__away_from_ends=0,
        breaks__each=LUNCH,
        cost={"per_km": 100, "per_minute": 10},
    )
    found = made.plan()
    columns = ("stop", "kind", "visit_id", "arrive", "begin", "leave", "opens", "closes")
    assert found.itineraries.select(*columns, "travel", "metres", "slack").rows() == [
        (1, "visit", "v1", 550, 550, 580, 540, 640, 10, 1000, 60),
        (2, "break", None, 620, 720, 780, 720, 840, 40, 4000, 60),
        (3, "visit", "v2", 780, 800, 830, 800, 900, 0, 0, 70),
    ]
    assert found.unrouted.height == 0
    assert found.notes == ()
    assert found.teams.row(0, named=True) == {
        "branch_id": "b1",
        "team_id": "t1",
        "members": "t1-1;t1-2",
        "starts": 540,
        "ends": 1080,
        "visits": 2,
        "leaves": 540,
        "back": 880,
        "travel": 100,
        "metres": 10_000,
        "service": 60,
        "waiting": 120,
        "prize": 100_000,
        "cost": 2000,
    }
    assert made.faults(found) == []


def test_frames_are_as_declared(world: Callable[..., Any], visit: Callable[..., Row]) -> None:
    for made in (world([visit("v1", 10), visit("v2", 20, windows=[])]), world([])):
        found = made.plan()
        for schema, frame in (
            (Itineraries, found.itineraries),
            (Unrouted, found.unrouted),
            (TeamDays, found.teams),
            (BranchDays, found.summary),
        ):
            assert_frame_equal(schema.validate(frame), frame)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"windows": [[0, 500]]}, "window"),
        ({"windows": []}, "window"),
        ({"windows": [[540, 560]]}, "window"),
        ({"needs": "dialect"}, "qualification"),
        ({"prize": 0}, "value"),
        ({"prize": 10}, "value"),
        ({"customer_id": "customer-best"}, "customer"),
        ({"windows": [[645, 690]], "prize": 40_000}, "capacity"),
    ],
)
def test_candidate_left_out_has_its_reason(
    world: Callable[..., Any], visit: Callable[..., Row], row: Row, reason: str
) -> None:
    best = visit("best", 100, windows=[[640, 670]], prize=60_000)
    made = world([best, visit("v1", -2, **row)], cost={"per_km": 0, "per_minute": 10})
    assert left(made.plan()) == {"v1": reason}


def test_without_a_team_of_two_nobody_is_visited(
    world: Callable[..., Any], visit: Callable[..., Row], team: Callable[..., list[Row]]
) -> None:
    found = world([visit("v1", 10), visit("v2", 20, must=True)], team("t1", members=1)).plan()
    assert found.itineraries.height == 0
    assert left(found) == {"v1": "staff", "v2": "staff"}
    assert codes(found) == [
        ("visits.appointment_missed", "v2"),
        ("visits.team_too_small", "t1"),
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"windows": [[1200, 1260]]}, "outside every shift"),
        ({"needs": "dialect"}, "qualifications it needs"),
        ({"customer_id": "customer-kept"}, "another place on the same day"),
        ({"windows": [[640, 670]]}, "other appointments take the teams' time"),
    ],
)
def test_appointment_that_cannot_be_kept_is_told_and_stops_nothing(
    world: Callable[..., Any], visit: Callable[..., Row], row: Row, said: str
) -> None:
    kept = visit("kept", 100, windows=[[640, 670]], must=True)
    made = world([kept, visit("late", -5, **{"must": True, **row}), visit("v1", 10)])
    found = made.plan()
    assert found.itineraries["visit_id"].sort().to_list() == ["kept", "v1"]
    assert codes(found) == [("visits.appointment_missed", "late")]
    assert said in found.notes[0].en
    assert found.summary.select("appointments", "appointments_kept").row(0) == (2, 1)
    assert made.faults(found) == []


def test_all_appointments_are_kept_where_a_first_guess_would_keep_one(
    world: Callable[..., Any], visit: Callable[..., Row]
) -> None:
    rows = [
        visit("v1", 100, prize=0, must=True, windows=[[640, 730]]),
        visit("v2", 100, prize=0, must=True, windows=[[700, 730]]),
        visit("v3", -200, prize=10**6),
    ]
    found = world(rows).plan()
    assert found.itineraries["visit_id"].to_list() == ["v1", "v2"]
    assert found.notes == ()


def test_every_shift_and_break_holds_on_a_busy_day(
    world: Callable[..., Any], visit: Callable[..., Row], team: Callable[..., list[Row]]
) -> None:
    rows = [
        visit(
            f"v{n:02d}",
            n * 37 % 90 - 45,
            n * 53 % 70 - 35,
            prize=1000 * (n * 29 % 50),
            windows=[[540 + n % 4 * 60, 780 + n % 5 * 20], [900, 1000 + n % 3 * 30]],
            needs="sme" if n % 7 == 0 else None,
            must=n % 19 == 0,
        )
        for n in range(60)
    ]
    made = world(
        rows,
        team("t1") + team("t2", starts=600, ends=1140) + team("t3", ends=800),
        {"t2-2": "sme"},
        breaks__each=[{"from": "11:30", "to": "14:00", "minutes": 60, "after": 360}],
        cost={"per_km": 10, "per_minute": 5},
    )
    found = made.plan(iterations=1000)
    assert made.faults(found) == []
    assert found.itineraries.filter(pl.col("kind") == "break")["team_id"].to_list() == ["t1", "t2"]
    again = made.plan(iterations=1000)
    for name in ("itineraries", "unrouted", "teams", "summary"):
        assert_frame_equal(getattr(found, name), getattr(again, name))


def test_rows_in_another_order_give_the_same_plan(
    world: Callable[..., Any], visit: Callable[..., Row], team: Callable[..., list[Row]]
) -> None:
    rows = [visit(f"v{n}", n * 7 % 40, n * 11 % 30) for n in range(20)]
    teams = team("t1") + team("t2")
    one, other = world(rows, teams).plan(), world(rows[::-1], teams[::-1]).plan()
    assert_frame_equal(one.itineraries, other.itineraries)
    assert_frame_equal(one.unrouted, other.unrouted)


def test_every_seed_gives_a_sound_plan_no_worse_than_the_start(
    world: Callable[..., Any], visit: Callable[..., Row]
) -> None:
    rows = [visit(f"v{n}", n * 7 % 80 - 40, n * 11 % 60 - 30, prize=n * 997) for n in range(30)]
    made = world(rows, cost={"per_km": 10, "per_minute": 5})

    def gain(found: Plan) -> int:
        return int(found.summary["prize"][0] - found.summary["cost"][0])

    least = gain(made.plan(iterations=0))
    for seed in range(4):
        found = made.plan(seed=seed)
        assert made.faults(found) == []
        assert gain(found) >= least


def test_yesterdays_itineraries_are_a_second_start(
    world: Callable[..., Any], visit: Callable[..., Row]
) -> None:
    rows = [visit(f"v{n}", n * 7 % 80 - 40, n * 11 % 60 - 30, prize=n * 997) for n in range(30)]
    made = world(rows, cost={"per_km": 10, "per_minute": 5})
    good = made.plan(iterations=3000)
    poor = made.plan(iterations=0)
    assert good.summary["prize"][0] > poor.summary["prize"][0]
    resumed = made.plan(iterations=0, previous=good.itineraries)
    assert_frame_equal(resumed.itineraries, good.itineraries)
    renamed = made.but(
        candidates=made.candidates.with_columns(visit_id="today/" + pl.col("visit_id"))
    ).plan(iterations=0, previous=good.itineraries)
    assert renamed.itineraries["customer_id"].equals(good.itineraries["customer_id"])


def test_clock_as_a_guard_is_noted_when_it_strikes(
    world: Callable[..., Any], visit: Callable[..., Row]
) -> None:
    made = world([visit("v1", 10)])
    found = made.plan(iterations=10**7, max_seconds=0.0)
    assert codes(found) == [("visits.clock", "b1")]
    assert found.itineraries["visit_id"].to_list() == ["v1"]
    assert made.plan(iterations=10, max_seconds=60.0).notes == ()


def test_road_server_that_fails_is_noted_and_the_plan_stands_on_the_straight_line(
    world: Callable[..., Any], visit: Callable[..., Row]
) -> None:
    def fetch(url: str) -> bytes:
        raise OSError("refused")

    made = world([visit("v1", 10)])
    line = Haversine(made.policy.read("visits.yaml", VisitsPolicy).travel)
    found = made.but(travel=Osrm("http://roads.example", fetch, line)).plan()
    assert codes(found) == [("visits.road_server", "b1")]
    assert_frame_equal(found.itineraries, made.but(travel=None).plan().itineraries)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"seed": -1}, "visits.seed"),
        ({"seed": 2**32}, "visits.seed"),
        ({"iterations": -1}, "visits.iterations"),
        ({"max_seconds": -1.0}, "visits.max_seconds"),
    ],
)
def test_option_out_of_range_is_refused(
    world: Callable[..., Any], change: dict[str, Any], code: str
) -> None:
    with pytest.raises(ForbearError) as error:
        world([]).plan(**change)
    assert [p.code for p in error.value.problems] == [code]


@pytest.mark.parametrize("count", [0, 2])
def test_plan_is_for_one_branch(world: Callable[..., Any], day: date, count: int) -> None:
    made = world([])
    branches = pl.concat([made.branches.clear(), *[made.branches] * count])
    with pytest.raises(ForbearError) as error:
        made.but(branches=branches).plan()
    assert [p.code for p in error.value.problems] == ["visits.one_branch"]


def test_default_travel_and_iterations_come_from_the_policy(
    world: Callable[..., Any], visit: Callable[..., Row], day: date
) -> None:
    made = world([visit("v1", 10)], search={"iterations": 5, "shakes": 1000})
    found = plan(*made.frames, day=day, policy=made.policy, seed=1)
    assert found.itineraries["metres"].to_list() == [13_000]
    assert made.but(travel=None).faults(found) == []


def test_notes_are_in_both_languages(
    world: Callable[..., Any], visit: Callable[..., Row], team: Callable[..., list[Row]]
) -> None:
    found = world([visit("v1", 10, must=True)], team("t1", members=1)).plan()
    assert all(isinstance(note, Problem) and note.en and note.zh for note in found.notes)

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from forbear.problems import ForbearError
from forbear.visits import Candidates, plan, plan_all, verify

Row = dict[str, Any]
FRAMES = ("itineraries", "unrouted", "teams", "summary")


@pytest.fixture
def made(
    world: Callable[..., Any], visit: Callable[..., Row], team: Callable[..., list[Row]]
) -> Any:
    rows = [
        visit(f"{branch}-{n}", n * 7 % 30, n * 11 % 20, branch_id=branch)
        for branch in ("b2", "b1")
        for n in range(12)
    ]
    one = world(rows, team("t1") + team("t2", branch_id="b2"), breaks__away_from_ends=60)
    other = one.branches.with_columns(branch_id=pl.lit("b2"), lat=pl.lit(30.05))
    idle = one.branches.with_columns(branch_id=pl.lit("b3"))
    return replace(one, branches=pl.concat([other, one.branches, idle]))


def test_result_does_not_depend_on_the_number_of_workers(made: Any, day: date) -> None:
    same = {"day": day, "policy": made.policy, "seed": 1, "iterations": 200}
    one, two = (plan_all(*made.frames, **same, workers=n) for n in (1, 2))
    for name in FRAMES:
        assert_frame_equal(getattr(one, name), getattr(two, name))
    assert one.notes == two.notes
    assert one.summary["branch_id"].to_list() == ["b1", "b2"]


def test_whole_is_the_branches_one_by_one(made: Any, day: date) -> None:
    same = {"day": day, "policy": made.policy, "seed": 1, "iterations": 50}
    whole = plan_all(*made.frames, **same)
    for branch in ("b1", "b2"):
        here = pl.col("branch_id") == branch
        alone = plan(
            made.candidates.filter(here),
            made.teams,
            made.officers,
            made.branches.filter(here),
            **same,
        )
        assert_frame_equal(whole.itineraries.filter(here), alone.itineraries)
        assert_frame_equal(whole.teams.filter(here), alone.teams)
    faults = verify(
        whole.itineraries, *made.frames, day=day, policy=made.policy, unrouted=whole.unrouted
    )
    assert faults == []


@pytest.mark.parametrize(
    ("rows", "kept"),
    [
        ([{"prize": 10_000}, {"prize": 20_000}], "v1"),
        ([{"prize": 10_000, "must": True}, {"prize": 20_000}], "v0"),
        ([{}, {}], "v0"),
    ],
    ids=["prize", "appointment", "number"],
)
def test_customer_of_two_branches_is_visited_from_one(
    made: Any,
    visit: Callable[..., Row],
    frame: Callable[..., pl.DataFrame],
    day: date,
    rows: list[Row],
    kept: str,
) -> None:
    both = [
        visit(f"v{n}", 5, customer_id="c", branch_id=f"b{n + 1}", **row)
        for n, row in enumerate(rows)
    ]
    shared = replace(made, candidates=frame(Candidates, both))
    found = plan_all(*shared.frames, day=day, policy=made.policy, seed=1, iterations=10)
    assert found.itineraries["visit_id"].drop_nulls().to_list() == [kept]
    assert found.unrouted.rows() == [("v1" if kept == "v0" else "v0", "customer")]


def test_previous_itineraries_go_to_their_branches(made: Any, day: date) -> None:
    same = {"day": day, "policy": made.policy, "seed": 1}
    good = plan_all(*made.frames, **same, iterations=300)
    resumed = plan_all(*made.frames, **same, iterations=0, previous=good.itineraries)
    assert resumed.summary["prize"].to_list() >= good.summary["prize"].to_list()


def test_nothing_to_plan_is_an_empty_plan(made: Any, day: date) -> None:
    empty = replace(made, candidates=made.candidates.clear(), teams=made.teams.clear())
    found = plan_all(*empty.frames, day=day, policy=made.policy, seed=1)
    assert [getattr(found, name).height for name in FRAMES] == [0, 0, 0, 0]


def test_fault_of_any_branch_is_told_before_planning(made: Any, day: date) -> None:
    faulty = made.candidates.with_columns(prize=pl.lit(-1, pl.Int64))
    with pytest.raises(ForbearError) as error:
        plan_all(
            *replace(made, candidates=faulty).frames, day=day, policy=made.policy, seed=1, workers=2
        )
    assert {p.code for p in error.value.problems} == {"visits.prize"}


@pytest.mark.parametrize(
    ("change", "code"), [({"workers": 0}, "visits.workers"), ({"seed": -1}, "visits.seed")]
)
def test_option_out_of_range_is_refused(made: Any, day: date, change: Any, code: str) -> None:
    with pytest.raises(ForbearError) as error:
        plan_all(*made.frames, **{"day": day, "policy": made.policy, "seed": 1, **change})
    assert [p.code for p in error.value.problems] == [code]


def test_officer_in_teams_of_two_branches_counts_in_one(made: Any, day: date) -> None:
    shared = made.teams.with_columns(pl.col("officer_id").str.replace("t2", "t1"))
    found = plan_all(
        *replace(made, teams=shared).frames, day=day, policy=made.policy, seed=1, iterations=10
    )
    assert found.teams["team_id"].to_list() == ["t1"]
    assert [n.where for n in found.notes] == ["t2/t1-1", "t2/t1-2", "t2"]

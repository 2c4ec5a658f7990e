from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from forbear.policy import Policy
from forbear.portfolio.tables import Officers, Teams
from forbear.problems import Problem
from forbear.visits import trained
from forbear.visits.crews import Break, Crew, crews, qualifications
from forbear.visits.policy import VisitsPolicy

Row = dict[str, Any]
Find = Callable[..., tuple[list[Crew], list[Problem]]]


def officer(number: str, **more: Any) -> Row:
    return {"officer_id": number, "branch_id": "b1", "role": "field_officer", "name": "", **more}


@pytest.fixture
def find(
    frame: Callable[[Any, list[Row]], pl.DataFrame],
    policy_with: Callable[..., Policy],
    day: date,
) -> Find:
    def found(teams: list[Row], officers: list[Row], branch_id: str = "b1", **changes: Any) -> Any:
        return crews(
            frame(Teams, teams),
            frame(Officers, officers),
            branch_id=branch_id,
            day=day,
            policy=policy_with(**changes).read("visits.yaml", VisitsPolicy),
        )

    return found


TWO = [officer("t1-1", qualifications="sme; dialect"), officer("t1-2", qualifications="sme")]


def test_crew_has_members_shift_breaks_and_what_they_hold_together(
    find: Find, team: Callable[..., list[Row]]
) -> None:
    found, notes = find(team("t1", starts=540, ends=1080), TWO)
    assert found == [
        Crew(
            team_id="t1",
            members=("t1-1", "t1-2"),
            starts=540,
            ends=1080,
            holds=frozenset({"sme", "dialect"}),
            breaks=(Break(690, 840, 60),),
        )
    ]
    assert notes == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"role": "collector"}, "role that does not visit"),
        ({"role": None}, "not among the officers"),
        ({"qualified_until": date(2026, 11, 22)}, "no valid training"),
    ],
    ids=["role", "unknown", "training"],
)
def test_team_whose_member_does_not_count_gets_no_work(
    find: Find, team: Callable[..., list[Row]], change: Row, why: str
) -> None:
    found, notes = find(team("t1"), [TWO[0], {**TWO[1], **change}])
    assert found == []
    assert [(n.code, n.where) for n in notes] == [
        ("visits.officer_not_counted", "t1/t1-2"),
        ("visits.team_too_small", "t1"),
    ]
    assert why in notes[0].en


def test_training_valid_to_the_day_itself_counts(
    find: Find, team: Callable[..., list[Row]], day: date
) -> None:
    found, _ = find(team("t1"), [{**one, "qualified_until": day} for one in TWO])
    assert [crew.team_id for crew in found] == ["t1"]


def test_unknown_training_counts_only_if_policy_says_so(
    find: Find, team: Callable[..., list[Row]]
) -> None:
    assert find(team("t1"), TWO, staff__unknown_training_counts=False)[0] == []


def test_team_of_one_gets_no_work_with_the_reason(
    find: Find, team: Callable[..., list[Row]]
) -> None:
    found, notes = find(team("t1", members=1), TWO)
    assert found == []
    assert [n.code for n in notes] == ["visits.team_too_small"]
    assert notes[0].en.startswith("1 of the 2 members needed")


def test_policy_may_ask_for_three(find: Find, team: Callable[..., list[Row]]) -> None:
    assert find(team("t1"), TWO, staff__members=3)[0] == []


def test_team_of_another_day_or_branch_is_no_matter(
    find: Find, team: Callable[..., list[Row]], day: date
) -> None:
    assert find(team("t1", on=day + timedelta(days=1)), TWO) == ([], [])
    assert find(team("t1"), TWO, branch_id="b2") == ([], [])


def test_row_for_the_day_stands_before_the_row_for_every_day(
    find: Find, team: Callable[..., list[Row]], day: date
) -> None:
    rows = [*team("t1"), {**team("t9")[0], "officer_id": "t1-2", "on": day}]
    found, notes = find(rows, TWO)
    assert found == []
    assert [n.where for n in notes] == ["t1", "t9"]


def test_officer_in_two_teams_counts_in_the_first(
    find: Find, team: Callable[..., list[Row]]
) -> None:
    rows = [*team("t1"), *({**row, "officer_id": f"t1-{n}"} for n, row in enumerate(team("t2"), 1))]
    found, notes = find(rows, TWO)
    assert [crew.team_id for crew in found] == ["t1"]
    assert [n.code for n in notes].count("visits.officer_not_counted") == 2


def test_officer_may_serve_in_two_teams_one_after_the_other(
    find: Find, team: Callable[..., list[Row]]
) -> None:
    late = [
        {**row, "officer_id": f"t1-{n}"}
        for n, row in enumerate(team("t2", starts=1080, ends=1260), 1)
    ]
    found, notes = find([*team("t1"), *late], TWO)
    assert [crew.team_id for crew in found] == ["t1", "t2"]
    assert notes == []


def test_shift_is_what_members_have_in_common(find: Find, team: Callable[..., list[Row]]) -> None:
    one, other = team("t1")
    found, _ = find([{**one, "starts": 600}, {**other, "ends": 900}], TWO)
    assert (found[0].starts, found[0].ends) == (600, 900)


def test_members_without_common_hours_get_no_work(
    find: Find, team: Callable[..., list[Row]]
) -> None:
    one, other = team("t1")
    found, notes = find([{**one, "ends": 700}, {**other, "starts": 700}], TWO)
    assert found == []
    assert [n.code for n in notes] == ["visits.no_common_shift"]


def test_shift_left_empty_is_the_policys(find: Find, team: Callable[..., list[Row]]) -> None:
    found, _ = find(team("t1", starts=None, ends=None), TWO)
    assert (found[0].starts, found[0].ends) == (540, 1080)


@pytest.mark.parametrize(
    ("starts", "ends", "breaks"),
    [
        (540, 900, ()),
        (540, 901, (Break(690, 840, 60),)),
        (720, 1200, (Break(780, 840, 60),)),
        (480, 1200, (Break(690, 840, 60), Break(1020, 1140, 30))),
    ],
    ids=["six hours", "a minute more", "from noon", "twelve hours"],
)
def test_shift_has_the_breaks_it_is_long_enough_for(
    find: Find, team: Callable[..., list[Row]], starts: int, ends: int, breaks: tuple[Break, ...]
) -> None:
    found, _ = find(team("t1", starts=starts, ends=ends), TWO)
    assert found[0].breaks == breaks


def test_long_shift_without_a_break_to_fit_is_noted(
    find: Find, team: Callable[..., list[Row]]
) -> None:
    found, notes = find(team("t1", starts=780, ends=1150), TWO)
    assert found[0].breaks == ()
    assert [n.code for n in notes] == ["visits.no_break"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [(None, set()), ("", set()), (" ; ", set()), ("a", {"a"}), ("a; b ;a", {"a", "b"})],
)
def test_qualifications(text: str | None, expected: set[str]) -> None:
    assert qualifications(text) == expected


@pytest.mark.parametrize(
    ("unknown_counts", "expected"),
    [(True, [True, True, True, False]), (False, [False, True, True, False])],
)
def test_trained_through_the_last_day(
    policy_with: Callable[..., Policy], day: date, unknown_counts: bool, expected: list[bool]
) -> None:
    policy = policy_with(staff__unknown_training_counts=unknown_counts).read(
        "visits.yaml", VisitsPolicy
    )
    until = [None, day + timedelta(1), day, day - timedelta(1)]
    rows = pl.DataFrame({"qualified_until": until}, schema={"qualified_until": pl.Date})
    assert rows.select(trained(day, policy)).to_series().to_list() == expected

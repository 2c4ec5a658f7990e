from collections.abc import Callable
from typing import Any

import pytest

from forbear.visits.walk import Stop, Timed, cost_of, fits, latest, settle, slack_of, walk

Row = dict[str, Any]
LUNCH = [{"from": "12:00", "to": "14:00", "minutes": 60, "after": 0}]
TWO_BREAKS = [
    {"from": "11:00", "to": "12:00", "minutes": 30, "after": 0},
    {"from": "15:00", "to": "16:00", "minutes": 30, "after": 0},
]


def test_walk_goes_on_as_soon_as_it_can(
    world: Callable[..., Any], visit: Callable[..., Row]
) -> None:
    rows = [visit("v1", 10, windows=[[540, 700]]), visit("v2", 30, windows=[[660, 1080]])]
    day = world(rows).day
    assert walk(day, day.crews[0], [Stop(1), Stop(2)]) == (
        Timed(1, -1, arrive=550, begin=550, leave=580, opens=540, closes=700),
        Timed(2, -1, arrive=600, begin=660, leave=690, opens=660, closes=1080),
    )


@pytest.mark.parametrize(
    ("windows", "begin"),
    [
        ([[540, 580]], 550),
        ([[540, 579]], None),
        ([[540, 560], [600, 700]], 600),
        ([[540, 560], [600, 629], [640, 670]], 640),
        ([[1020, 1070]], 1020),
        ([[1041, 1080]], None),
        ([], None),
    ],
    ids=["just", "too short by one", "second", "third", "back in time", "back late", "none"],
)
def test_visit_begins_in_the_first_window_that_holds_it_whole(
    world: Callable[..., Any],
    visit: Callable[..., Row],
    windows: list[list[int]],
    begin: int | None,
) -> None:
    day = world([visit("v1", 10, windows=windows)]).day
    found = walk(day, day.crews[0], [Stop(1)])
    assert (found[0].begin if found else None) == begin


def test_back_at_the_branch_at_the_very_end_of_the_shift(
    world: Callable[..., Any], visit: Callable[..., Row], team: Callable[..., list[Row]]
) -> None:
    for ends, expected in ((590, True), (589, False)):
        day = world([visit("v1", 10)], team("t1", ends=ends)).day
        assert fits(day, day.crews[0], [1]) is expected


def test_latest_arrivals_leave_the_rest_of_the_day_whole(
    world: Callable[..., Any], visit: Callable[..., Row]
) -> None:
    rows = [visit("v1", 10), visit("v2", 30, windows=[[540, 600], [700, 760]])]
    day = world(rows).day
    assert latest(day, day.crews[0], [Stop(1), Stop(2)]) == [730 - 20 - 30, 730, 1080]
    assert latest(day, day.crews[0], []) == [1080]


def test_latest_says_so_where_nothing_fits(
    world: Callable[..., Any], visit: Callable[..., Row]
) -> None:
    day = world([visit("v1", 10, windows=[[1060, 1090]])]).day
    assert latest(day, day.crews[0], [Stop(1)])[0] == -1


def test_break_is_taken_where_the_team_is_back_soonest(
    world: Callable[..., Any], visit: Callable[..., Row]
) -> None:
    # After the first visit the team could rest only by waiting for noon: it drives on first.
    rows = [visit("v1", 10, windows=[[640, 700]]), visit("v2", 60, windows=[[790, 820]])]
    day = world(rows, breaks__away_from_ends=0, breaks__each=LUNCH).day
    assert settle(day, day.crews[0], [1, 2]) == (
        Timed(1, -1, arrive=550, begin=640, leave=670, opens=640, closes=700),
        Timed(2, 0, arrive=720, begin=720, leave=780, opens=720, closes=840),
        Timed(2, -1, arrive=780, begin=790, leave=820, opens=790, closes=820),
    )


def test_break_before_driving_on_if_only_there_it_is_in_time(
    world: Callable[..., Any], visit: Callable[..., Row]
) -> None:
    rows = [visit("v1", 10, windows=[[720, 780]]), visit("v2", 60)]
    day = world(rows, breaks__away_from_ends=0, breaks__each=LUNCH).day
    found = settle(day, day.crews[0], [1, 2])
    assert found is not None
    assert [(s.place, s.rest, s.begin) for s in found] == [(1, -1, 720), (1, 0, 750), (2, -1, 860)]


def test_order_that_leaves_no_room_for_the_break_does_not_fit(
    world: Callable[..., Any], visit: Callable[..., Row]
) -> None:
    rows = [visit("v1", 10, windows=[[710, 740]]), visit("v2", 40, windows=[[780, 820]])]
    made = world(rows, breaks__away_from_ends=0, breaks__each=LUNCH)
    assert settle(made.day, made.day.crews[0], [1, 2]) is None
    assert fits(made.day, made.day.crews[0], [1])
    assert fits(made.day, made.day.crews[0], [2])


def test_two_breaks_are_taken_in_their_order(
    world: Callable[..., Any], visit: Callable[..., Row]
) -> None:
    day = world([visit("v1", 10)], breaks__away_from_ends=0, breaks__each=TWO_BREAKS).day
    found = settle(day, day.crews[0], [1])
    assert found is not None
    assert [(s.rest, s.begin) for s in found] == [(-1, 550), (0, 660), (1, 900)]


def test_day_without_visits_is_a_break_at_the_branch(
    world: Callable[..., Any], visit: Callable[..., Row]
) -> None:
    day = world([], breaks__away_from_ends=0, breaks__each=LUNCH).day
    assert settle(day, day.crews[0], []) == (Timed(0, 0, 540, 720, 780, 720, 840),)
    assert settle(world([]).day, day.crews[0].__class__("t", (), 0, 10, frozenset()), []) == ()


def test_cost_is_of_the_way_there_and_back(
    world: Callable[..., Any], visit: Callable[..., Row]
) -> None:
    day = world([visit("v1", 10), visit("v2", 30)], cost={"per_km": 0, "per_minute": 7}).day
    found = settle(day, day.crews[0], [1, 2])
    assert found is not None
    assert cost_of(day, found) == 60 * 7


def test_slack_is_bound_by_this_and_later_windows_and_the_shift(
    world: Callable[..., Any], visit: Callable[..., Row]
) -> None:
    rows = [
        visit("v1", 10, windows=[[540, 600]]),
        visit("v2", 20, windows=[[600, 640]]),
        visit("v3", 30),
    ]
    day = world(rows).day
    found = settle(day, day.crews[0], [1, 2, 3])
    assert found is not None
    assert slack_of(day, day.crews[0], found) == [20, 10, 380]

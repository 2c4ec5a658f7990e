from collections.abc import Callable
from typing import Any

import pytest

from forbear.visits.fill import fill, from_previous, thin, worth

Row = dict[str, Any]
LUNCH = [{"from": "12:00", "to": "13:00", "minutes": 60, "after": 0}]


def test_fill_takes_the_most_worth_a_minute_and_leaves_what_does_not_pay(
    world: Callable[..., Any], visit: Callable[..., Row], team: Callable[..., list[Row]]
) -> None:
    rows = [
        visit("near", 10, prize=20_000),
        visit("far", 150, prize=30_000),
        visit("worthless", 11, prize=0),
        visit("dear", -30, prize=100),
    ]
    made = world(rows, team("t1", ends=840), cost={"per_km": 0, "per_minute": 10})
    assert [v.visit_id for v in made.day.visits] == ["dear", "far", "near", "worthless"]
    assert fill(made.day, [[]]) == [[3]]
    assert worth(made.day, [[3]]) == (0, 20_000 - 200)


def test_fill_keeps_what_is_there_and_no_customer_twice(
    world: Callable[..., Any], visit: Callable[..., Row]
) -> None:
    rows = [visit("v1", 10, customer_id="c"), visit("v2", 20, customer_id="c"), visit("v3", 30)]
    day = world(rows).day
    assert fill(day, [[2]]) == [[3, 2]]


def test_appointment_comes_before_any_prize(
    world: Callable[..., Any], visit: Callable[..., Row]
) -> None:
    rows = [
        visit("v1", 100, prize=10**9, windows=[[640, 670]]),
        visit("v2", -100, prize=0, must=True, windows=[[640, 670]]),
    ]
    day = world(rows).day
    assert fill(day, [[]]) == [[2]]
    assert worth(day, [[2]]) > worth(day, [[1]])


def test_visit_goes_to_the_team_that_holds_what_it_needs(
    world: Callable[..., Any], visit: Callable[..., Row], team: Callable[..., list[Row]]
) -> None:
    day = world([visit("v1", 10, needs="sme")], team("t1") + team("t2"), {"t2-1": "sme"}).day
    assert fill(day, [[], []]) == [[], [1]]


def test_fill_leaves_room_for_the_break(
    world: Callable[..., Any], visit: Callable[..., Row], team: Callable[..., list[Row]]
) -> None:
    rows = [visit("v1", 1, service=60), visit("v2", 2, service=60, prize=40_000)]
    one = team("t1", starts=660, ends=846)
    assert fill(world(rows, one).day, [[]]) == [[2, 1]]
    made = world(rows, one, breaks__away_from_ends=0, breaks__each=LUNCH)
    assert fill(made.day, [[]]) == [[1]]


def test_thin_takes_out_the_least_prize_until_the_breaks_fit(
    world: Callable[..., Any], visit: Callable[..., Row]
) -> None:
    rows = [
        visit("v1", 1, windows=[[690, 780]], prize=300, service=40),
        visit("v2", 2, windows=[[700, 800]], prize=100, service=40),
        visit("v3", 3, windows=[[760, 830]], prize=200, service=40, must=True),
    ]
    day = world(rows, breaks__away_from_ends=0, breaks__each=LUNCH).day
    assert thin(day, day.crews[0], [1, 2, 3]) == [3]


def test_earlier_order_is_kept_as_far_as_it_holds(
    world: Callable[..., Any], visit: Callable[..., Row], team: Callable[..., list[Row]]
) -> None:
    rows = [
        visit("v1", 10),
        visit("v2", 20, windows=[]),
        visit("v3", 30, needs="sme"),
        visit("v4", 40, customer_id="customer-v1"),
        visit("v5", 50),
    ]
    day = world(rows, team("t1") + team("t2")).day
    assert from_previous(day, {"t1": [5, 3, 2, 1, 4], "gone": [1]}) == [[5, 1], []]


def test_worth_of_a_day_that_does_not_hold_is_an_error(
    world: Callable[..., Any], visit: Callable[..., Row]
) -> None:
    with pytest.raises(ValueError, match="team t1 does not hold"):
        worth(world([visit("v1", 10, windows=[])]).day, [[1]])

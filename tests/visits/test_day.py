from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from forbear.visits.day import Visit
from forbear.visits.travel import NO_WAY, Floats, Legs

Row = dict[str, Any]


def test_candidate_becomes_the_minutes_at_which_it_may_begin(
    world: Callable[..., Any], visit: Callable[..., Row]
) -> None:
    row = visit("v1", 10, service=45, windows=[[700, 720], [600, 645], [540, 600]], needs="a; b")
    assert world([row]).day.visits == (
        Visit(
            visit_id="v1",
            customer_id="customer-v1",
            lat=30.0,
            lon=114.1,
            prize=50_000,
            service=45,
            begins=((540, 600),),
            must=False,
            needs=frozenset({"a", "b"}),
        ),
    )


def test_cost_of_the_road_is_metres_and_minutes_rounded_to_the_minor_unit(
    world: Callable[..., Any], visit: Callable[..., Row]
) -> None:
    made = world([visit("v1", 7)], cost={"per_km": 125, "per_minute": 3}).day
    assert made.cost.tolist() == [[0, 88 + 21], [88 + 21, 0]]


def test_visits_are_in_the_order_of_their_numbers(
    world: Callable[..., Any], visit: Callable[..., Row]
) -> None:
    made = world([visit("v2", 1), visit("v1", 2)]).day
    assert [v.visit_id for v in made.visits] == ["v1", "v2"]


def test_crew_is_able_if_it_holds_all_needs(
    world: Callable[..., Any], visit: Callable[..., Row], team: Callable[..., list[Row]]
) -> None:
    made = world(
        [visit("v1", 1, needs="a;b"), visit("v2", 1)],
        team("t1") + team("t2"),
        {"t1-1": "a", "t1-2": "b", "t2-1": "a"},
    ).day
    assert made.able == [[True, True, True], [True, False, True]]


@dataclass(frozen=True)
class Island:
    """The second place has no way back."""

    def legs(self, branch_id: str, lat: Floats, lon: Floats) -> Legs:
        minutes = np.full((len(lat), len(lat)), 5, dtype=np.int64)
        minutes[2, :] = NO_WAY
        np.fill_diagonal(minutes, 0)
        return Legs(minutes, minutes)


def test_place_without_a_way_back_is_not_reachable(
    world: Callable[..., Any], visit: Callable[..., Row]
) -> None:
    made = world([visit("v1", 1), visit("v2", 2)]).but(travel=Island())
    assert [made.day.reachable(place) for place in (1, 2)] == [True, False]
    planned = made.plan()
    assert planned.unrouted.rows() == [("v2", "road")]

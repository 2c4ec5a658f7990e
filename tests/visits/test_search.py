from collections.abc import Callable
from typing import Any

import pytest
from pyvrp.stop import MaxRuntime

from forbear.visits.fill import fill, worth
from forbear.visits.search import model_of, orders_of, possible, search

Row = dict[str, Any]
LUNCH = [{"from": "12:00", "to": "14:00", "minutes": 60, "after": 0}]


@pytest.fixture
def rows(visit: Callable[..., Row]) -> list[Row]:
    return [
        visit("v1", 10, windows=[[540, 700], [800, 1080]]),
        visit("v2", 20, needs="sme"),
        visit("v3", 30, must=True, prize=0),
        visit("v4", 40, customer_id="customer-v1"),
        visit("v5", 50, prize=0),
        visit("v6", 60, windows=[[0, 500]]),
    ]


def test_model_says_windows_needs_breaks_and_appointments_in_pyvrps_words(
    world: Callable[..., Any], team: Callable[..., list[Row]], rows: list[Row]
) -> None:
    made = world(
        rows,
        team("t1") + team("t2"),
        {"t1-1": "sme"},
        breaks__away_from_ends=0,
        breaks__each=LUNCH,
    )
    day = made.day
    start = fill(day, [[], []])
    model = model_of(day, start)
    # Customer v1 has three windows at two places, v2 and v3 one; two breaks; v5, v6 no use.
    assert model.places == [1, 1, 4, 2, 3, 0, 0]
    assert [client.required for client in model.data.clients()] == [
        *(False, False, False, False, True),
        *(True, True),
    ]
    assert [group.clients for group in model.data.groups()] == [[0, 1, 2]]
    assert [kind.capacity for kind in model.data.vehicle_types()] == [[6, 1], [0, 1]]
    assert model.start.is_feasible()
    assert orders_of(day, model, model.start) == start


def test_start_that_does_not_hold_is_an_error(
    world: Callable[..., Any], visit: Callable[..., Row]
) -> None:
    day = world([visit("v1", 10, windows=[[0, 500]])]).day
    with pytest.raises(ValueError, match="the start does not hold"):
        model_of(day, [[1]])


def test_search_improves_a_poor_start(world: Callable[..., Any], visit: Callable[..., Row]) -> None:
    rows = [visit(f"v{n}", (-1) ** n * n * 10) for n in range(1, 9)]
    day = world(rows, cost={"per_km": 0, "per_minute": 20}).day
    start = [[1, 2]]
    found, cut_short = search(day, start, iterations=500, seed=1)
    assert worth(day, found) > worth(day, start)
    assert not cut_short


def test_search_is_the_same_for_the_same_seed(
    world: Callable[..., Any], visit: Callable[..., Row]
) -> None:
    day = world([visit(f"v{n}", n * 7 % 40, n * 11 % 30) for n in range(20)]).day
    start = fill(day, [[]])
    one, other = (search(day, start, iterations=200, seed=3) for _ in range(2))
    assert one == other


def test_clock_that_is_up_is_told(world: Callable[..., Any], visit: Callable[..., Row]) -> None:
    day = world([visit("v1", 10)]).day
    assert search(day, [[1]], iterations=10**9, seed=1, guard=MaxRuntime(0.0)) == ([[1]], True)


def test_possible_is_what_a_crew_could_do_with_nothing_else(
    world: Callable[..., Any], team: Callable[..., list[Row]], rows: list[Row]
) -> None:
    day = world(rows, team("t1")).day
    assert [possible(day, place) for place in range(1, 7)] == [
        *(True, False, True, True, True, False)
    ]

from collections.abc import Callable
from typing import Any

import pytest
from pyvrp.stop import MaxRuntime

from forbear.visits.fill import fill, worth
from forbear.visits.shake import shake
from forbear.visits.walk import fits

Row = dict[str, Any]
LUNCH = [{"from": "12:00", "to": "14:00", "minutes": 60, "after": 0}]


@pytest.fixture
def day(
    world: Callable[..., Any], visit: Callable[..., Row], team: Callable[..., list[Row]]
) -> Any:
    rows = [
        visit(
            f"v{n:02d}", n * 37 % 90 - 45, n * 53 % 70 - 35, prize=1000 * (n * 29 % 50), must=n == 7
        )
        for n in range(40)
    ]
    return world(
        rows,
        team("t1") + team("t2", ends=900),
        breaks__each=LUNCH,
        cost={"per_km": 10, "per_minute": 5},
    ).day


def test_shake_finds_better_days_that_hold_with_their_breaks(day: Any) -> None:
    start = fill(day, [[], []])
    found, cut_short = shake(day, start, times=60, seed=1)
    assert worth(day, found) > worth(day, start)
    assert not cut_short
    assert all(fits(day, crew, order) for crew, order in zip(day.crews, found, strict=True))
    customers = [day.visit(place).customer_id for order in found for place in order]
    assert len(set(customers)) == len(customers)


def test_shake_is_the_same_for_the_same_seed(day: Any) -> None:
    start = fill(day, [[], []])
    one, other = (shake(day, start, times=20, seed=5) for _ in range(2))
    assert one == other


def test_shake_no_times_or_of_nothing_changes_nothing(day: Any) -> None:
    start = fill(day, [[], []])
    assert shake(day, start, times=0, seed=1) == (start, False)
    assert shake(day, [[], []], times=3, seed=1) == ([[], []], False)


def test_clock_that_is_up_is_told(day: Any) -> None:
    start = fill(day, [[], []])
    assert shake(day, start, times=5, seed=1, guard=MaxRuntime(0.0)) == (start, True)

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.strategy import Capacities, Cases, Menu
from forbear.strategy.prices import usage
from forbear.strategy.settle import settle

Make = Callable[..., tuple[Cases, Menu, Capacities]]


@given(st.integers(0, 60), st.integers(0, 30), st.floats(0, 3), st.floats(0, 4000))
def test_settle_keeps_every_limit_and_leaves_no_gain(
    problem: Make, count: int, seed: int, ease: float, price: float
) -> None:
    """At any prices, right or wrong: nothing is exceeded, and nobody could still gain alone."""
    cases, menu, capacities = problem(count, branches=2, seed=seed, ease=ease)
    at = np.full(len(capacities.limit), price)
    choice = settle(cases.value, cases.branch, menu, capacities, capacities.limit, at)
    used = usage(choice.astype(np.int8), cases.branch, menu, capacities)
    assert (used <= capacities.limit).all()
    slack = capacities.limit - used
    for i, now in enumerate(choice):
        assert np.isfinite(cases.value[now, i])
        own = capacities.index[:, cases.branch[i]]
        for j in range(len(menu.names)):
            if cases.value[j, i] > cases.value[now, i]:
                assert (menu.use[j] - menu.use[now] > slack[own]).any()


def test_settle_turns_away_who_loses_least() -> None:
    from forbear.strategy.capacities import Scope

    menu = Menu(("wait", "call"), np.array([[0], [1]]), np.array([False, False]))
    capacities = Capacities(
        ("calls",), (Scope.BANK,), ("a",), np.zeros((1, 1), np.int64), np.array([2])
    )
    value = np.array([[0, 0, 0, 0], [5, 9, 7, 7]], np.float32)
    branch = np.zeros(4, np.int32)
    choice = settle(value, branch, menu, capacities, capacities.limit, np.zeros(1))
    assert choice.tolist() == [0, 1, 1, 0]


@pytest.mark.parametrize("left", [0, 1, 3])
def test_settle_fills_what_others_leave(problem: Make, left: int) -> None:
    cases, menu, capacities = problem(200, branches=1)
    rest = np.zeros(len(capacities.limit), np.int64)
    rest[-1] = left
    choice = settle(
        cases.value, cases.branch, menu, capacities, rest, np.zeros(len(capacities.limit))
    )
    free = [menu.names.index(name) for name in ("wait", "email")]
    agency = menu.names.index("agency")
    assert (choice == agency).sum() == left
    assert set(choice) <= {*free, agency}

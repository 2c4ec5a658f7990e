from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.strategy import Capacities, Cases, Menu
from forbear.strategy.prices import charges, choose, net_sum, steadiness, usage, whole_uses

Make = Callable[..., tuple[Cases, Menu, Capacities]]


def prices(capacities: Capacities, seed: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.random.default_rng(seed).uniform(0, 3000, len(capacities.limit))


def test_charges_are_price_times_use(problem: Make) -> None:
    _, menu, capacities = problem(400)
    price = prices(capacities, 1)
    charge = charges(price, menu, capacities)
    visit = menu.names.index("visit")
    at = capacities.resources.index("visit_minutes")
    assert charge[0].tolist() == [0.0] * 4
    assert charge[visit].tolist() == (70 * price[capacities.index[at]]).tolist()


def test_charges_close_what_does_not_fit_once(problem: Make) -> None:
    _, menu, capacities = problem(400)
    limit = capacities.limit.copy()
    at = capacities.resources.index("visit_minutes")
    limit[capacities.index[at, 2]] = 69
    charge = charges(prices(capacities, 1), menu, replace(capacities, limit=limit))
    visit = menu.names.index("visit")
    assert np.isinf(charge[visit]).tolist() == [False, False, True, False]
    assert np.isfinite(np.delete(charge, visit, axis=0)).all()


@pytest.mark.parametrize("seed", range(3))
def test_choose_is_the_best_net_value(problem: Make, seed: int) -> None:
    cases, menu, capacities = problem(500, seed=seed)
    charge = charges(prices(capacities, seed), menu, capacities)
    net = cases.value.astype(np.float64) - charge[:, cases.branch]
    choice = choose(cases.value, cases.branch, charge)
    assert (choice == net.argmax(axis=0)).all()
    assert net_sum(cases.value, cases.branch, charge, choice) == pytest.approx(
        net.max(axis=0).sum()
    )


def test_choose_takes_the_first_of_equals() -> None:
    value = np.array([[0, 0], [0, 5], [-1, 5]], np.float32)
    charge = np.zeros((3, 1))
    assert choose(value, np.zeros(2, np.int32), charge).tolist() == [0, 1]


@given(st.integers(0, 50), st.floats(0.001, 0.2))
def test_steadiness_holds_a_choice_within_its_share(problem: Make, seed: int, share: float) -> None:
    cases, menu, capacities = problem(200, seed=seed)
    price = prices(capacities, seed)
    charge = charges(price, menu, capacities)
    choice = choose(cases.value, cases.branch, charge)
    steady = steadiness(cases.value, cases.branch, charge, choice) > share
    wiggle = np.random.default_rng(seed).uniform(-share, share, len(price))
    moved = charges(price * (1 + wiggle), menu, capacities)
    assert (choose(cases.value, cases.branch, moved)[steady] == choice[steady]).all()


def test_usage_counts_exactly(problem: Make) -> None:
    cases, menu, capacities = problem(300)
    choice = np.arange(300, dtype=np.int8) % 8
    used = np.zeros(len(capacities.limit), np.int64)
    for i, j in enumerate(choice):
        for r in range(len(capacities.resources)):
            used[capacities.index[r, cases.branch[i]]] += menu.use[j, r]
    assert (usage(choice, cases.branch, menu, capacities) == used).all()
    twice = usage(choice, cases.branch, menu, capacities, np.full(300, 2.0))
    assert (twice == 2 * used).all()


def test_whole_uses_cuts_limits_to_what_can_be_used(problem: Make) -> None:
    _, menu, capacities = problem(400)
    whole = whole_uses(replace(capacities, limit=np.full(11, 75)), menu)
    expected: dict[tuple[str, str | None], int] = {
        ("messages", None): 75,
        ("letters", None): 75,
        **{("minutes", f"B{b}"): 74 for b in range(4)},
        **{("visit_minutes", f"B{b}"): 70 for b in range(4)},
        ("places", None): 75,
    }
    assert dict(zip(capacities.named(), whole.limit.tolist(), strict=True)) == expected

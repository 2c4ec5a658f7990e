from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from forbear.strategy import Capacities, Cases, Menu
from forbear.strategy.dual import BETTER, COARSE, FINE, Weighted, expected_use, minimise
from forbear.strategy.prices import charges, choose, net_sum, usage

Make = Callable[..., tuple[Cases, Menu, Capacities]]

COOLING = COARSE + BETTER + FINE


def solved(
    cases: Cases, menu: Menu, capacities: Capacities
) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], float]:
    limit = capacities.limit.astype(np.float64)
    weighted = Weighted(cases.value, cases.branch, np.ones(len(cases)))
    price = minimise(weighted, menu, capacities, limit, np.zeros(len(limit)), COOLING)
    charge = charges(price, menu, capacities)
    choice = choose(cases.value, cases.branch, charge)
    return price, net_sum(cases.value, cases.branch, charge, choice) + float(price @ limit)


@pytest.mark.parametrize(("count", "seed"), [(500, 0), (2000, 1), (2000, 2)])
def test_minimise_reaches_the_linear_optimum(
    problem: Make, best: Callable[..., float], count: int, seed: int
) -> None:
    """Strong duality: the lowest bound is the best that parts of cases could bring."""
    made = problem(count, seed=seed)
    price, bound = solved(*made)
    assert (price >= 0).all()
    assert bound == pytest.approx(best(made, True), rel=2e-4)
    assert bound >= best(made, True) * (1 - 1e-9)


def test_minimise_gives_no_price_to_plenty(problem: Make) -> None:
    price, _ = solved(*problem(500, ease=100))
    assert price.tolist() == [0.0] * len(price)


def test_minimise_prices_only_what_is_scarce(problem: Make) -> None:
    cases, menu, capacities = problem(1000)
    limit = capacities.limit.copy()
    minutes = capacities.index[capacities.resources.index("minutes")]
    limit[minutes] = 1_000_000
    price, _ = solved(cases, menu, replace(capacities, limit=limit))
    assert price[minutes].tolist() == [0.0] * 4
    scarce = [price[capacities.index[r]] for r in (3, 4)]
    assert (np.concatenate(scarce) > 0).all()


def test_minimise_keeps_its_start_without_cases(problem: Make) -> None:
    cases, menu, capacities = problem(0)
    start = np.arange(len(capacities.limit), dtype=np.float64)
    weighted = Weighted(cases.value, cases.branch, np.ones(0))
    limit = capacities.limit.astype(np.float64)
    assert (minimise(weighted, menu, capacities, limit, start, COOLING) == start).all()


def test_minimise_weighs_cases(problem: Make) -> None:
    cases, menu, capacities = problem(600)
    limit = capacities.limit.astype(np.float64)
    zero = np.zeros(len(limit))
    once = Weighted(cases.value, cases.branch, np.ones(600))
    thrice = replace(once, weight=np.full(600, 3.0))
    price = minimise(once, menu, capacities, limit, zero, COOLING)
    tripled = minimise(thrice, menu, capacities, 3 * limit, zero, COOLING)
    assert tripled == pytest.approx(price, rel=1e-3)


def test_expected_use_tends_to_the_use_of_choices(problem: Make) -> None:
    cases, menu, capacities = problem(2000)
    price, _ = solved(cases, menu, capacities)
    weighted = Weighted(cases.value, cases.branch, np.ones(2000))
    choice = choose(cases.value, cases.branch, charges(price, menu, capacities))
    exact = usage(choice, cases.branch, menu, capacities)
    cold = expected_use(weighted, menu, capacities, price, 1e-5)
    assert np.abs(cold - exact).max() <= 0.1 * exact.max()
    assert cold == pytest.approx(exact, rel=0.15, abs=75)

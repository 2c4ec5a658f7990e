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


@pytest.mark.parametrize("shared", [True, False])
def test_minimise_reaches_the_optimum_where_all_or_no_limits_are_shared(
    problem: Make, best: Callable[..., float], shared: bool
) -> None:
    cases, menu, capacities = problem(2000)
    resources, branches = capacities.index.shape
    own = np.arange(resources * branches).reshape(resources, branches)
    index = own // branches if shared else own
    total = np.array([600, 200, 3000, 4200, 40])
    limit = total if shared else np.repeat(total // branches, branches)
    made = (cases, menu, replace(capacities, index=index, limit=limit))
    price, bound = solved(*made)
    assert (price >= 0).all()
    assert bound == pytest.approx(best(made, True), rel=2e-4)


@pytest.mark.parametrize("far", [0.01, 100.0])
def test_minimise_finds_the_same_from_far_away(problem: Make, far: float) -> None:
    made = problem(2000)
    price, bound = solved(*made)
    cases, menu, capacities = made
    limit = capacities.limit.astype(np.float64)
    weighted = Weighted(cases.value, cases.branch, np.ones(len(cases)))
    again = minimise(weighted, menu, capacities, limit, price * far, COOLING)
    charge = charges(again, menu, capacities)
    choice = choose(cases.value, cases.branch, charge)
    other = net_sum(cases.value, cases.branch, charge, choice) + float(again @ limit)
    assert other == pytest.approx(bound, rel=2e-4)


def test_minimise_counts_free_treatments_as_their_best(problem: Make) -> None:
    """A second free treatment worth less than the first changes no price."""
    cases, menu, capacities = problem(1000)
    email = menu.names.index("email")
    value = cases.value.copy()
    value[0] = np.maximum(value[0], value[email])
    value[email] = value[0]
    limit, zero = capacities.limit.astype(np.float64), np.zeros(len(capacities.limit))
    weight = np.ones(1000)
    price = minimise(
        Weighted(cases.value, cases.branch, weight), menu, capacities, limit, zero, COOLING
    )
    same = minimise(Weighted(value, cases.branch, weight), menu, capacities, limit, zero, COOLING)
    assert (price == same).all()


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

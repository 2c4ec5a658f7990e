"""Promises judged by payments: each paid sum counts once, for the promise due first."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.nightly.promises import judge

PROMISES = {
    "promise_id": pl.String,
    "customer_id": pl.String,
    "account_id": pl.String,
    "currency": pl.String,
    "amount": pl.Int64,
    "made_on": pl.Date,
    "due_on": pl.Date,
}
PAYMENTS = {
    "account_id": pl.String,
    "customer_id": pl.String,
    "currency": pl.String,
    "paid_on": pl.Date,
    "amount": pl.Int64,
    "reversed_on": pl.Date,
}


def day(number: int) -> date:
    return date(2026, 11, number)


def promise(
    name: str, amount: int, due: int, made: int = 1, account: str | None = None
) -> tuple[Any, ...]:
    return (name, "C1", account, "CNY", amount, day(made), day(due))


def payment(
    on: int, amount: int, account: str = "A1", reversed_on: int | None = None
) -> tuple[Any, ...]:
    back = None if reversed_on is None else day(reversed_on)
    return (account, "C1", "CNY", day(on), amount, back)


def judged(
    promises: list[tuple[Any, ...]],
    payments: list[tuple[Any, ...]],
    as_of: int = 20,
    grace: int = 1,
) -> dict[str, str]:
    found = judge(
        pl.DataFrame(promises, schema=PROMISES, orient="row"),
        pl.DataFrame(payments, schema=PAYMENTS, orient="row"),
        as_of=day(as_of),
        grace=grace,
    )
    return dict(found.iter_rows())


CASES: list[tuple[str, list[Any], list[Any], int, dict[str, str]]] = [
    ("paid in time", [promise("p", 100, 10)], [payment(10, 100)], 20, {"p": "kept"}),
    ("paid within the grace", [promise("p", 100, 10)], [payment(11, 100)], 20, {"p": "kept"}),
    ("paid a day too late", [promise("p", 100, 10)], [payment(12, 100)], 20, {"p": "broken"}),
    (
        "paid in two parts",
        [promise("p", 100, 10)],
        [payment(2, 60), payment(3, 40)],
        20,
        {"p": "kept"},
    ),
    ("a fen too little", [promise("p", 100, 10)], [payment(2, 99)], 20, {"p": "broken"}),
    (
        "paid before it was made",
        [promise("p", 100, 10, made=5)],
        [payment(4, 100)],
        20,
        {"p": "broken"},
    ),
    ("reversed", [promise("p", 100, 10)], [payment(4, 100, reversed_on=6)], 20, {"p": "broken"}),
    ("not due yet", [promise("p", 100, 10)], [], 10, {}),
    ("the grace is not over", [promise("p", 100, 10)], [], 11, {}),
    ("the grace is over", [promise("p", 100, 10)], [], 12, {"p": "broken"}),
    ("kept before it is due", [promise("p", 100, 10)], [payment(3, 100)], 4, {"p": "kept"}),
    ("paid after the business date", [promise("p", 100, 10)], [payment(5, 100)], 4, {}),
    (
        "another account",
        [promise("p", 100, 10, account="A2")],
        [payment(3, 100)],
        20,
        {"p": "broken"},
    ),
    ("that account", [promise("p", 100, 10, account="A1")], [payment(3, 100)], 20, {"p": "kept"}),
    (
        "one payment, two promises",
        [promise("p", 100, 10), promise("q", 100, 15)],
        [payment(3, 100)],
        20,
        {"p": "kept", "q": "broken"},
    ),
    (
        "a payment for both",
        [promise("p", 100, 10), promise("q", 100, 15)],
        [payment(3, 200)],
        20,
        {"p": "kept", "q": "kept"},
    ),
    (
        "the first broken, the second kept",
        [promise("p", 100, 5), promise("q", 100, 15)],
        [payment(14, 100)],
        20,
        {"p": "broken", "q": "kept"},
    ),
]


@pytest.mark.parametrize(
    ("promises", "payments", "as_of", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_judge(
    promises: list[Any], payments: list[Any], as_of: int, expected: dict[str, str]
) -> None:
    assert judged(promises, payments, as_of) == expected


def test_judge_another_currency_does_not_count() -> None:
    paid = ("A1", "C1", "USD", day(3), 100, None)
    assert judged([promise("p", 100, 10)], [paid]) == {"p": "broken"}


def test_judge_another_customer_s_payment_does_not_count() -> None:
    paid = ("A9", "C9", "CNY", day(3), 100, None)
    assert judged([promise("p", 100, 10)], [paid]) == {"p": "broken"}


def test_judge_nothing() -> None:
    assert judged([], [payment(3, 100)]) == {}


@given(
    st.lists(st.tuples(st.integers(1, 300), st.integers(1, 15)), max_size=5),
    st.lists(st.tuples(st.integers(1, 15), st.integers(1, 300)), max_size=5),
)
def test_judge_never_counts_more_than_was_paid(
    promised: list[tuple[int, int]], paid: list[tuple[int, int]]
) -> None:
    promises = [promise(f"p{n}", amount, due) for n, (amount, due) in enumerate(promised)]
    found = judged(promises, [payment(on, amount) for on, amount in paid], as_of=30)
    assert set(found) == {p[0] for p in promises}
    kept = sum(amount for n, (amount, _) in enumerate(promised) if found[f"p{n}"] == "kept")
    assert kept <= sum(amount for _, amount in paid)


@given(
    st.lists(st.tuples(st.integers(1, 300), st.integers(1, 15)), min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(1, 15), st.integers(1, 300)), max_size=5),
)
def test_judge_does_not_depend_on_the_order_of_rows(
    promised: list[tuple[int, int]], paid: list[tuple[int, int]]
) -> None:
    promises = [promise(f"p{n}", amount, due) for n, (amount, due) in enumerate(promised)]
    payments = [payment(on, amount) for on, amount in paid]
    assert judged(promises, payments) == judged(promises[::-1], payments[::-1])

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from forbear.delinquency import Aged, Exposure, age, exposure

AS_OF = date(2026, 11, 22)


@pytest.fixture
def aged(frames, shipped):
    """Accounts as (account, customer, branch, currency, due_on, principal, lent)."""

    def make(*rows):
        accounts = [
            {
                **{"account_id": account, "customer_id": customer, "branch_id": branch},
                **{"product": "other", "currency": currency, "principal": lent, "balance": lent},
                "opened_on": date(2025, 1, 1),
            }
            for account, customer, branch, currency, _, _, lent in rows
        ]
        due = [
            {"account_id": account, "number": 1, "due_on": due_on, "principal": principal}
            for account, _, _, _, due_on, principal, _ in rows
        ]
        return age(*frames(accounts, due), as_of=AS_OF, policy=shipped)

    return make


def test_exposure_adds_up_a_customers_accounts(aged):
    frame = aged(
        ("A1", "C2", "B1", "CNY", date(2026, 11, 12), 100, 1000),
        ("A2", "C2", "B2", "CNY", date(2026, 8, 1), 300, 400),
        ("A3", "C2", "B3", "CNY", date(2026, 12, 1), 900, 5000),
        ("A4", "C1", "B1", "CNY", date(2026, 12, 1), 900, 70),
    )
    result = exposure(frame)
    Exposure.validate(result)
    assert result.rows() == [
        ("C1", "CNY", "B1", 1, 0, 0, "M0", "normal", 0, 70),
        ("C2", "CNY", "B2", 3, 2, 113, "M4", "substandard", 400, 6400),
    ]


def test_exposure_never_adds_up_currencies(aged):
    frame = aged(
        ("A1", "C1", "B1", "USD", date(2026, 11, 12), 100, 1000),
        ("A2", "C1", "B2", "CNY", date(2026, 12, 1), 300, 400),
    )
    rows = exposure(frame).select("currency", "branch_id", "owed", "outstanding").rows()
    assert rows == [("CNY", "B2", 0, 400), ("USD", "B1", 100, 1000)]


@pytest.mark.parametrize(
    ("owed", "lent", "branch"),
    [
        ((1, 2), (9, 1), "B2"),
        ((1, 1), (5, 6), "B2"),
        ((1, 1), (5, 5), "B1"),
        ((2, 1), (1, 9), "B1"),
    ],
)
def test_exposure_branch_is_that_of_the_largest_debt(aged, owed, lent, branch):
    frame = aged(
        *(
            (f"A{n}", "C1", f"B{n}", "CNY", date(2026, 11, 1), owed[n - 1], lent[n - 1])
            for n in (1, 2)
        )
    )
    shuffled = frame.reverse().lazy()
    assert exposure(frame)["branch_id"].to_list() == [branch]
    assert exposure(shuffled).equals(exposure(frame))


def test_exposure_of_nobody_is_empty():
    empty = pl.DataFrame(schema={n: c.dtype for n, c in Aged.columns().items()})
    result = exposure(empty)
    Exposure.validate(result)
    assert len(result) == 0

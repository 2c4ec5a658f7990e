from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from forbear.delinquency.allotment import allot
from forbear.delinquency.lines import cleared_on, is_open, reached_by
from forbear.delinquency.opening import open_ledger

AS_OF = date(2026, 11, 22)
SEP, OCT, NOV, DEC = (date(2026, month, 1) for month in (9, 10, 11, 12))


@pytest.fixture
def allotted(frames, policy_with):
    """A1 pays 150 of 3 x 100 before its last instalment; A2 has paid all, A3 nothing."""

    def run(across="instalments"):
        account = {
            **{"customer_id": "C", "branch_id": "B", "product": "other", "currency": "CNY"},
            **{"opened_on": date(2026, 1, 1), "principal": 300},
        }
        due = [
            {"account_id": name, "number": number, "due_on": on, "principal": 90, "fee": 10}
            for name in ("A1", "A2", "A3")
            for number, on in enumerate((SEP, OCT, DEC), 1)
        ]
        paid = [
            {"account_id": name, "payment_id": f"P{n}", "paid_on": on, "amount": amount}
            for n, (name, on, amount) in enumerate(
                [("A1", SEP, 60), ("A1", NOV, 40), ("A1", NOV, 50), ("A2", OCT, 300)]
            )
        ]
        tape = frames([account | {"account_id": name} for name in ("A1", "A2", "A3")], due, paid)
        return allot(open_ledger(*tape, as_of=AS_OF, policy=policy_with(across=across)))

    return run


def test_cleared_on_is_the_day_the_sum_paid_reaches_the_end(allotted):
    assert cleared_on(allotted()).to_list() == [NOV, None, None, OCT, OCT, OCT, None, None, None]


def test_cleared_on_with_components_is_the_last_of_its_parts(allotted):
    # Spare money waits for the day on which something falls due.
    days = cleared_on(allotted("components")).to_list()
    assert days == [NOV, None, None, OCT, OCT, DEC, None, None, None]


@pytest.mark.parametrize("across", ["instalments", "components"])
def test_is_open_while_anything_is_left(allotted, across):
    rows = allotted(across)
    assert is_open(rows).to_list() == [False, True, True, False, False, False, True, True, True]


def test_reached_by_counts_payments_of_that_day(allotted):
    (line,) = allotted().lines
    at = pl.Series([0, 0, 0, 1, 1, 2], dtype=pl.UInt32)
    days = pl.Series([date(2026, 8, 31), SEP, NOV, SEP, DEC, NOV])
    reached = reached_by(line, at, days) - line.begins.gather(at)
    assert reached.to_list() == [0, 60, 150, 0, 300, 0]

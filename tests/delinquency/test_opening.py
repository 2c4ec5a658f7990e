from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from forbear.delinquency.opening import open_ledger
from forbear.problems import ForbearError

NOV_22 = date(2026, 11, 22)


def opened(tape, policy):
    return open_ledger(*tape, as_of=NOV_22, policy=policy)


def test_open_ledger_places_rows_of_a_scattered_tape(frames, shipped):
    accounts = [
        {
            **{"account_id": name, "customer_id": "C", "branch_id": "B", "product": "card"},
            **{"currency": "CNY", "opened_on": date(2026, 1, 1), "principal": 0},
        }
        for name in ("A3", "A1", "A2")
    ]
    due = [
        {"account_id": name, "number": number, "due_on": date(2026, 5, day), "principal": 1}
        for name, number, day in [("A3", 1, 9), ("A1", 2, 8), ("A3", 2, 8), ("A1", 1, 8)]
    ]
    ledger = opened(frames(accounts, due), shipped)
    assert ledger.accounts["account_id"].to_list() == ["A1", "A2", "A3"]
    rows = ledger.instalments.select("at", "due_on", "number").rows()
    assert rows == [
        (0, date(2026, 5, 8), 1),
        (0, date(2026, 5, 8), 2),
        (2, date(2026, 5, 8), 2),
        (2, date(2026, 5, 9), 1),
    ]
    assert ledger.accounts["has_instalments"].to_list() == [True, False, True]


def test_open_ledger_leaves_out_what_asks_for_or_brings_nothing(loan, shipped):
    tape = loan([(NOV_22, 0, None, 0), (NOV_22, 0, 5)], [(NOV_22, 0), (NOV_22, 7)])
    ledger = opened(tape, shipped)
    assert ledger.instalments.select("number", "principal", "interest", "fee").rows() == [
        (2, 0, 5, 0)
    ]
    assert ledger.payments["amount"].to_list() == [7]


def test_open_ledger_keeps_sums_in_64_bits_while_they_fit(loan, shipped):
    small = opened(loan([(NOV_22, 10**15)]), shipped)
    large = opened(loan([(NOV_22, 10**15)] * 5000), shipped)
    assert (small.money, large.money) == (pl.Int64, pl.Int128)


@pytest.mark.parametrize(
    ("instalments", "payments", "code", "where"),
    [
        ([(NOV_22, -1)], [], "delinquency.negative", "instalments, column principal"),
        ([(NOV_22, 1, 0, -2)], [], "delinquency.negative", "instalments, column fee"),
        ([(NOV_22, 1, 0, 0, -3)], [], "delinquency.negative", "instalments, column paid"),
        ([(NOV_22, 1)], [(NOV_22, -4)], "delinquency.negative", "payments, column amount"),
        ([(NOV_22, 10**15 + 1)], [], "delinquency.too_large", "instalments, column principal"),
        ([(NOV_22, 1)], [(NOV_22, 10**16)], "delinquency.too_large", "payments, column amount"),
    ],
)
def test_open_ledger_bad_amount_is_refused(loan, shipped, instalments, payments, code, where):
    with pytest.raises(ForbearError) as caught:
        opened(loan(instalments, payments), shipped)
    (problem,) = caught.value.problems
    assert (problem.code, problem.where) == (code, where)


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"overdue_rate": -1}, "delinquency.negative"),
        ({"penalty_min": -1}, "delinquency.negative"),
        ({"overdue_rate": 10**7 + 1}, "delinquency.too_large"),
        ({"penalty": 10**6 + 1}, "delinquency.too_large"),
    ],
)
def test_open_ledger_bad_terms_are_refused(loan, shipped, terms, code):
    with pytest.raises(ForbearError) as caught:
        opened(loan([], **terms), shipped)
    (problem,) = caught.value.problems
    (column,) = terms
    assert (problem.code, problem.where) == (code, f"accounts, column {column}")


@pytest.mark.parametrize("names", [["A0"], ["A2"], ["A1", "A0"], ["A2", "A1"]])
@pytest.mark.parametrize("table", ["instalments", "payments"])
def test_open_ledger_row_without_account_is_refused(loan, shipped, names, table):
    accounts, due, paid = loan([(NOV_22, 1)] * len(names), [(NOV_22, 1)] * len(names))
    names = pl.Series("account_id", names)
    tape = {"instalments": due, "payments": paid}
    tape[table] = tape[table].with_columns(names)
    with pytest.raises(ForbearError) as caught:
        opened((accounts, tape["instalments"], tape["payments"]), shipped)
    (problem,) = caught.value.problems
    stray = next(name for name in names if name != "A1")
    assert (problem.code, problem.where) == (
        "delinquency.orphan",
        f"{table}, account_id {stray}",
    )

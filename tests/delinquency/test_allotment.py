from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forbear.delinquency.ageing import age
from forbear.delinquency.allotment import allot
from forbear.delinquency.arrears import unsettled
from forbear.delinquency.opening import open_ledger

AS_OF = date(2026, 11, 22)
SEP, OCT, NOV, DEC = (date(2026, month, 1) for month in (9, 10, 11, 12))

#: Two instalments due and one to come: principal 100, interest 20, fee 3 each.
THREE = [(SEP, 100, 20, 3), (OCT, 100, 20, 3), (DEC, 100, 20, 3)]


def left(tape, policy):
    """What is unpaid: (number, principal, interest, fee)."""
    allotted = allot(open_ledger(*tape, as_of=AS_OF, policy=policy))
    columns = ("number", "unpaid_principal", "unpaid_interest", "unpaid_fee")
    return unsettled(allotted).select(columns).rows()


@pytest.mark.parametrize(
    ("order", "across", "paid", "expected"),
    [
        ("fip", "instalments", 10, [(1, 100, 13, 0), (2, 100, 20, 3), (3, 100, 20, 3)]),
        ("ifp", "instalments", 10, [(1, 100, 10, 3), (2, 100, 20, 3), (3, 100, 20, 3)]),
        ("pif", "instalments", 10, [(1, 90, 20, 3), (2, 100, 20, 3), (3, 100, 20, 3)]),
        ("pif", "instalments", 121, [(1, 0, 0, 2), (2, 100, 20, 3), (3, 100, 20, 3)]),
        ("fip", "instalments", 128, [(2, 100, 18, 0), (3, 100, 20, 3)]),
        ("fip", "instalments", 250, [(3, 100, 19, 0)]),
        ("fip", "components", 10, [(1, 100, 16, 0), (2, 100, 20, 0), (3, 100, 20, 3)]),
        ("fip", "components", 50, [(1, 96, 0, 0), (2, 100, 0, 0), (3, 100, 20, 3)]),
        ("pif", "components", 130, [(1, 0, 20, 3), (2, 70, 20, 3), (3, 100, 20, 3)]),
        ("pif", "components", 245, [(2, 0, 0, 1), (3, 100, 20, 3)]),
        ("fip", "components", 250, [(3, 100, 19, 0)]),
        ("pif", "components", 369, []),
        ("pif", "components", 400, []),
    ],
)
def test_allot_one_payment_by_order(loan, policy_with, order, across, paid, expected):
    names = {"p": "principal", "i": "interest", "f": "fee"}
    policy = policy_with(tuple(names[letter] for letter in order), across)
    assert left(loan(THREE, [(NOV, paid)]), policy) == expected


def test_allot_components_pays_what_falls_due_later_before_older_principal(loan, policy_with):
    # Of 110 paid in September 23 settle fee and interest, 87 go to principal; the payment of
    # October finds October's fee and interest due, which stand before September's principal.
    tape = loan(THREE, [(SEP, 110), (OCT, 30)])
    rows = left(tape, policy_with(across="components"))
    assert rows == [(1, 6, 0, 0), (2, 100, 0, 0), (3, 100, 20, 3)]


def test_allot_components_keeps_spare_money_for_the_next_due_day(loan, policy_with):
    # 130 in September leave 7 to spare, which settle October's fee and 4 of its interest.
    rows = left(loan(THREE, [(SEP, 130)]), policy_with(across="components"))
    assert rows == [(2, 100, 16, 0), (3, 100, 20, 3)]


@pytest.mark.parametrize("across", ["instalments", "components"])
def test_allot_same_due_date_goes_by_number(loan, policy_with, across):
    rows = left(loan([(SEP, 100), (SEP, 100)], [(OCT, 130)]), policy_with(across=across))
    assert rows == [(2, 70, 0, 0)]


@settings(max_examples=30)
@given(data=st.data())
def test_allot_allotted_and_credit_are_what_was_paid(data, reference, frames, policy_with):
    case = data.draw(reference.cases())
    policy = policy_with(case.order, case.across)
    tape = frames(case.accounts, case.instalments, case.payments)
    allotted = allot(open_ledger(*tape, as_of=case.as_of, policy=policy))
    ledger = allotted.ledger
    parts = ["principal", "interest", "fee"]
    unpaid = unsettled(allotted).select(f"unpaid_{part}" for part in parts).sum().row(0)
    found_use = sum(ledger.instalments.select(parts).sum().row(0)) - sum(unpaid)
    credit = age(*tape, as_of=case.as_of, policy=policy)["credit_balance"].sum()
    books = ledger.accounts["excess"].sum()
    assert found_use + credit == ledger.payments["amount"].sum() + books

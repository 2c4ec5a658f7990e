from __future__ import annotations

from datetime import date

import pytest

from forbear.delinquency.allotment import allot
from forbear.delinquency.arrears import late, unsettled
from forbear.delinquency.opening import open_ledger

AS_OF = date(2026, 11, 22)


def allotted(tape, policy):
    return allot(open_ledger(*tape, as_of=AS_OF, policy=policy))


@pytest.mark.parametrize(
    ("due_on", "grace", "days", "overdue"),
    [
        (date(2026, 11, 23), 0, -1, False),
        (date(2026, 11, 22), 0, 0, False),
        (date(2026, 11, 21), 0, 1, True),
        (date(2026, 11, 19), 3, 3, False),
        (date(2026, 11, 18), 3, 4, True),
    ],
)
def test_unsettled_is_overdue_beyond_grace(loan, policy_with, due_on, grace, days, overdue):
    rows = unsettled(allotted(loan([(due_on, 100)]), policy_with(grace=grace)))
    assert rows.select("days", "overdue").rows() == [(days, overdue)]


@pytest.mark.parametrize(
    ("paid_on", "grace", "fell"),
    [
        (date(2026, 9, 30), 0, False),
        (date(2026, 10, 1), 0, False),
        (date(2026, 10, 2), 0, True),
        (date(2026, 10, 4), 3, False),
        (date(2026, 10, 5), 3, True),
    ],
)
def test_late_once_it_was_paid_after_due_date_and_grace(loan, policy_with, paid_on, grace, fell):
    tape = loan([(date(2026, 10, 1), 100)], [(paid_on, 100)])
    rows = late(allotted(tape, policy_with(grace=grace)))
    assert rows["cleared_on"].to_list() == [paid_on] * fell


def test_late_of_overdue_instalment_has_no_day_of_clearing(loan, policy_with):
    tape = loan([(date(2026, 10, 1), 100)], [(date(2026, 11, 1), 99)])
    assert late(allotted(tape, policy_with()))["cleared_on"].to_list() == [None]

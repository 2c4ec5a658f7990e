from __future__ import annotations

from datetime import date

import pytest

from forbear.delinquency import age
from forbear.delinquency.history import year_before

AS_OF = date(2026, 11, 22)


def told(tape, policy):
    columns = ("times_delinquent_12m", "longest_delinquent_12m", "first_delinquent_on")
    return age(*tape, as_of=AS_OF, policy=policy).select(columns).row(0)


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2026, 11, 22), date(2025, 11, 22)),
        (date(2024, 2, 29), date(2023, 2, 28)),
        (date(2025, 2, 28), date(2024, 2, 28)),
    ],
)
def test_year_before_is_the_same_day_of_last_year(day, before):
    assert year_before(day) == before


@pytest.mark.parametrize(
    ("due", "paid", "expected"),
    [
        # Never late: paid on the day, or before it.
        ([date(2026, 9, 1)], [date(2026, 9, 1)], (0, 0, None)),
        # Nine days late, then six.
        (
            [date(2026, 8, 1), date(2026, 9, 1)],
            [date(2026, 8, 10), date(2026, 9, 7)],
            (2, 9, date(2026, 8, 2)),
        ),
        # The second falls due before the first is paid: one run from 1 August to 7 September.
        (
            [date(2026, 8, 1), date(2026, 9, 1)],
            [date(2026, 9, 5), date(2026, 9, 7)],
            (2, 37, date(2026, 8, 2)),
        ),
        # The first is paid on the day the second falls due: at its end nothing is past due.
        (
            [date(2026, 8, 1), date(2026, 9, 1)],
            [date(2026, 9, 1), date(2026, 9, 7)],
            (2, 31, date(2026, 8, 2)),
        ),
        # Still unpaid.
        ([date(2026, 11, 20)], [], (1, 2, date(2026, 11, 21))),
        # Longer than twelve months: only the days within them.
        ([date(2025, 1, 1)], [], (0, 365, date(2025, 1, 2))),
        # Paid more than twelve months ago.
        ([date(2025, 1, 1)], [date(2025, 11, 22)], (0, 0, date(2025, 1, 2))),
        ([date(2025, 1, 1)], [date(2025, 11, 23)], (0, 1, date(2025, 1, 2))),
        # Due on the eve of the twelve months: the first day past due lies within.
        ([date(2025, 11, 22)], [date(2025, 11, 25)], (1, 3, date(2025, 11, 23))),
        ([date(2025, 11, 21)], [date(2025, 11, 25)], (0, 3, date(2025, 11, 22))),
    ],
)
def test_history_of_one_account(loan, shipped, due, paid, expected):
    tape = loan([(day, 100) for day in due], [(day, 100) for day in paid])
    assert told(tape, shipped) == expected


@pytest.mark.parametrize(
    ("due", "paid", "since", "oldest"),
    [
        ([date(2026, 8, 1)], [date(2026, 8, 10)], None, None),
        ([date(2026, 11, 21)], [], date(2026, 11, 22), date(2026, 11, 21)),
        # The oldest is paid when the next has fallen due: still behind since the first.
        (
            [date(2026, 8, 1), date(2026, 9, 1)],
            [date(2026, 9, 5)],
            date(2026, 8, 2),
            date(2026, 9, 1),
        ),
        # Paid on the day the next falls due: at its end nothing was past due.
        (
            [date(2026, 8, 1), date(2026, 9, 1)],
            [date(2026, 9, 1)],
            date(2026, 9, 2),
            date(2026, 9, 1),
        ),
        # Caught up on the business date itself.
        ([date(2026, 8, 1)], [AS_OF], None, None),
    ],
)
def test_past_due_since_is_the_first_day_of_the_run_that_goes_on(
    loan, shipped, due, paid, since, oldest
):
    tape = loan([(day, 100) for day in due], [(day, 100) for day in paid])
    row = age(*tape, as_of=AS_OF, policy=shipped).row(0, named=True)
    assert (row["past_due_since"], row["oldest_unpaid_due_on"]) == (since, oldest)


def test_history_with_grace_knows_only_what_went_beyond_it(loan, policy_with):
    due = [(date(2026, 8, 1), 100), (date(2026, 9, 1), 100)]
    tape = loan(due, [(date(2026, 8, 4), 100), (date(2026, 9, 5), 100)])
    assert told(tape, policy_with(grace=3)) == (1, 4, date(2026, 9, 2))


def test_history_does_not_run_across_accounts(frames, shipped):
    account = {
        **{"customer_id": "C", "branch_id": "B", "product": "other", "currency": "CNY"},
        **{"opened_on": date(2026, 1, 1), "principal": 0},
    }
    due = [
        {"account_id": name, "number": 1, "due_on": on, "principal": 1}
        for name, on in [("A1", date(2026, 8, 1)), ("A2", date(2026, 9, 1))]
    ]
    tape = frames([account | {"account_id": name} for name in ("A1", "A2")], due)
    days = age(*tape, as_of=AS_OF, policy=shipped)["longest_delinquent_12m"]
    assert days.to_list() == [113, 82]

"""When an account fell behind, when it caught up, and what was paid meanwhile."""

from __future__ import annotations

from datetime import date

import pytest

from forbear.delinquency import Moves, Recovered, Spells, age_and_follow

AS_OF = date(2026, 11, 22)


@pytest.fixture
def followed(shipped):
    return lambda tape, **asked: age_and_follow(
        *tape, **{"as_of": AS_OF, "policy": shipped, **asked}
    )


def runs(found):
    return found.spells.select("begins_on", "ended_on", "amount").rows()


def paid(found):
    return found.recovered.select("paid_on", "payments", "amount").rows()


def test_spell_lasts_from_the_day_after_due_until_all_is_paid(loan, followed):
    found = followed(loan([(date(2026, 8, 10), 100, 20, 3)], [(date(2026, 9, 5), 123)]))
    assert runs(found) == [(date(2026, 8, 11), date(2026, 9, 5), 123)]
    Spells.validate(found.spells)


def test_spell_that_goes_on_has_no_end(loan, followed):
    found = followed(loan([(date(2026, 8, 10), 100)], [(date(2026, 9, 5), 99)]))
    assert runs(found) == [(date(2026, 8, 11), None, 100)]


def test_spells_that_touch_are_one(loan, followed):
    due = [(date(2026, 7, 10), 100), (date(2026, 8, 10), 200)]
    # The first is paid only after the second has fallen due.
    found = followed(loan(due, [(date(2026, 8, 20), 100), (date(2026, 9, 1), 200)]))
    assert runs(found) == [(date(2026, 7, 11), date(2026, 9, 1), 100)]


def test_account_that_caught_up_and_fell_behind_again_has_two(loan, followed):
    due = [(date(2026, 7, 10), 100), (date(2026, 8, 10), 200)]
    found = followed(loan(due, [(date(2026, 7, 20), 100), (date(2026, 8, 30), 200)]))
    assert runs(found) == [
        (date(2026, 7, 11), date(2026, 7, 20), 100),
        (date(2026, 8, 11), date(2026, 8, 30), 200),
    ]


def test_account_paid_on_the_due_day_was_never_behind(loan, followed):
    found = followed(loan([(date(2026, 8, 10), 100)], [(date(2026, 8, 10), 100)]))
    assert (runs(found), paid(found)) == ([], [])


def test_recovered_is_what_was_paid_while_something_was_past_due(loan, followed):
    due = [(date(2026, 7, 10), 100), (date(2026, 9, 10), 100)]
    payments = [
        (date(2026, 7, 10), 30),  # on the due day: not late yet
        (date(2026, 7, 11), 30),
        (date(2026, 7, 20), 25),
        (date(2026, 7, 20), 15),  # and so it ended
        (date(2026, 8, 1), 40),  # ahead of the next
        (date(2026, 9, 12), 10),
    ]
    found = followed(loan(due, payments))
    assert paid(found) == [
        (date(2026, 7, 11), 1, 30),
        (date(2026, 7, 20), 2, 40),
        (date(2026, 9, 12), 1, 10),
    ]
    Recovered.validate(found.recovered)


def test_moves_tell_the_month_not_over_yet(loan, followed):
    found = followed(loan([(date(2026, 10, 10), 100)]), months=1)
    assert found.moves.select("month", "was", "now", "accounts", "overdue").rows() == [
        (date(2026, 10, 1), "M0", "M1", 1, 0),
        (date(2026, 11, 1), "M1", "M2", 1, 100),
    ]
    Moves.validate(found.moves)


def test_moves_of_a_month_that_ends_today_are_told_once(loan, followed):
    tape = loan([(date(2026, 10, 10), 100)])
    found = followed(tape, as_of=date(2026, 10, 31), months=1)
    assert found.moves["month"].to_list() == [date(2026, 10, 1)]

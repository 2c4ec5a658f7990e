from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from forbear.delinquency import age
from forbear.delinquency.charges import half_up

AS_OF = date(2026, 11, 22)


def charged(tape, policy):
    frame = age(*tape, as_of=AS_OF, policy=policy)
    return frame.select("accrued_interest", "penalty").row(0)


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [(0, 7, 0), (3, 7, 0), (4, 7, 1), (1, 2, 1), (3, 2, 2), (10**30, 10**20, 10**10)],
)
def test_half_up_rounds_once_in_whole_numbers(numerator, denominator, rounded):
    wide = pl.lit(numerator, pl.Int128)
    assert pl.select(half_up(wide, pl.lit(denominator, pl.Int128))).item() == rounded


@pytest.mark.parametrize(("product", "interest"), [("mortgage", 18_000), ("card", 17_753)])
def test_interest_by_days_of_the_products_year(loan, shipped, product, interest):
    # 10,000.00 for 36 days at 18 %: 180.00 of a year of 360 days, 177.53 of one of 365.
    tape = loan([(date(2026, 10, 17), 1_000_000)], product=product, overdue_rate=180_000)
    assert charged(tape, shipped) == (interest, 0)


def test_interest_runs_on_principal_alone_unless_said_otherwise(loan, policy_with):
    tape = loan([(date(2026, 10, 17), 0, 1_000_000, 500)], overdue_rate=180_000)
    assert charged(tape, policy_with()) == (0, 0)
    assert charged(tape, policy_with(interest_on=("interest",))) == (18_000, 0)


def test_interest_counts_money_paid_late_into_an_instalment_still_open(loan, shipped):
    # 4,000.00 came after 18 days, 6,000.00 are unpaid after 36: 4000 x 18 + 6000 x 36 a day.
    tape = loan(
        [(date(2026, 10, 17), 1_000_000)], [(date(2026, 11, 4), 400_000)], overdue_rate=180_000
    )
    assert charged(tape, shipped) == (14_400, 0)


def test_interest_of_an_instalment_paid_in_full_is_not_claimed(loan, shipped):
    tape = loan(
        [(date(2026, 10, 17), 1_000_000)],
        [(AS_OF, 1_000_000)],
        overdue_rate=180_000,
        penalty=50_000,
    )
    assert charged(tape, shipped) == (0, 0)


def test_interest_is_rounded_once_for_the_account(loan, shipped):
    # Twice 0.45 fen: rounded apart they would vanish.
    tape = loan([(date(2026, 10, 17), 25), (date(2026, 10, 17), 25)], overdue_rate=180_000)
    assert charged(tape, shipped) == (1, 0)


def test_interest_without_a_rate_in_the_contract_is_none(loan, shipped):
    assert charged(loan([(date(2026, 1, 1), 10**15)]), shipped) == (0, 0)


def test_interest_on_a_very_large_loan_is_exact(loan, shipped):
    tape = loan([(date(2016, 11, 24), 10**15 - 1)], overdue_rate=999_999)
    days = (AS_OF - date(2016, 11, 24)).days
    exact = (2 * (10**15 - 1) * days * 999_999 + 360_000_000) // 720_000_000
    assert charged(tape, shipped) == (exact, 0)


@pytest.mark.parametrize(
    ("penalty", "least", "paid", "expected"),
    [
        (50_000, None, [], 50 + 25),
        (50_000, 30, [], 50 + 30),
        (None, 30, [], 30 + 30),
        (None, None, [], 0),
        # Paid before the end of the due date: the share is of the rest.
        (50_000, None, [(date(2026, 9, 1), 300)], 35 + 25),
        # Paid later: the penalty stands until the instalment is settled.
        (50_000, None, [(date(2026, 9, 2), 999)], 50 + 25),
        (50_000, None, [(date(2026, 9, 2), 1000)], 25),
        # 49.95 and 24.95, each rounded half up.
        (49_950, None, [], 50 + 25),
    ],
)
def test_penalty_is_a_share_of_what_was_missed(loan, shipped, penalty, least, paid, expected):
    due = [(date(2026, 9, 1), 900, 60, 40), (date(2026, 10, 1), 500), (date(2026, 12, 1), 500)]
    tape = loan(due, paid, penalty=penalty, penalty_min=least)
    assert charged(tape, shipped) == (0, expected)

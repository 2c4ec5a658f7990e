from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forbear.delinquency import Statement, age, statement
from forbear.problems import ForbearError

AS_OF = date(2026, 11, 22)


@settings(max_examples=40)
@given(data=st.data())
def test_statement_lines_add_up_to_what_is_owed(data, reference, frames, policy_with):
    case = data.draw(reference.cases())
    policy = policy_with(case.order, case.across, case.grace, case.interest_on)
    own = case.of(data.draw(st.sampled_from(case.accounts))["account_id"])
    tape = frames(own.accounts, own.instalments, own.payments)
    lines = statement(*tape, as_of=case.as_of, policy=policy)
    Statement.validate(lines)
    row = age(*tape, as_of=case.as_of, policy=policy).row(0, named=True)
    sums = dict(lines.group_by("item").agg(pl.col("amount").sum()).rows())
    assert lines["amount"].sum() == row["owed"]
    for item, column in [
        *((part, f"overdue_{part}") for part in ("principal", "interest", "fee")),
        ("accrued_interest", "accrued_interest"),
        ("penalty", "penalty"),
    ]:
        assert sums.get(item, 0) == row[column]


def test_statement_names_each_sum_with_its_days(loan, shipped):
    due = [(date(2026, 10, 17), 1_000_000, 5_000), (date(2026, 11, 17), 1_000_000, 5_000)]
    tape = loan(due, [(date(2026, 11, 4), 405_000)], overdue_rate=180_000, penalty=10_000)
    shown = ["number", "item", "line", "from_on", "to_on", "days", "base", "amount"]
    oct_18, nov_4, nov_18 = date(2026, 10, 18), date(2026, 11, 4), date(2026, 11, 18)
    assert statement(*tape, as_of=AS_OF, policy=shipped).select(shown).rows() == [
        (1, "principal", 1, oct_18, AS_OF, 36, 1_000_000, 600_000),
        (1, "penalty", 1, oct_18, AS_OF, 36, 1_005_000, 10_050),
        (1, "accrued_interest", 1, oct_18, nov_4, 18, 400_000, 3_600),
        (1, "accrued_interest", 2, oct_18, AS_OF, 36, 600_000, 10_800),
        (2, "principal", 1, nov_18, AS_OF, 5, 1_000_000, 1_000_000),
        (2, "interest", 1, nov_18, AS_OF, 5, 5_000, 5_000),
        (2, "penalty", 1, nov_18, AS_OF, 5, 1_005_000, 10_050),
        (2, "accrued_interest", 1, nov_18, AS_OF, 5, 1_000_000, 2_500),
    ]


def test_statement_lines_of_interest_round_their_running_total(loan, shipped):
    # Three times 0.45 fen make 1.35: 0, then 1 in all, then still 1.
    tape = loan([(date(2026, 10, 17), 25)] * 3, overdue_rate=180_000)
    lines = statement(*tape, as_of=AS_OF, policy=shipped)
    interest = lines.filter(pl.col("item") == "accrued_interest")
    assert interest["amount"].to_list() == [0, 1, 0]


def test_statement_of_an_account_in_order_is_empty(loan, shipped):
    lines = statement(*loan([(AS_OF, 100)]), as_of=AS_OF, policy=shipped)
    Statement.validate(lines)
    assert len(lines) == 0


@pytest.mark.parametrize("accounts", [0, 2])
def test_statement_is_for_one_account(loan, shipped, accounts):
    one, due, paid = loan([])
    several = pl.concat([one] * accounts) if accounts else one.clear()
    with pytest.raises(ForbearError) as caught:
        statement(several, due, paid, as_of=AS_OF, policy=shipped)
    assert [problem.code for problem in caught.value.problems] == ["delinquency.one_account"]

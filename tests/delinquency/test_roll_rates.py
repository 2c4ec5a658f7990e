from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forbear.delinquency import Rolls, rolls
from forbear.problems import ForbearError


@settings(max_examples=25)
@given(data=st.data())
def test_rolls_any_shard_equals_ageing_it_at_every_month_end(data, reference, frames, policy_with):
    case = data.draw(reference.cases())
    months = data.draw(st.sampled_from([1, 3, 14]))
    result = rolls(
        *frames(case.accounts, case.instalments, case.payments),
        as_of=case.as_of,
        months=months,
        policy=policy_with(case.order, case.across, case.grace),
    )
    Rolls.validate(result)
    counted = {tuple(row[:4]): tuple(row[4:]) for row in result.rows()}
    assert counted == reference.rolls(case, months)
    assert result.equals(result.sort(Rolls.primary_key()))


def counted(tape, policy, **asked):
    frame = rolls(*tape, policy=policy, **asked)
    return frame.rows()


def test_rolls_walk_from_bucket_to_bucket_and_cure(loan, shipped):
    # Due 10 August, unpaid until 5 November: M1 at the end of August, then M2, M3, cured.
    tape = loan([(date(2026, 8, 10), 100)], [(date(2026, 11, 5), 100)])
    assert counted(tape, shipped, as_of=date(2026, 11, 30), months=4) == [
        (date(2026, 8, 1), "CNY", "M0", "M1", 1, 0),
        (date(2026, 9, 1), "CNY", "M1", "M2", 1, 100),
        (date(2026, 10, 1), "CNY", "M2", "M3", 1, 100),
        (date(2026, 11, 1), "CNY", "M3", "M0", 1, 100),
    ]


def test_rolls_of_a_month_not_over_are_not_counted(loan, shipped):
    tape = loan([(date(2026, 11, 10), 100)])
    (row,) = counted(tape, shipped, as_of=date(2026, 11, 29), months=1)
    assert row == (date(2026, 10, 1), "CNY", "M0", "M0", 1, 0)


@pytest.mark.parametrize(
    ("opened_on", "closed_on", "months"),
    [
        (date(2026, 8, 31), None, [9, 10]),
        (date(2026, 9, 1), None, [10]),
        (date(2026, 1, 1), date(2026, 9, 30), [9]),
        (date(2026, 1, 1), date(2026, 10, 1), [9, 10]),
    ],
)
def test_rolls_count_accounts_open_at_the_end_of_the_month_before(
    loan, shipped, opened_on, closed_on, months
):
    tape = loan([], opened_on=opened_on, closed_on=closed_on)
    rows = counted(tape, shipped, as_of=date(2026, 11, 22), months=2)
    assert [row[0].month for row in rows] == months


def test_rolls_overdue_at_the_start_is_what_was_unpaid_then(loan, shipped):
    due = [(date(2026, 8, 10), 100, 10, 1), (date(2026, 9, 10), 100, 10, 1)]
    tape = loan(due, [(date(2026, 9, 20), 130), (date(2026, 10, 2), 1)])
    (row,) = counted(tape, shipped, as_of=date(2026, 10, 31), months=1)
    assert row == (date(2026, 10, 1), "CNY", "M1", "M2", 1, 92)


@settings(max_examples=25)
@given(data=st.data())
def test_rolls_of_shards_add_up(data, reference, frames, shipped):
    case = data.draw(reference.cases())
    asked = {"as_of": case.as_of, "months": 3, "policy": shipped}
    whole = rolls(*frames(case.accounts, case.instalments, case.payments), **asked)
    key = Rolls.primary_key()
    shards = pl.concat(
        rolls(*frames(own.accounts, own.instalments, own.payments), **asked)
        for own in (case.of(account["account_id"]) for account in case.accounts)
    )
    summed = shards.group_by(key).agg(pl.col("accounts", "overdue").sum()).sort(key)
    assert summed.equals(whole)


def test_rolls_of_an_empty_shard_are_none(frames, shipped):
    result = rolls(*frames([]), as_of=date(2026, 11, 22), policy=shipped)
    Rolls.validate(result)
    assert (result.columns, len(result)) == (Rolls.column_names(), 0)


@pytest.mark.parametrize("months", [0, -1])
def test_rolls_without_months_are_refused(loan, shipped, months):
    with pytest.raises(ForbearError) as caught:
        rolls(*loan([]), as_of=date(2026, 11, 22), months=months, policy=shipped)
    assert [problem.code for problem in caught.value.problems] == ["delinquency.months"]

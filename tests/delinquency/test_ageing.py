from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forbear.delinquency import Aged, age

NOV_22 = date(2026, 11, 22)
DAY = timedelta(days=1)


@pytest.fixture(scope="session")
def aged(frames, policy_with):
    """Age a `Case` of the reference."""

    def run(case):
        policy = policy_with(case.order, case.across, case.grace, case.interest_on)
        tape = frames(case.accounts, case.instalments, case.payments)
        return age(*tape, as_of=case.as_of, policy=policy)

    return run


@settings(max_examples=80)
@given(data=st.data())
def test_age_any_shard_equals_walking_it_by_hand(data, reference, aged):
    case = data.draw(reference.cases())
    result = aged(case)
    Aged.validate(result)
    expected = reference.age(case)
    assert result.select(list(expected[0])).to_dicts() == expected


@settings(max_examples=20)
@given(data=st.data())
def test_age_more_paid_is_never_more_days_past_due(data, reference, aged):
    case = data.draw(reference.cases().filter(lambda case: case.payments))
    lucky = data.draw(st.integers(0, len(case.payments) - 1))
    payments = [
        row | {"amount": row["amount"] + 17} if index == lucky else row
        for index, row in enumerate(case.payments)
    ]
    before, after = aged(case), aged(replace(case, payments=payments))
    assert (after["days_past_due"] <= before["days_past_due"]).all()


@settings(max_examples=20)
@given(data=st.data())
def test_age_a_payment_split_in_two_changes_nothing(data, reference, aged):
    case = data.draw(reference.cases().filter(lambda case: case.payments))
    first, *others = case.payments
    part = data.draw(st.integers(0, first["amount"]))
    halves = [first | {"amount": part}, first | {"amount": first["amount"] - part}]
    halves[1]["payment_id"] = "other half"
    assert aged(replace(case, payments=[*halves, *others])).equals(aged(case))


@settings(max_examples=20)
@given(data=st.data())
def test_age_order_of_rows_changes_nothing(data, reference, aged):
    case = data.draw(reference.cases())
    other = replace(
        case,
        accounts=data.draw(st.permutations(case.accounts)),
        instalments=data.draw(st.permutations(case.instalments)),
        payments=data.draw(st.permutations(case.payments)),
    )
    assert aged(other).equals(aged(case))


@settings(max_examples=20)
@given(data=st.data())
def test_age_shards_of_customers_change_nothing(data, reference, aged):
    case = data.draw(reference.cases())
    shards = []
    for name in sorted({account["customer_id"] for account in case.accounts}):
        ids = {a["account_id"] for a in case.accounts if a["customer_id"] == name}
        own = [[row for row in rows if row["account_id"] in ids] for rows in case_tables(case)]
        shards.append(aged(replace(case, accounts=own[0], instalments=own[1], payments=own[2])))
    assert pl.concat(shards).sort("account_id").equals(aged(case))


def case_tables(case):
    return case.accounts, case.instalments, case.payments


@pytest.mark.parametrize(
    ("as_of", "days"),
    [
        (date(2026, 10, 14), 0),
        (date(2026, 10, 15), 0),
        (date(2026, 10, 16), 1),
        (date(2026, 11, 22), 38),
    ],
)
def test_age_unpaid_instalment_counts_from_the_day_after_it_was_due(loan, shipped, as_of, days):
    row = age(*loan([(date(2026, 10, 15), 100)]), as_of=as_of, policy=shipped).row(0, named=True)
    assert row["days_past_due"] == days
    assert row["overdue_principal"] == (100 if days else 0)
    assert row["next_due"] == (0 if days else 100)


def test_age_due_on_a_leap_day_counts_across_it(loan, shipped):
    tape = loan([(date(2024, 2, 28), 100), (date(2024, 2, 29), 100)])
    row = age(*tape, as_of=date(2024, 3, 1), policy=shipped).row(0, named=True)
    assert (row["days_past_due"], row["overdue_principal"]) == (2, 200)


def test_age_reversed_payment_counts_until_it_is_reversed(loan, shipped):
    tape = loan([(date(2026, 9, 1), 100)], [(date(2026, 9, 1), 100, date(2026, 9, 10))])
    before = age(*tape, as_of=date(2026, 9, 9), policy=shipped).row(0, named=True)
    after = age(*tape, as_of=date(2026, 9, 10), policy=shipped).row(0, named=True)
    assert (before["days_past_due"], before["last_paid_on"]) == (0, date(2026, 9, 1))
    assert (after["days_past_due"], after["last_paid_on"]) == (9, None)


def test_age_payment_after_the_day_does_not_exist_yet(loan, shipped):
    tape = loan([(date(2026, 11, 1), 100)], [(date(2026, 11, 23), 100)])
    row = age(*tape, as_of=NOV_22, policy=shipped).row(0, named=True)
    assert (row["days_past_due"], row["paid_30d"], row["credit_balance"]) == (21, 0, 0)


def test_age_payment_rows_put_the_banks_books_aside(loan, shipped):
    due = [(date(2026, 9, 1), 100, 0, 0, 100), (date(2026, 10, 1), 100, 0, 0, 40)]
    believed = age(*loan(due), as_of=NOV_22, policy=shipped).row(0, named=True)
    # Even a reversed payment shows that payments are on the tape.
    paid = [(date(2026, 9, 1), 50, date(2026, 9, 2))]
    recounted = age(*loan(due, paid), as_of=NOV_22, policy=shipped).row(0, named=True)
    assert (believed["overdue_principal"], believed["days_past_due"]) == (60, 52)
    assert (recounted["overdue_principal"], recounted["days_past_due"]) == (200, 82)


def test_age_bank_books_settle_each_instalment_by_itself(loan, shipped):
    due = [(date(2026, 9, 1), 100, 0, 0, 0), (date(2026, 10, 1), 100, 0, 0, 130)]
    row = age(*loan(due), as_of=NOV_22, policy=shipped).row(0, named=True)
    assert (row["overdue_principal"], row["days_past_due"], row["credit_balance"]) == (100, 82, 30)


def test_age_overpayment_is_a_credit_balance(loan, shipped):
    tape = loan([(date(2026, 11, 1), 100)], [(date(2026, 10, 30), 130)])
    row = age(*tape, as_of=NOV_22, policy=shipped).row(0, named=True)
    assert (row["credit_balance"], row["owed"], row["next_due_on"]) == (30, 0, None)


def test_age_prepayment_shortens_the_next_instalment(loan, shipped):
    due = [(date(2026, 11, 1), 100), (date(2026, 12, 1), 100)]
    row = age(*loan(due, [(date(2026, 11, 1), 130)]), as_of=NOV_22, policy=shipped).row(
        0, named=True
    )
    assert (row["next_due_on"], row["next_due"]) == (date(2026, 12, 1), 70)
    assert (row["outstanding"], row["credit_balance"]) == (70, 0)


@pytest.mark.parametrize(
    ("product", "balance", "instalments", "outstanding"),
    [
        ("consumer_loan", 777, [(date(2026, 11, 1), 100)], 777),
        ("consumer_loan", -5, [(date(2026, 11, 1), 100)], 0),
        ("consumer_loan", None, [(date(2026, 11, 1), 100), (date(2026, 12, 1), 50)], 150),
        ("consumer_loan", None, [(date(2026, 11, 1), 100, 0, 0, 100)], 0),
        ("consumer_loan", None, [], 1_200_000),
        ("card", None, [], 0),
    ],
)
def test_age_outstanding_by_balance_then_schedule_then_what_was_lent(
    loan, shipped, product, balance, instalments, outstanding
):
    tape = loan(instalments, product=product, balance=balance)
    assert age(*tape, as_of=NOV_22, policy=shipped)["outstanding"].to_list() == [outstanding]


@pytest.mark.parametrize(
    ("opened_on", "as_of", "months"),
    [
        (date(2026, 1, 31), date(2026, 2, 27), 0),
        (date(2026, 1, 31), date(2026, 2, 28), 1),
        (date(2024, 2, 29), date(2026, 2, 28), 24),
        (date(2026, 1, 22), date(2026, 11, 21), 9),
        (date(2026, 1, 22), date(2026, 11, 22), 10),
        (date(2026, 12, 1), date(2026, 11, 22), 0),
    ],
)
def test_age_months_on_book_are_whole_months(loan, policy_with, opened_on, as_of, months):
    tape = loan([], opened_on=opened_on)
    assert age(*tape, as_of=as_of, policy=policy_with())["months_on_book"].to_list() == [months]


def test_age_grace_hides_days_from_the_bucket_but_not_from_the_five_tier_class(loan, policy_with):
    tape = loan([(date(2026, 11, 19), 100)], overdue_rate=182_500, penalty=50_000)
    within = age(*tape, as_of=NOV_22, policy=policy_with(grace=3)).row(0, named=True)
    beyond = age(*tape, as_of=NOV_22 + DAY, policy=policy_with(grace=3)).row(0, named=True)
    assert (within["days_past_due"], within["bucket"], within["owed"]) == (0, "M0", 0)
    assert (within["next_due_on"], within["next_due"]) == (date(2026, 11, 19), 100)
    assert within["five_tier"] == "special_mention"
    assert (beyond["days_past_due"], beyond["bucket"]) == (4, "M1")


@pytest.mark.parametrize("across", ["instalments", "components"])
def test_age_sums_beyond_64_bits_stay_exact(frames, policy_with, across):
    # 200 accounts of 360 instalments of 10**14 add up to 7.2 * 10**18 and more: past 2**62.
    names = [f"A{n:03d}" for n in range(200)]
    account = {"customer_id": "C", "branch_id": "B", "product": "other", "currency": "CNY"}
    accounts, _, payments = frames(
        [
            account | {"account_id": name, "opened_on": date(2020, 1, 1), "principal": 1}
            for name in names
        ],
        [],
        [
            {"account_id": name, "payment_id": f"P{n}", "paid_on": NOV_22, "amount": amount}
            for name in names
            if name != "A100"
            for n, amount in enumerate([10**15] * 35 + [9 * 10**14 + 1])
        ],
    )
    numbers = pl.DataFrame({"number": pl.Series(range(1, 361), dtype=pl.Int32)})
    due = accounts.select("account_id").join(numbers, how="cross")
    due = due.with_columns(
        due_on=pl.lit(date(2020, 1, 1)) + pl.duration(days=pl.col("number")),
        **{
            part: pl.lit(10**14 if part == "principal" else 0, pl.Int64)
            for part in ("principal", "fee")
        },
        interest=pl.lit(0, pl.Int64),
        paid=pl.lit(None, pl.Int64),
    )
    result = age(accounts, due, payments, as_of=NOV_22, policy=policy_with(across=across))
    expected = [10**14 - 1 if name != "A100" else 360 * 10**14 for name in names]
    assert result["overdue_principal"].to_list() == expected
    assert result["oldest_unpaid_due_on"][0] == date(2020, 12, 26)


def test_age_lazy_frames_and_carried_columns_make_no_difference(loan, shipped):
    tape = loan([(date(2026, 9, 1), 100)], [(date(2026, 9, 20), 30)])
    carried = [frame.lazy().with_columns(x_own=pl.lit("kept")) for frame in tape]
    plain = age(*tape, as_of=NOV_22, policy=shipped)
    assert age(*carried, as_of=NOV_22, policy=shipped).equals(plain)


def test_age_empty_shard_gives_an_empty_frame(frames, shipped):
    result = age(*frames([]), as_of=NOV_22, policy=shipped)
    Aged.validate(result)
    assert result.columns == Aged.column_names()
    assert len(result) == 0

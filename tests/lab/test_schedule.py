"""Instalments against a slow, obvious paying of the oldest first."""

from __future__ import annotations

import numpy as np
import pytest

from forbear.lab.schedule import MINOR, Ragged, build, history, schedule
from forbear.lab.source import MONTHS, Source, load


def one(
    status: list[int], bill: list[int], payment: list[int]
) -> tuple[list[dict[str, int]], list[dict[str, int]], list[int]]:
    """The schedule of a single made-up source row: instalments, payments, months late."""
    unit = np.ones(1, dtype=np.int64)
    rows = [np.array([row], dtype=np.int64) for row in (status, bill, payment)]
    made = build(Source(unit, unit * 50_000, unit, unit, unit, unit * 40, *rows, unit))
    return entries(made.instalments, 0), entries(made.payments, 0), made.months_late[0].tolist()


def entries(ragged: Ragged, row: int) -> list[dict[str, int]]:
    at = range(int(ragged.start[row]), int(ragged.start[row] + ragged.count[row]))
    return [{name: int(col[n]) for name, col in ragged.columns.items()} for n in at]


def months_late(
    instalments: list[dict[str, int]], payments: list[dict[str, int]], month: int
) -> int:
    """Months past due at the statement `month` back: pay the oldest first, see what is left."""
    money = sum(p["amount"] for p in payments if p["back"] >= month)
    for due in instalments:
        amount = due["principal"] + due["interest"]
        if money < amount:
            return max(due["back"] - month + 1, 0)
        money -= amount
    return 0


def test_schedule_pays_down_to_the_real_months_past_due() -> None:
    made, source = schedule(), load()
    got = [
        [months_late(instalments, payments, month) for month in range(MONTHS)]
        for row in range(len(source))
        for instalments, payments in [(entries(made.instalments, row), entries(made.payments, row))]
    ]
    assert [row[0] for row in got] == np.maximum(source.status[:, 0], 0).tolist()
    assert got == made.months_late.tolist()


def test_schedule_keeps_every_real_payment() -> None:
    made, source = schedule(), load()
    total = np.add.reduceat(np.append(made.payments.columns["amount"], 0), made.payments.start) * (
        made.payments.count > 0
    )
    assert total.tolist() == (source.payment.sum(axis=1) * MINOR).tolist()
    assert len(made.payments.columns["amount"]) == int((source.payment > 0).sum())


def test_schedule_books_as_paid_what_oldest_first_pays() -> None:
    made, source = schedule(), load()
    for row in range(0, len(source), 7):
        money = sum(p["amount"] for p in entries(made.payments, row))
        for due in entries(made.instalments, row):
            amount = due["principal"] + due["interest"]
            share = min(money, amount) if due["back"] >= 0 else 0
            assert due["paid"] == share
            money -= share


def test_schedule_amounts_are_never_nothing_or_negative() -> None:
    columns = schedule().instalments.columns
    assert int((columns["principal"] + columns["interest"]).min()) > 0
    assert int(columns["principal"].min()) > 0
    assert int(columns["interest"].min()) == 0


@pytest.mark.parametrize(
    ("status", "payment", "late"),
    [
        # The source says 0 then 2: a month late in between.
        ([2, 0, 0, 0, 0, 0], [0, 5, 5, 5, 5, 5], [2, 1, 0, 0, 0, 0]),
        # It got better without a payment: it cannot have been late before.
        ([0, 2, 0, 0, 0, 0], [0, 5, 5, 5, 5, 5], [0, 0, 0, 0, 0, 0]),
        # It got better with one.
        ([0, 2, 1, 0, 0, 0], [5, 0, 0, 5, 5, 5], [0, 2, 1, 0, 0, 0]),
        ([8, 7, 6, 5, 4, 3], [0, 0, 0, 0, 0, 0], [8, 7, 6, 5, 4, 3]),
        ([-2, -1, -2, -1, -2, -1], [5, 5, 5, 5, 5, 5], [0, 0, 0, 0, 0, 0]),
        # Still two months late: each month one instalment is paid.
        ([2, 2, 2, 2, 2, 2], [5, 5, 5, 5, 5, 5], [2, 2, 2, 2, 2, 2]),
    ],
)
def test_history_is_possible_as_bookkeeping(
    status: list[int], payment: list[int], late: list[int]
) -> None:
    assert history(np.array([status]), np.array([payment])).tolist() == [late]


def test_build_on_time_dues_what_was_paid_and_next_the_minimum() -> None:
    instalments, payments, late = one([0] * 6, [50_000] * 6, [3000, 3100, 3200, 3300, 3400, 3500])
    assert late == [0] * 6
    assert [p["amount"] for p in payments] == [350_000, 340_000, 330_000, 320_000, 310_000, 300_000]
    assert [i["principal"] + i["interest"] for i in instalments] == [
        350_000,
        340_000,
        330_000,
        320_000,
        310_000,
        300_000,
        500_000,
    ]
    # (50,000 - 3,000) * 1.5 % = 705.00 on the next instalment.
    assert instalments[-1]["interest"] == 70_500
    assert [i["back"] for i in instalments] == [5, 4, 3, 2, 1, 0, -1]


def test_build_two_months_late_leaves_two_minimums_and_the_part_paid() -> None:
    instalments, _, late = one([2, 1, 0, 0, 0, 0], [20_000] * 6, [900, 0, 2000, 2000, 2000, 2000])
    assert late == [2, 1, 0, 0, 0, 0]
    unpaid = [(i["back"], i["principal"] + i["interest"], i["paid"]) for i in instalments[-3:]]
    assert unpaid == [(1, 200_000, 90_000), (0, 200_000, 0), (-1, 200_000, 0)]


def test_build_eight_months_late_carries_older_instalments_forward() -> None:
    instalments, payments, _ = one([8, 7, 6, 5, 4, 3], [2000] * 6, [0] * 6)
    assert payments == []
    assert [i["back"] for i in instalments] == [7, 6, 5, 4, 3, 2, 1, 0, -1]
    assert {i["paid"] for i in instalments} == {0}


def test_build_unused_card_has_nothing_due() -> None:
    assert one([-2] * 6, [0] * 6, [0] * 6) == ([], [], [0] * 6)


def test_build_late_without_a_bill_dues_the_least() -> None:
    instalments, _, _ = one([1, -2, -2, -2, -2, -2], [0] * 6, [0] * 6)
    assert [(i["back"], i["principal"], i["interest"]) for i in instalments] == [(0, 10_000, 0)]


def test_build_negative_bill_is_a_credit_balance() -> None:
    instalments, payments, _ = one([-1] * 6, [-400, 600, 0, 0, 0, 0], [1000, 0, 0, 0, 0, 0])
    assert [p["amount"] for p in payments] == [100_000]
    assert [(i["back"], i["principal"]) for i in instalments] == [(0, 60_000)]


def test_rows_repeat_source_rows_in_the_order_asked() -> None:
    ragged = Ragged(np.array([0, 2, 2]), np.array([2, 0, 1]), {"v": np.array([10, 11, 12])})
    owner, at = ragged.rows(np.array([2, 0, 1, 0]))
    assert owner.tolist() == [0, 1, 1, 3, 3]
    assert ragged.columns["v"][at].tolist() == [12, 10, 11, 10, 11]

"""A statement: everything one account owes, line by line, as a person would check it."""

from __future__ import annotations

from datetime import date

import polars as pl

from forbear.delinquency.allotment import allot
from forbear.delinquency.arrears import unsettled
from forbear.delinquency.charges import base_days, bearing, interest, penalties
from forbear.delinquency.conventions import DelinquencyPolicy
from forbear.delinquency.ledger import PARTS, Ledger
from forbear.delinquency.opening import AnyFrame, open_ledger
from forbear.delinquency.schema import Item, Statement
from forbear.problems import refuse


def statement(
    account: AnyFrame,
    instalments: AnyFrame,
    payments: AnyFrame,
    *,
    as_of: date,
    policy: DelinquencyPolicy,
) -> pl.DataFrame:
    """What an account owes on a day, by instalment and item: `Statement`, sorted by its key.

    ``account`` is the account's one row, the others its rows of the tape. The amounts add up to
    ``owed`` of `age`, for they come from the same expressions; each line of accrued interest is
    the rise of the running total, rounded, so that lines add up to the minor unit.
    """
    ledger = open_ledger(account, instalments, payments, as_of=as_of, policy=policy)
    if len(ledger.accounts) != 1:
        raise refuse(
            "delinquency.one_account",
            "account",
            f"a statement is for one account, not {len(ledger.accounts)}; pick one",
            f"对账明细只能针对一个账户，现为 {len(ledger.accounts)} 个，请选定一个",
        )
    allotted = allot(ledger)
    now = unsettled(allotted).filter("overdue")
    lines = [
        *(_unpaid(now, part) for part in PARTS),
        _penalties(now, penalties(allotted, now)),
        _interest(ledger, bearing(allotted, now)),
    ]
    return (
        pl.concat(lines)
        .with_columns(
            pl.col("item").cast(pl.Enum(Item)),
            from_on=pl.col("due_on") + pl.duration(days=1),
            to_on=pl.col("due_on") + pl.duration(days=pl.col("days")),
            line=pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("number", "item"),
        )
        .select(Statement.column_names())
        .sort(Statement.primary_key())
    )


def _unpaid(now: pl.DataFrame, part: str) -> pl.DataFrame:
    left = pl.col(f"unpaid_{part}")
    return now.filter(left > 0).select(
        "number", "due_on", "days", item=pl.lit(part), base=part, amount=left
    )


def _penalties(now: pl.DataFrame, charged: pl.DataFrame) -> pl.DataFrame:
    return (
        pl.concat([now.select("due_on", "days"), charged], how="horizontal")
        .filter(pl.col("penalty") > 0)
        .select(
            *("number", "due_on", "days"),
            item=pl.lit(Item.PENALTY.value),
            base="missed",
            amount="penalty",
        )
    )


def _interest(ledger: Ledger, spans: pl.DataFrame) -> pl.DataFrame:
    running = spans.sort("number", "part", "days").with_columns(base_days=base_days().cum_sum())
    till = running.select(interest(ledger, running["at"]).alias("till"))["till"]
    lines = running.select(
        *("number", "due_on", "days"),
        item=pl.lit(Item.ACCRUED_INTEREST.value),
        base="base",
        amount=till - till.shift(1, fill_value=0),
    )
    return lines.filter(pl.col("amount").sum() > 0)

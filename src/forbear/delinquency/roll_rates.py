"""Roll rates: how accounts moved from bucket to bucket in each of the last months."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from forbear.delinquency.allotment import Allotted, allot, reached_by
from forbear.delinquency.arrears import late
from forbear.delinquency.classes import bucket
from forbear.delinquency.conventions import DelinquencyPolicy
from forbear.delinquency.ledger import AnyFrame, open_ledger
from forbear.delinquency.schema import Bucket, Rolls
from forbear.problems import refuse


def rolls(
    accounts: AnyFrame,
    instalments: AnyFrame,
    payments: AnyFrame,
    *,
    as_of: date,
    months: int = 6,
    policy: DelinquencyPolicy,
) -> pl.DataFrame:
    """Moves between buckets in each of the last whole months: `Rolls`, sorted by its key.

    An account counts in a month if it was open at the end of the month before. Its buckets at both
    month ends follow from the days on which its instalments were cleared, by what is known on
    ``as_of``: a payment reversed since is taken never to have come. Rows of several shards add up.
    Takes the same frames as `age` and refuses the same faults, and ``months`` below 1.
    """
    if months < 1:
        raise refuse(
            "delinquency.months",
            "months",
            f"{months} is not a number of months; give 1 or more",
            f"月数 {months} 无效，请填写 1 或以上的整数",
        )
    ledger = open_ledger(accounts, instalments, payments, as_of=as_of, policy=policy)
    allotted = allot(ledger)
    ends = month_ends(as_of, months + 1)
    held = ledger.accounts.select("currency", "opened_on", "closed_on")
    states = _states(allotted, ends)
    moved = _moves(states, held, ends)
    still = _stayed(moved, held, ends)
    return (
        pl.concat([moved, still])
        .filter(pl.col("accounts") > 0)
        .with_columns(month=_of_month(ends, pl.col("month")).dt.offset_by("1d"))
        .select(Rolls.column_names())
        .sort(Rolls.primary_key())
    )


def month_ends(as_of: date, count: int) -> list[date]:
    """The last ``count`` month ends that are not after the day, oldest first."""
    ends: list[date] = []
    day = (as_of + timedelta(days=1)).replace(day=1) - timedelta(days=1)
    while len(ends) < count:
        ends.append(day)
        day = day.replace(day=1) - timedelta(days=1)
    return ends[::-1]


def _of_month(ends: list[date], month: pl.Expr) -> pl.Expr:
    """The month end of that count."""
    return month.replace_strict(dict(enumerate(ends)), return_dtype=pl.Date)


def _states(allotted: Allotted, ends: list[date]) -> pl.DataFrame:
    """Who had something overdue at which month end: at, month, bucket, overdue; sorted.

    ``month`` counts the ends from 0. A late instalment stands from the first end beyond its grace
    to the last before it was cleared.
    """
    origin = _number(pl.lit(ends[0]))
    beyond = pl.col("due_on") + pl.duration(days=pl.col("grace_days") + 1)
    rows = late(allotted).with_columns(
        first=(_number(beyond) - origin).clip(lower_bound=0),
        last=(_number(pl.col("cleared_on")) - 1 - origin).fill_null(len(ends)),
    )
    rows = rows.with_columns(pl.col("last").clip(upper_bound=len(ends) - 1))
    standing = rows.filter(pl.col("first") <= pl.col("last")).with_columns(
        month=pl.int_ranges("first", pl.col("last") + 1)
    )
    reach = [line.end for line in allotted.lines]
    at_ends = (
        standing.select("at", "due_on", "month", *reach)
        .explode("month")
        .group_by("at", "month")
        .agg(pl.col("due_on").min(), pl.col(reach).max())
        .sort("at", "month")
        .with_columns(end=_of_month(ends, pl.col("month")))
    )
    overdue = pl.lit(0)
    for line in allotted.lines:
        reached = reached_by(line, at_ends["at"], at_ends["end"])
        overdue = overdue + (pl.col(line.end) - reached).clip(lower_bound=0)
    days = (pl.col("end") - pl.col("due_on")).dt.total_days()
    return at_ends.select(
        "at",
        "month",
        bucket=bucket(days, allotted.ledger.policy),
        overdue=overdue.cast(pl.Int64),
    )


def _moves(states: pl.DataFrame, held: pl.DataFrame, ends: list[date]) -> pl.DataFrame:
    """Moves of accounts with something overdue at the start or the end of a month."""
    was = states.rename({"bucket": "was"})
    now = states.select("at", pl.col("month") - 1, now="bucket")
    pairs = was.join(now, on=["at", "month"], how="full", coalesce=True).filter(
        pl.col("month").is_between(0, len(ends) - 2)
    )
    pairs = pairs.with_columns(held[pairs["at"]], end=_of_month(ends, pl.col("month")))
    return (
        pairs.filter(_on_book(pl.col("end")))
        .with_columns(pl.col("was", "now").fill_null(Bucket.M0.value))
        .group_by("month", "currency", "was", "now")
        .agg(accounts=pl.len().cast(pl.Int64), overdue=pl.col("overdue").sum())
    )


def _stayed(moved: pl.DataFrame, held: pl.DataFrame, ends: list[date]) -> pl.DataFrame:
    """The rest of the accounts on book: not late at the start nor at the end of the month."""
    there = pl.concat(
        held.filter(_on_book(pl.lit(end)))
        .group_by("currency")
        .agg(on_book=pl.len().cast(pl.Int64))
        .with_columns(month=pl.lit(month, pl.Int64))
        for month, end in enumerate(ends[:-1])
    )
    some = moved.group_by("month", "currency").agg(pl.col("accounts").sum())
    rest = pl.col("on_book") - pl.col("accounts").fill_null(0)
    return there.join(some, on=["month", "currency"], how="left").select(
        "month",
        "currency",
        was=pl.lit(Bucket.M0.value, pl.Enum(Bucket)),
        now=pl.lit(Bucket.M0.value, pl.Enum(Bucket)),
        accounts=rest,
        overdue=pl.lit(0, pl.Int64),
    )


def _on_book(end: pl.Expr) -> pl.Expr:
    closed = pl.col("closed_on").is_not_null() & (pl.col("closed_on") <= end)
    return (pl.col("opened_on") <= end) & ~closed


def _number(day: pl.Expr) -> pl.Expr:
    """Months since the year 0, so that month ends can be counted."""
    return day.dt.year().cast(pl.Int64) * 12 + day.dt.month()

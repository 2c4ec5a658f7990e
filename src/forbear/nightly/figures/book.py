"""The book: how much is in which bucket and class, and how it moves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from forbear.nightly.bank import Bank
from forbear.nightly.cases import in_own_currency
from forbear.nightly.figures.measures import OUTSTANDING, OWED, STILL, Measure, counted


def book(aged: pl.DataFrame, bank: Bank) -> Iterator[pl.DataFrame]:
    """Accounts, customers and money by bucket and by five-tier class.

    A customer with several accounts in a bucket counts once, where the first of them is kept, so
    that branches and products add up to the bank.
    """
    home = aged.with_columns(in_own_currency(name, bank) for name in (OWED, OUTSTANDING))
    for measure, by in ((Measure.BUCKET, "bucket"), (Measure.TIER, "five_tier")):
        first = home.select(pl.struct("customer_id", by).is_first_distinct()).to_series()
        rows = home.with_columns(first=first)
        for name in (OWED, OUTSTANDING):
            yield counted(
                measure,
                rows,
                row=pl.col(by),
                column=pl.lit(name),
                customers=pl.col("first").sum(),
                amount=pl.col(name).sum(),
            )


def rolls(moves: pl.DataFrame) -> pl.DataFrame:
    """From bucket to bucket, month by month; the last month may not be over."""
    return counted(
        Measure.ROLL,
        moves,
        row=pl.format("{} {}", month("month"), pl.col("was").cast(pl.String)),
        column=pl.col("now"),
        currency=pl.col("currency"),
        items=pl.col("accounts").sum(),
        amount=pl.col("overdue").sum(),
    )


def cures(spells: pl.DataFrame, since: date) -> pl.DataFrame:
    """Accounts by the month in which they fell behind and the months until they caught up."""
    begun, ended = pl.col("begins_on"), pl.col("ended_on")
    months = (ended.dt.year() - begun.dt.year()) * 12 + (
        ended.dt.month().cast(pl.Int32) - begun.dt.month().cast(pl.Int32)
    )
    return counted(
        Measure.CURE,
        spells.filter(begun >= since),
        row=month("begins_on"),
        column=months.cast(pl.String).str.zfill(2).fill_null(STILL),
        currency=pl.col("currency"),
        amount=pl.col("amount").sum(),
    )


def recovered(paid: pl.DataFrame, since: date, days_since: date) -> Iterator[pl.DataFrame]:
    """What was paid on accounts past due: by month, and by day of the latest months."""
    by_month = (Measure.RECOVERED_MONTH, since, month("paid_on"))
    by_day = (Measure.RECOVERED_DAY, days_since, pl.col("paid_on"))
    for measure, first, row in (by_month, by_day):
        yield counted(
            measure,
            paid.filter(pl.col("paid_on") >= first),
            row=row,
            currency=pl.col("currency"),
            items=pl.col("payments").sum(),
            amount=pl.col("amount").sum(),
        )


def month(column: str) -> pl.Expr:
    """The month of a day, as 2026-11."""
    return pl.col(column).dt.strftime("%Y-%m")

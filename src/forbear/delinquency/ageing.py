"""Ageing: how much of each account is overdue, since when, and what class that makes it."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from forbear.delinquency.allotment import Allotted, allot
from forbear.delinquency.arrears import late, unsettled
from forbear.delinquency.charges import bearing, overdue_interest, penalties
from forbear.delinquency.classes import bucket, five_tier
from forbear.delinquency.conventions import DelinquencyPolicy
from forbear.delinquency.history import history
from forbear.delinquency.ledger import PARTS, AnyFrame, Ledger, open_ledger, stretches
from forbear.delinquency.schema import Aged
from forbear.portfolio.words import Product


def age(
    accounts: AnyFrame,
    instalments: AnyFrame,
    payments: AnyFrame,
    *,
    as_of: date,
    policy: DelinquencyPolicy,
) -> pl.DataFrame:
    """Every account as of a business date: `Aged`, one row an account, sorted by account_id.

    Takes the tape's tables (`forbear.portfolio.tables`; lazy or eager, other columns ignored) with
    all rows of each account, in any order; money in minor units. Raises `ForbearError` for an
    instalment or payment without account, for amounts below zero or beyond reason, and where the
    policy has no five-tier entry for the day or lets a barred component bear interest.
    """
    ledger = open_ledger(accounts, instalments, payments, as_of=as_of, policy=policy)
    allotted = allot(ledger)
    left = unsettled(allotted)
    now = left.filter("overdue")
    parts = (
        _past_due(left),
        _arrears(now),
        _ahead(left),
        overdue_interest(ledger, bearing(allotted, now)),
        _sum_by_account(penalties(allotted, now), "penalty"),
        history(late(allotted), as_of),
        _receipts(ledger),
    )
    frame = ledger.accounts.drop("penalty").with_row_index("at")
    frame = frame.with_columns(in_credit=_in_credit(allotted))
    for part in parts:
        frame = frame.join(part, on="at", how="left", maintain_order="left")
    return (
        frame.with_columns(pl.selectors.integer().exclude("balance").fill_null(0))
        .with_columns(
            owed=pl.sum_horizontal(*_OVERDUE, "accrued_interest", "penalty"),
            outstanding=_outstanding(),
            credit_balance=pl.col("in_credit") + pl.col("excess"),
            bucket=bucket(pl.col("days_past_due"), policy),
            five_tier=five_tier(pl.col("days_unpaid"), policy, as_of),
            months_on_book=_whole_months(pl.col("opened_on"), as_of),
        )
        .select(Aged.column_names())
    )


_OVERDUE = [f"overdue_{part}" for part in PARTS]


def _past_due(left: pl.DataFrame) -> pl.DataFrame:
    """Days since the oldest unpaid due date, days of grace or not; and all principal unpaid."""
    return left.group_by("at", maintain_order=True).agg(
        days_unpaid=pl.col("days").first().clip(lower_bound=0),
        still_scheduled=pl.col("unpaid_principal").sum(),
    )


def _arrears(now: pl.DataFrame) -> pl.DataFrame:
    return now.group_by("at", maintain_order=True).agg(
        pl.col("days").first().alias("days_past_due"),
        pl.col("due_on").first().alias("oldest_unpaid_due_on"),
        *(pl.col(f"unpaid_{part}").sum().alias(f"overdue_{part}") for part in PARTS),
    )


def _ahead(left: pl.DataFrame) -> pl.DataFrame:
    """The earliest due date that does not count as overdue, and all that is unpaid of that day."""
    unpaid = pl.sum_horizontal([f"unpaid_{part}" for part in PARTS])
    days = left.filter(~pl.col("overdue")).group_by("at", "due_on", maintain_order=True)
    return (
        days.agg(next_due=unpaid.sum())
        .group_by("at", maintain_order=True)
        .agg(pl.col("due_on").first().alias("next_due_on"), pl.col("next_due").first())
    )


def _receipts(ledger: Ledger) -> pl.DataFrame:
    """The last payment, and what came in within 30 and 90 days."""
    paying, amount, on = ledger.payments, pl.col("amount"), pl.col("paid_on")
    latest = paying.filter(pl.col("at").ne_missing(pl.col("at").shift(-1)))
    recent = paying.filter(on > ledger.as_of - timedelta(days=90))
    sums = recent.group_by("at", maintain_order=True).agg(
        paid_30d=amount.filter(on > ledger.as_of - timedelta(days=30)).sum(),
        paid_90d=amount.sum(),
    )
    return latest.select("at", last_paid_on=on).join(sums, on="at", how="left")


def _sum_by_account(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    return rows.group_by("at", maintain_order=True).agg(pl.col(column).sum())


def _in_credit(allotted: Allotted) -> pl.Series:
    """What of each account's payments has found no instalment to pay."""
    ledger = allotted.ledger
    running = ledger.payments["amount"].cast(ledger.money).cum_sum()
    before, paid = stretches(ledger, ledger.payments["at"], running)
    left = paid - before
    for line in allotted.lines:
        left = left - (line.reached - line.begins)
    return left.cast(pl.Int64)


def _outstanding() -> pl.Expr:
    """Principal not yet repaid: by the bank's balance, else the schedule, else all that was lent.

    Of a card's principal, which is its limit, nothing is known to be drawn.
    """
    lent = pl.when(pl.col("product") == Product.CARD.value).then(0).otherwise("principal")
    by_schedule = pl.when("has_instalments").then("still_scheduled").otherwise(lent)
    return pl.coalesce("balance", by_schedule).clip(lower_bound=0)


def _whole_months(since: pl.Expr, as_of: date) -> pl.Expr:
    """Months completed by a day; a month begun on the 31st is complete on the last of a shorter."""
    months = (as_of.year - since.dt.year()) * 12 + (as_of.month - since.dt.month().cast(pl.Int32))
    last = (as_of.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    begun = pl.min_horizontal(since.dt.day().cast(pl.Int32), pl.lit(last.day, pl.Int32))
    return (months - (begun > as_of.day).cast(pl.Int32)).clip(lower_bound=0).cast(pl.Int32)

"""Ageing: how much of each account is overdue, since when, and what class that makes it."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from forbear.delinquency.allotment import allot
from forbear.delinquency.arrears import late, unsettled
from forbear.delinquency.charges import accrued_interest, bearing, penalties
from forbear.delinquency.classes import bucket, five_tier
from forbear.delinquency.conventions import DelinquencyPolicy
from forbear.delinquency.history import history
from forbear.delinquency.ledger import PARTS, Ledger
from forbear.delinquency.lines import Allotted
from forbear.delinquency.opening import AnyFrame, open_ledger
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
    return aged(allotted, late(allotted))


def aged(allotted: Allotted, late_rows: pl.DataFrame) -> pl.DataFrame:
    """`Aged` from payments already allotted and the instalments that were `late`."""
    ledger = allotted.ledger
    left = unsettled(allotted)
    now = left.filter("overdue")
    frame = ledger.accounts.with_columns(
        *_arrears(ledger, left, now),
        *_ahead(ledger, left),
        *_receipts(allotted),
        *history(ledger, late_rows),
        accrued_interest(ledger, bearing(allotted, now)).alias("accrued_interest"),
        ledger.totals(now["at"], penalties(allotted, now)["penalty"]).alias("penalty"),
    )
    return frame.with_columns(
        owed=pl.sum_horizontal(*_OVERDUE, "accrued_interest", "penalty"),
        outstanding=_outstanding(),
        bucket=bucket(pl.col("days_past_due"), ledger.policy),
        five_tier=five_tier(pl.col("days_unpaid"), ledger.policy, ledger.as_of),
        months_on_book=_whole_months(pl.col("opened_on"), ledger.as_of),
    ).select(Aged.column_names())


_OVERDUE = [f"overdue_{part}" for part in PARTS]


def _arrears(ledger: Ledger, left: pl.DataFrame, now: pl.DataFrame) -> list[pl.Series]:
    """What is overdue and since when; and what is unpaid, due or not, and since when.

    ``days_unpaid`` knows no grace: days from the oldest unpaid due date.
    """
    unpaid_days = ledger.first(left["at"], left["days"]).fill_null(0).clip(lower_bound=0)
    return [
        ledger.first(now["at"], now["days"]).fill_null(0).alias("days_past_due"),
        ledger.first(now["at"], now["due_on"]).alias("oldest_unpaid_due_on"),
        unpaid_days.alias("days_unpaid"),
        *(
            ledger.totals(now["at"], now[f"unpaid_{part}"]).alias(f"overdue_{part}")
            for part in PARTS
        ),
        ledger.totals(left["at"], left["unpaid_principal"]).alias("still_scheduled"),
    ]


def _ahead(ledger: Ledger, left: pl.DataFrame) -> list[pl.Series]:
    """The earliest due date that does not count as overdue, and all that is unpaid of that day."""
    ahead = left.filter(~pl.col("overdue"))
    first = ledger.first(ahead["at"], ahead["due_on"])
    next_due = ahead.filter(pl.col("due_on") == first.gather(ahead["at"]))
    unpaid = next_due.select(pl.sum_horizontal([f"unpaid_{part}" for part in PARTS])).to_series()
    return [
        first.alias("next_due_on"),
        ledger.totals(next_due["at"], unpaid).alias("next_due"),
    ]


def _receipts(allotted: Allotted) -> list[pl.Series]:
    """The last payment, what came in within 30 and 90 days, and what found nothing to pay."""
    ledger, paid = allotted.ledger, allotted.ledger.payments
    spare = ledger.totals(paid["at"], paid["amount"]) + ledger.accounts["excess"]
    for line in allotted.lines:
        spare = spare - (line.reached - line.begins).cast(pl.Int64)
    sums = [ledger.last(paid["at"], paid["paid_on"]).alias("last_paid_on")]
    for days in (90, 30):
        paid = paid.filter(pl.col("paid_on") > ledger.as_of - timedelta(days=days))
        sums.append(ledger.totals(paid["at"], paid["amount"]).alias(f"paid_{days}d"))
    return [*sums, spare.alias("credit_balance")]


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

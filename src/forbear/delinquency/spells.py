"""Runs of days past due: when an account fell behind, when it caught up, what it paid meanwhile."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from forbear.delinquency.history import runs
from forbear.delinquency.ledger import PARTS, Ledger, account_date
from forbear.delinquency.schema import Recovered, Spells

#: Days are the lower half of a packed account and day.
_DAY = 2**32


def spells(ledger: Ledger, late_rows: pl.DataFrame) -> pl.DataFrame:
    """`Spells` from the `runs` of the instalments that were `late`, sorted by their key."""
    rows = runs(late_rows, ledger.as_of)
    heads = rows.filter("fresh")
    tails = rows.filter(pl.col("fresh").shift(-1, fill_value=True))
    ended = (tails["latest"] % _DAY).cast(pl.Int32).cast(pl.Date)
    return heads.select(
        ledger.of_account("account_id", heads["at"]),
        (pl.col("due_on") + timedelta(days=1)).alias("begins_on"),
        pl.when(~tails["goes_on"]).then(ended).alias("ended_on"),
        *(
            ledger.of_account(name, heads["at"])
            for name in ("customer_id", "branch_id", "product", "currency")
        ),
        amount=pl.sum_horizontal(PARTS).cast(pl.Int64),
    ).select(Spells.column_names())


def recovered(ledger: Ledger, found: pl.DataFrame) -> pl.DataFrame:
    """`Recovered` from the `spells` of the same ledger, sorted by its key."""
    at = pl.select(
        pl.lit(ledger.accounts["account_id"].search_sorted(found["account_id"]))
    ).to_series()
    known = found.select(
        key=account_date(pl.lit(at), pl.col("begins_on")),
        of=pl.lit(at),
        ended_on=pl.col("ended_on").fill_null(ledger.as_of),
    )
    paid = ledger.payments.with_columns(key=account_date(pl.col("at"), pl.col("paid_on")))
    within = (
        paid.set_sorted("key")
        .join_asof(known.set_sorted("key"), on="key", strategy="backward", check_sortedness=False)
        .filter((pl.col("of") == pl.col("at")) & (pl.col("paid_on") <= pl.col("ended_on")))
    )
    return (
        within.with_columns(
            ledger.of_account(name, within["at"]) for name in ("currency", "branch_id", "product")
        )
        .group_by("paid_on", "currency", "branch_id", "product")
        .agg(payments=pl.len().cast(pl.Int64), amount=pl.col("amount").sum())
        .select(Recovered.column_names())
        .sort(Recovered.primary_key())
    )

"""What a customer owes over all accounts."""

from __future__ import annotations

import polars as pl

from forbear.delinquency.schema import Exposure


def exposure(aged: pl.DataFrame | pl.LazyFrame) -> pl.DataFrame:
    """`Exposure`: one row a customer and currency, from `Aged`; sorted by both."""
    largest = ["customer_id", "currency", "owed", "outstanding", "account_id"]
    return (
        aged.lazy()
        .sort(largest, descending=[False, False, True, True, False])
        .group_by("customer_id", "currency", maintain_order=True)
        .agg(
            pl.col("branch_id").first(),
            pl.col("days_past_due", "bucket", "five_tier").max(),
            pl.col("owed", "outstanding").sum(),
            accounts=pl.len().cast(pl.Int32),
            overdue_accounts=(pl.col("days_past_due") > 0).sum().cast(pl.Int32),
        )
        .select(Exposure.column_names())
        .collect()
    )

"""How often, how long and since when an account has been in arrears."""

from __future__ import annotations

from datetime import date

import polars as pl

from forbear.delinquency.ledger import account_date


def history(late: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """One row an account that was ever late: at, times, longest and first; sorted by at.

    ``times_delinquent_12m``: instalments whose first day past due lies in the last 12 months.
    ``longest_delinquent_12m``: the longest run of days in the last 12 months on which something was
    past due. A run goes on while at the end of each day something due before is still unpaid.
    ``first_delinquent_on``: the first day past due of all.
    """
    since = year_before(as_of)
    rows = late.select("at", "due_on", until=pl.col("cleared_on").fill_null(as_of))
    # Packed with the account, a running maximum never reaches across accounts.
    latest = account_date(pl.col("at"), pl.col("until")).cum_max()
    fresh = (latest.shift(1) <= account_date(pl.col("at"), pl.col("due_on"))).fill_null(True)
    run = rows.with_columns(
        begun=pl.when(fresh).then("due_on").forward_fill(),
        until=latest - pl.col("at").cast(pl.Int64) * 2**32,
    )
    counted = pl.max_horizontal("begun", pl.lit(since))
    days = pl.col("until") - counted.to_physical()
    return run.group_by("at", maintain_order=True).agg(
        times_delinquent_12m=(pl.col("due_on") >= since).sum().cast(pl.Int32),
        longest_delinquent_12m=days.max().clip(lower_bound=0).cast(pl.Int32),
        first_delinquent_on=pl.col("due_on").first() + pl.duration(days=1),
    )


def year_before(day: date) -> date:
    """The same day twelve months before; 28 February for 29 February."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)

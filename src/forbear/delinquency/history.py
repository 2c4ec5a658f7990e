"""How often, how long and since when an account has been in arrears."""

from __future__ import annotations

from datetime import date

import polars as pl

from forbear.delinquency.ledger import Ledger, account_date


def history(ledger: Ledger, late: pl.DataFrame) -> list[pl.Series]:
    """What the `late` instalments tell, one value an account, by position.

    ``times_delinquent_12m``: instalments whose first day past due lies in the last 12 months.
    ``longest_delinquent_12m``: the longest run of days in the last 12 months on which something was
    past due. A run goes on while at the end of each day something due before is still unpaid.
    ``first_delinquent_on``: the first day past due of all.
    """
    since = year_before(ledger.as_of)
    recent = late.filter(pl.col("due_on") >= since)
    times = ledger.totals(recent["at"], pl.ones(len(recent), pl.Int64, eager=True))
    longest = _days_in_runs(late, since, ledger.as_of).group_by("at").agg(pl.col("days").max())
    days = ledger.placed(longest["at"], longest["days"]).fill_null(0)
    first = ledger.first(late["at"], late["due_on"]).dt.offset_by("1d")
    return [
        times.cast(pl.Int32).alias("times_delinquent_12m"),
        days.cast(pl.Int32).alias("longest_delinquent_12m"),
        first.alias("first_delinquent_on"),
    ]


def _days_in_runs(late: pl.DataFrame, since: date, as_of: date) -> pl.DataFrame:
    """For each late instalment the days, after `since`, of its run till then: at, days."""
    until = pl.col("cleared_on").fill_null(as_of)
    # Packed with the account, a running maximum never reaches across accounts.
    latest = account_date(pl.col("at"), until).cum_max()
    begins = account_date(pl.col("at"), pl.col("due_on"))
    fresh = (latest.shift(1) <= begins).fill_null(True)
    begun = account_date(pl.col("at"), pl.max_horizontal("due_on", pl.lit(since)))
    days = latest - pl.when(fresh).then(begun).forward_fill()
    return late.select("at", days=days.clip(lower_bound=0))


def year_before(day: date) -> date:
    """The same day twelve months before; 28 February for 29 February."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)

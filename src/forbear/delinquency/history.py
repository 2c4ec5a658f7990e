"""How often, how long and since when an account has been in arrears."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from forbear.delinquency.ledger import Ledger, account_date


def history(ledger: Ledger, late: pl.DataFrame) -> list[pl.Series]:
    """What the `late` instalments tell, one value an account, by position.

    ``times_delinquent_12m``: instalments whose first day past due lies in the last 12 months.
    ``longest_delinquent_12m``: the longest run of days in the last 12 months on which something was
    past due.
    ``first_delinquent_on``: the first day past due of all.
    ``past_due_since``: the first day of the run that goes on; null where nothing is past due.
    """
    since = year_before(ledger.as_of)
    recent = late.filter(pl.col("due_on") >= since)
    times = ledger.totals(recent["at"], pl.ones(len(recent), pl.Int64, eager=True))
    run = runs(late, ledger.as_of)
    longest = _days_in(run, since, ledger.as_of).group_by("at").agg(pl.col("days").max())
    days = ledger.placed(longest["at"], longest["days"]).fill_null(0)
    first = ledger.first(late["at"], late["due_on"]).dt.offset_by("1d")
    on = run.filter("goes_on")
    return [
        times.cast(pl.Int32).alias("times_delinquent_12m"),
        days.cast(pl.Int32).alias("longest_delinquent_12m"),
        first.alias("first_delinquent_on"),
        ledger.last(on["at"], on["begun"]).dt.offset_by("1d").alias("past_due_since"),
    ]


def runs(late: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The `late` instalments with the run of days past due that each belongs to.

    A run goes on while at the end of each day something due before is still unpaid. Adds ``begun``,
    the due date with which it began; ``latest``, up to when it lasts by this row, packed with the
    account (`account_date`), the day after ``as_of`` while something is unpaid; ``goes_on``,
    whether that is so; ``fresh``, whether it begins with this row.
    """
    still = as_of + timedelta(days=1)
    until = account_date(pl.col("at"), pl.col("cleared_on").fill_null(still))
    # Packed with the account, a running maximum never reaches across accounts.
    lasting = late.with_columns(latest=until.cum_max())
    begins = account_date(pl.col("at"), pl.col("due_on"))
    return lasting.with_columns(
        fresh=(pl.col("latest").shift(1) <= begins).fill_null(True),
        goes_on=pl.col("latest") == account_date(pl.col("at"), pl.lit(still)),
    ).with_columns(begun=pl.when("fresh").then("due_on").forward_fill())


def _days_in(run: pl.DataFrame, since: date, as_of: date) -> pl.DataFrame:
    """For each row of `runs` the days, after `since`, of its run till then: at, days."""
    until = pl.min_horizontal("latest", account_date(pl.col("at"), pl.lit(as_of)))
    begun = account_date(pl.col("at"), pl.max_horizontal("begun", pl.lit(since)))
    return run.select("at", days=(until - begun).clip(lower_bound=0))


def year_before(day: date) -> date:
    """The same day twelve months before; 28 February for 29 February."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)

"""Everything that is prepared: of one shard, and of the whole book out of the shards' sums."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from forbear.delinquency import Followed
from forbear.nightly.cases import Tape, in_own_currency
from forbear.nightly.figures.book import book, cures, recovered, rolls
from forbear.nightly.figures.contacts import contacts
from forbear.nightly.figures.measures import COUNTS, KEYS, Measure, together
from forbear.nightly.figures.policy import FiguresPolicy
from forbear.nightly.figures.refused import refused
from forbear.nightly.settings import Settings


def prepare(
    tape: Tape,
    followed: Followed,
    found: pl.DataFrame,
    lawful: pl.DataFrame,
    settings: Settings,
    as_of: date,
) -> pl.DataFrame:
    """One shard's figures, one row for each of `measures.PARTS`; shards add up.

    ``found`` are the cases, ``lawful`` the permits as they are written down.
    """
    policy, bank = settings.figures, settings.bank
    since = _months_before(as_of, policy.months)
    homes = _homes(followed.aged, found)
    return together(
        [
            *book(followed.aged, bank),
            rolls(followed.moves),
            cures(followed.spells, since),
            *recovered(followed.recovered, since, _months_before(as_of, 1)),
            *contacts(
                tape,
                followed.spells,
                homes,
                as_of=as_of,
                bank=bank,
                policy=policy,
                treatments=settings.strategy.treatments,
            ),
            refused(lawful, homes, settings.rules),
        ]
    )


def finish(added: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """The book's figures: money in the bank's currency, targets beside what they are targets of."""
    own = pl.col("currency").replace("", settings.bank.currency)
    home = added.with_columns(own).with_columns(in_own_currency("amount", settings.bank))
    whole = home.group_by(KEYS).agg(pl.col(COUNTS).sum())
    return pl.concat([whole, _targets(whole, settings.figures)]).sort(KEYS)


def _targets(whole: pl.DataFrame, policy: FiguresPolicy) -> pl.DataFrame:
    """Shares of what was overdue at the start of each month, bucket by bucket."""
    shares = {str(bucket): round(share * 1e6) for bucket, share in policy.targets.recovery.items()}
    apart = pl.col("row").str.split_exact(" ", 1).struct
    share = pl.col("column").replace_strict(shares, default=None, return_dtype=pl.Int64)
    return (
        whole.filter(pl.col("measure") == str(Measure.ROLL))
        .with_columns(apart.field("field_0").alias("row"), apart.field("field_1").alias("column"))
        .group_by("branch_id", "product", "row", "column")
        .agg(pl.col(COUNTS).sum())
        .with_columns(
            pl.lit(str(Measure.TARGET)).alias("measure"),
            amount=(pl.col("amount") * share + 500_000) // 1_000_000,
        )
        .drop_nulls("amount")
        .select(whole.columns)
    )


def _homes(aged: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Where a customer belongs: where his case does; without one, where his first account is."""
    columns = ("customer_id", "branch_id", "product")
    others = aged.join(found, on="customer_id", how="anti").unique(
        "customer_id", keep="first", maintain_order=True
    )
    return pl.concat([found.select(columns), others.select(columns)])


def _months_before(day: date, months: int) -> date:
    """The first day of the month so many before."""
    first = day.replace(day=1)
    for _ in range(months):
        first = (first - timedelta(days=1)).replace(day=1)
    return first

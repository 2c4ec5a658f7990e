"""What crosses shards besides prices: counts and sums that add up."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl

from forbear.nightly.bank import Bank
from forbear.nightly.cases import Tape, in_own_currency
from forbear.nightly.figures.measures import PARTS
from forbear.nightly.settings import Settings
from forbear.strategy import Cases, propose

#: Key columns of each frame of sums; text columns beside them are the same on every shard.
KEYS = {
    "totals": (),
    "buckets": ("bucket",),
    "tiers": ("five_tier",),
    "rolls": ("month", "was", "now"),
    "channels": ("channel",),
    "refusals": ("rule_id", "channel"),
    "treatments": ("treatment",),
    "cases": ("branch_id",),
    "holds": ("kind",),
    "figures": PARTS,
}


def sums(
    tape: Tape,
    aged: pl.DataFrame,
    moved: pl.DataFrame,
    found: pl.DataFrame,
    lawful: pl.DataFrame,
    refused: pl.DataFrame,
    holds: pl.DataFrame,
    values: Cases,
    settings: Settings,
) -> dict[str, pl.DataFrame]:
    """One shard's sums, by the names of `KEYS`; all but the figures (`figures.prepare`)."""
    bank = settings.bank
    home = aged.lazy().with_columns(
        owed=in_own_currency("owed", bank), outstanding=in_own_currency("outstanding", bank)
    )
    measures = (
        pl.len().cast(pl.Int64).alias("accounts"),
        pl.col("customer_id").n_unique().cast(pl.Int64).alias("customers"),
        pl.col("owed").sum(),
        pl.col("outstanding").sum(),
    )
    return {
        "totals": _totals(tape, aged, found, lawful, values, settings),
        "buckets": home.group_by("bucket").agg(measures).sort("bucket").collect(),
        "tiers": home.group_by("five_tier").agg(measures).sort("five_tier").collect(),
        "rolls": _rolls(moved, bank),
        "channels": _channels(lawful),
        "refusals": refused,
        "treatments": _treatments(found, values, settings),
        "holds": holds,
        "cases": found.group_by("branch_id").agg(cases=pl.len().cast(pl.Int64)).sort("branch_id"),
    }


def added(name: str, parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """The sums of several shards in one: numbers add up, ``first_`` and ``last_`` are extremes."""
    whole, keys = pl.concat(list(parts)), KEYS[name]
    together = [
        _together(column, kind) for column, kind in whole.schema.items() if column not in keys
    ]
    if not keys:
        return whole.select(together)
    return whole.group_by(keys).agg(together).select(whole.columns).sort(keys)


def _together(column: str, kind: pl.DataType) -> pl.Expr:
    if kind.is_numeric():
        return pl.col(column).sum()
    if column.startswith("first_"):
        return pl.col(column).min()
    if column.startswith("last_"):
        return pl.col(column).max()
    return pl.col(column).first()


def _totals(
    tape: Tape,
    aged: pl.DataFrame,
    found: pl.DataFrame,
    lawful: pl.DataFrame,
    values: Cases,
    settings: Settings,
) -> pl.DataFrame:
    overdue = aged.filter(pl.col("days_past_due") > 0)
    reachable = lawful.filter("allowed")["customer_id"].unique()
    lawfully = found["customer_id"].is_in(reachable.implode())
    worthwhile = pl.Series((values.value[1:] > 0).any(axis=0), dtype=pl.Boolean)
    owed = found["owed"]
    return pl.DataFrame(
        {
            "accounts": aged.height,
            "customers": tape["customers"].height,
            "outstanding": _at_home(aged, "outstanding", settings),
            "overdue_accounts": overdue.height,
            "overdue_customers": found.height,
            "overdue_outstanding": _at_home(overdue, "outstanding", settings),
            "owed": int(owed.sum()),
            "permitted_customers": int(lawfully.sum()),
            "permitted_owed": int(owed.filter(lawfully).sum()),
            "worth_customers": int(worthwhile.sum()),
            "worth_owed": int(owed.filter(worthwhile).sum()),
            "refused_contacts": int(lawful["barred"].sum()),
            "by_itself": int(np.rint(owed.to_numpy() * found["p_self"].to_numpy()).sum()),
        }
    )


def _at_home(aged: pl.DataFrame, column: str, settings: Settings) -> int:
    return int(aged.select(in_own_currency(column, settings.bank).sum()).item())


def _rolls(moved: pl.DataFrame, bank: Bank) -> pl.DataFrame:
    return (
        moved.with_columns(overdue=in_own_currency("overdue", bank))
        .group_by("month", "was", "now")
        .agg(pl.col("accounts", "overdue").sum())
        .sort("month", "was", "now")
    )


def _channels(lawful: pl.DataFrame) -> pl.DataFrame:
    asks = pl.col("allowed") & pl.col("conditional")
    return (
        lawful.group_by("channel")
        .agg(
            permitted=pl.col("allowed").sum().cast(pl.Int64),
            conditional=asks.sum().cast(pl.Int64),
            refused=pl.col("barred").sum().cast(pl.Int64),
            impossible=(~pl.col("allowed") & ~pl.col("barred")).sum().cast(pl.Int64),
        )
        .sort("channel")
    )


def _treatments(found: pl.DataFrame, values: Cases, settings: Settings) -> pl.DataFrame:
    names = settings.strategy.treatments.names
    proposed = propose(settings.strategy.table, found).group_by("treatment").agg(proposed=pl.len())
    open_ = np.isfinite(values.value).sum(axis=1)
    return (
        pl.DataFrame({"treatment": names, "permitted": open_})
        .join(proposed, on="treatment", how="left")
        .select(
            "treatment",
            pl.col("proposed").fill_null(0).cast(pl.Int64),
            pl.col("permitted").cast(pl.Int64),
        )
        .sort("treatment")
    )

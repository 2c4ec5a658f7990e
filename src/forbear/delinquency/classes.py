"""Bucket and five-tier class from days past due."""

from __future__ import annotations

from datetime import date

import polars as pl

from forbear.delinquency.conventions import DelinquencyPolicy
from forbear.delinquency.schema import Bucket, FiveTier


def bucket(days_past_due: pl.Expr, policy: DelinquencyPolicy) -> pl.Expr:
    """M0 to M7+ by the policy's last day of each."""
    return _class_of(days_past_due, policy.buckets, pl.Enum(Bucket))


def five_tier(days_past_due: pl.Expr, policy: DelinquencyPolicy, as_of: date) -> pl.Expr:
    """The least class that days past due alone impose, by the text in force on ``as_of``.

    Other grounds (collateral, cash flow, other debts of the same obligor) can only make it worse
    and are not known here.
    """
    over = policy.thresholds(as_of)
    days = (over.special_mention, over.substandard, over.doubtful, over.loss)
    return _class_of(days_past_due, days, pl.Enum(FiveTier))


def _class_of(days: pl.Expr, beyond: tuple[int, ...], classes: pl.Enum) -> pl.Expr:
    """How many of the rising limits the days exceed, as the class of that rank."""
    rank = pl.sum_horizontal([(days > limit).cast(pl.UInt8) for limit in beyond])
    return rank.cast(pl.UInt8).cat.to(classes)

"""Fit the scorecard to the demo's real outcomes, and measure it on accounts kept apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from forbear.delinquency import DelinquencyPolicy, age
from forbear.scoring import Scorecard, features, rate, validate
from forbear.scoring.train import fit, held_out

#: Share of accounts kept for measuring.
HOLDOUT = 0.3
#: How much more an overdue account weighs in fitting: the night scores overdue accounts, and three
#: times makes the 23 % that are overdue about as heavy as the others.
OVERDUE_WEIGHT = 3.0


@dataclass(frozen=True)
class Calibration:
    """A fitted card and its measures on the accounts kept apart, by bucket and altogether."""

    card: Scorecard
    by_bucket: pl.DataFrame
    together: pl.DataFrame


def calibrate(
    tape: Mapping[str, pl.DataFrame],
    card: Scorecard,
    *,
    as_of: date,
    timezone: str,
    policy: DelinquencyPolicy,
) -> Calibration:
    """Fit ``card``'s points to a tape whose accounts carry ``x_default_next_month`` (1: default).

    The outcome says whether an account was in default the month after, whatever was done about it:
    a stand-in for "paid within 30 days if nobody does anything", and not the same.
    """
    aged = age(tape["accounts"], tape["instalments"], tape["payments"], as_of=as_of, policy=policy)
    wanted = [part.feature for part in card.features]
    known = features(aged, tape["contacts"], as_of=as_of, timezone=timezone, wanted=wanted)
    outcome = tape["accounts"].select("account_id", paid=pl.col("x_default_next_month") == 0)
    frame = (
        known.collect()
        .join(aged.select("account_id", "bucket", "days_past_due"), on="account_id")
        .join(outcome, on="account_id")
        .sort("account_id")
    )
    kept = held_out(frame["account_id"], HOLDOUT)
    taught = frame.filter(~kept)
    late = taught["days_past_due"] > 0
    weight = pl.select(pl.when(late).then(OVERDUE_WEIGHT).otherwise(1.0)).to_series()
    fitted = fit(card, taught, taught["paid"], weight)
    tested = frame.filter(kept)
    measured = tested.join(rate(tested, fitted), on="account_id").with_columns(
        group=pl.when(pl.col("days_past_due") > 0)
        .then(pl.lit("overdue"))
        .otherwise(pl.lit("not overdue"))
    )
    return Calibration(
        card=fitted,
        by_bucket=validate(measured, by="bucket"),
        together=validate(measured, by="group"),
    )

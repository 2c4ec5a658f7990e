"""How well chances agree with what happened, group by group."""

from __future__ import annotations

import polars as pl

#: Chances are compared with outcomes in so many equal steps from 0 to 1.
STEPS = 10


def validate(
    frame: pl.DataFrame, *, by: str, p: str = "p_self", paid: str = "paid"
) -> pl.DataFrame:
    """Measures of discrimination and calibration, a row for each value of ``by``, sorted by it.

    ``p`` holds chances, ``paid`` whether it came true (boolean or 0/1). Columns: ``by``,
    ``accounts``, ``paid_share``, ``mean_p``, and as fractions

    - ``auc``: how often, of a payer and a non-payer, the payer had the higher chance; ties count
      half (Mann-Whitney);
    - ``ks``: the widest gap between the two groups' cumulative shares (Kolmogorov-Smirnov);
    - ``brier``: the mean squared difference of chance and outcome (Brier 1950);
    - ``calibration_error``: the mean gap between chance and share paid over ten even steps of
      chance, weighted by accounts (expected calibration error).

    ``auc`` and ``ks`` are empty where everybody, or nobody, paid.
    """
    rows = frame.select(
        by, p=pl.col(p), paid=pl.col(paid).cast(pl.Int64), n=pl.lit(1, dtype=pl.Int64)
    )
    sums = rows.group_by(by).agg(
        accounts=pl.len(),
        paid_share=pl.col("paid").mean(),
        mean_p=pl.col("p").mean(),
        brier=((pl.col("p") - pl.col("paid")) ** 2).mean(),
    )
    return (
        sums.join(_ranked(rows, by), on=by, how="left")
        .join(_calibration(rows, by), on=by, how="left")
        .select(by, "accounts", "paid_share", "mean_p", "auc", "ks", "brier", "calibration_error")
        .sort(by)
    )


def _ranked(rows: pl.DataFrame, by: str) -> pl.DataFrame:
    """AUC and KS from counts at each distinct chance, lowest first."""
    good, bad = pl.col("good"), pl.col("bad")
    return (
        rows.group_by(by, "p")
        .agg(good=pl.col("paid").sum(), bad=(1 - pl.col("paid")).sum())
        .sort(by, "p")
        .with_columns(
            goods=good.sum().over(by),
            bads=bad.sum().over(by),
            good_so_far=good.cum_sum().over(by),
            bad_so_far=bad.cum_sum().over(by),
        )
        .filter((pl.col("goods") > 0) & (pl.col("bads") > 0))
        .group_by(by)
        .agg(
            # Twice the pairs won, so that a tie is the whole number one.
            auc=(good * (2 * pl.col("bad_so_far") - bad)).sum()
            / (2 * pl.col("goods").first() * pl.col("bads").first()),
            ks=(pl.col("bad_so_far") / pl.col("bads") - pl.col("good_so_far") / pl.col("goods"))
            .abs()
            .max(),
        )
    )


def _calibration(rows: pl.DataFrame, by: str) -> pl.DataFrame:
    step = (pl.col("p") * STEPS).floor().clip(0, STEPS - 1)
    return (
        rows.group_by(by, step.alias("step"))
        .agg(gap=(pl.col("p").sum() - pl.col("paid").sum()).abs(), n=pl.len())
        .group_by(by)
        .agg(calibration_error=pl.col("gap").sum() / pl.col("n").sum())
    )

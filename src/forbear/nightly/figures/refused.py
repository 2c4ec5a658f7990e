"""Refusals by rule: how many customers each rule keeps from each channel."""

from __future__ import annotations

import polars as pl

from forbear.nightly.figures.measures import Measure, counted
from forbear.nightly.lawful import SEPARATOR
from forbear.rulebook import Rulebook
from forbear.rulebook.rule import Bindingness


def refused(lawful: pl.DataFrame, homes: pl.DataFrame, rules: Rulebook) -> pl.DataFrame:
    """Customers by rule and channel; a want of means (no number, no address) is no refusal."""
    sets = (
        lawful.lazy()
        .filter(pl.col("barred"))
        .join(homes.lazy(), on="customer_id", how="left")
        .group_by("branch_id", "product", "channel", "refused_by")
        .len("refused")
        .with_columns(rule=pl.col("refused_by").str.split(SEPARATOR))
        .explode("rule")
        .collect()
    )
    norms = [
        rule
        for rule in sets["rule"].unique()
        if rule and rules.rule(rule).bindingness is not Bindingness.PRACTICAL
    ]
    return counted(
        Measure.REFUSAL,
        sets.filter(pl.col("rule").is_in(norms)),
        row=pl.col("rule"),
        column=pl.col("channel"),
        items=pl.col("refused").sum(),
        customers=pl.col("refused").sum(),
    )

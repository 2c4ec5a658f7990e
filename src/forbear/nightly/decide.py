"""What is done with each case tomorrow, and under which permit."""

from __future__ import annotations

import polars as pl

from forbear.portfolio import masks
from forbear.portfolio.words import Channel
from forbear.strategy import Treatments

#: How a decision came about.
STATES = ("waits", "planned", "visit", "fell_back")
_CHANNEL = pl.Enum(Channel)


def channels(treatments: Treatments) -> pl.DataFrame:
    """Treatment, its channel, and what one use costs."""
    return pl.DataFrame(
        [(name, treatments[name].channel, treatments[name].cost) for name in treatments.names],
        schema={"treatment": pl.String, "channel": _CHANNEL, "cost": pl.Int64},
        orient="row",
    )


def settle_visits(
    allocated: pl.DataFrame, routed: pl.DataFrame, second: pl.DataFrame, treatments: Treatments
) -> pl.DataFrame:
    """The allocation with visits as the routes have them.

    ``routed`` are the visits on an itinerary (case_id, channel, team_id, begin); ``second`` what
    the others of the chosen visits took instead (case_id, treatment, value). An appointment of a
    case chosen for something else becomes the first treatment on the visit's channel.
    """
    first_on = (
        channels(treatments)
        .drop_nulls("channel")
        .unique("channel", keep="first", maintain_order=True)
    )
    visits = (
        routed.lazy()
        .join(first_on.lazy(), on="channel")
        .join(allocated.lazy().select("case_id", own="treatment", was="channel"), on="case_id")
        .select(
            "case_id",
            "team_id",
            "begin",
            visit=pl.when(pl.col("was") == pl.col("channel")).then("own").otherwise("treatment"),
        )
    )
    return (
        allocated.lazy()
        .select("case_id", "treatment", "value")
        .join(visits, on="case_id", how="left")
        .join(
            second.lazy().select("case_id", other="treatment", other_value="value"),
            on="case_id",
            how="left",
        )
        .select(
            "case_id",
            pl.coalesce("visit", "other", "treatment").alias("treatment"),
            pl.when(pl.col("visit").is_null())
            .then(pl.coalesce("other_value", "value"))
            .otherwise("value")
            .alias("value"),
            "team_id",
            "begin",
            fell_back=pl.col("other").is_not_null() & pl.col("visit").is_null(),
        )
        .collect()
    )


def decide(
    cases: pl.DataFrame,
    settled: pl.DataFrame,
    permits: pl.DataFrame,
    phones: pl.DataFrame,
    treatments: Treatments,
) -> pl.DataFrame:
    """One row a case, sorted by ``case_id``: treatment, channel, permit and what it rests on.

    ``permits`` are those of `forbear.nightly.lawful.written`. Telephone numbers leave masked, as
    names came. ``hours``, ``remaining`` and ``requires`` are the permit's; empty for those who
    wait.
    """
    waits = pl.col("channel").is_null()
    state = (
        pl.when(pl.col("team_id").is_not_null())
        .then(pl.lit("visit"))
        .when(pl.col("fell_back"))
        .then(pl.lit("fell_back"))
        .when(waits)
        .then(pl.lit("waits"))
        .otherwise(pl.lit("planned"))
    )
    return (
        cases.lazy()
        .join(settled.lazy(), on="case_id", how="left")
        .join(channels(treatments).lazy(), on="treatment", how="left")
        .join(
            permits.lazy().select("customer_id", "channel", "hours", "remaining", "requires"),
            on=["customer_id", "channel"],
            how="left",
        )
        .join(_numbers(phones, cases), on="customer_id", how="left")
        .select(
            "case_id",
            "customer_id",
            "branch_id",
            "account_id",
            "product",
            "accounts",
            "days_past_due",
            "bucket",
            "five_tier",
            "owed",
            "p_self",
            "reason_1",
            "reason_2",
            "reason_3",
            "name",
            "phone",
            "rule",
            "treatment",
            "channel",
            state.cast(pl.Enum(STATES)).alias("state"),
            pl.col("value").cast(pl.Float64),
            "cost",
            "hours",
            "remaining",
            "requires",
            "team_id",
            "begin",
        )
        .sort("case_id")
        .collect()
    )


def _numbers(phones: pl.DataFrame, cases: pl.DataFrame) -> pl.LazyFrame:
    """The customer's own number to try first, masked: in use, confirmed last.

    Of several by what is shown of them, which is the same for a number and what stands for it.
    """
    return (
        phones.lazy()
        .filter(pl.col("party_id").is_null() & pl.col("valid").fill_null(True))
        .join(cases.lazy().select("customer_id"), on="customer_id", how="semi")
        .select("customer_id", "verified_on", phone=masks.phone(pl.col("phone")))
        .sort(
            ["customer_id", "verified_on", "phone"],
            descending=[False, True, False],
            nulls_last=True,
        )
        .unique("customer_id", keep="first", maintain_order=True)
        .select("customer_id", "phone")
    )

"""From chosen visits to doors: where, when somebody is likely there, and what it is worth."""

from __future__ import annotations

from datetime import date

import polars as pl

from forbear.nightly.lawful import spans
from forbear.policy import Policy
from forbear.portfolio.words import AddressKind, Channel, ConsentKind
from forbear.visits import Candidates, cut

#: Which kind of address a channel goes to.
PLACES = {
    Channel.HOME_VISIT.value: AddressKind.HOME.value,
    Channel.WORK_VISIT.value: AddressKind.WORK.value,
}
_PLACE = pl.Enum(AddressKind)
_WINDOWS = pl.List(pl.List(pl.Int32))


def appointments(consents: pl.DataFrame, day: date) -> pl.DataFrame:
    """Customers who agreed to a visit on just this day: it has to be kept."""
    return (
        consents.lazy()
        .filter(
            (pl.col("kind") == ConsentKind.VISIT_APPOINTMENT.value)
            & (pl.col("from_on") == day)
            & (pl.col("to_on") == day)
        )
        .select("customer_id", must=True)
        .unique()
        .collect()
    )


def doors(
    cases: pl.DataFrame,
    chosen: pl.DataFrame,
    permits: pl.DataFrame,
    due: pl.DataFrame,
    addresses: pl.DataFrame,
) -> pl.DataFrame:
    """One row a case to be visited, sorted by ``case_id``; only where a permit allows it.

    ``cases``: case_id, customer_id, branch_id. ``chosen``: case_id, channel, value, fallback_value
    of the allocation. ``permits`` are written ones; ``due`` the `appointments`. An appointment of
    somebody chosen for no visit is kept at home. Of several addresses, the one confirmed last.
    """
    wanted = (
        cases.lazy()
        .join(chosen.lazy(), on="case_id")
        .join(due.lazy(), on="customer_id", how="left")
        .with_columns(pl.col("must").fill_null(False), going=pl.col("channel").is_in(list(PLACES)))
        .filter(pl.col("must") | pl.col("going"))
        .with_columns(
            channel=pl.when("going")
            .then("channel")
            .otherwise(pl.lit(Channel.HOME_VISIT.value, pl.Enum(Channel))),
            prize=pl.when("going").then(pl.col("value") - pl.col("fallback_value")).otherwise(0.0),
        )
        .with_columns(place=pl.col("channel").replace_strict(PLACES, return_dtype=_PLACE))
    )
    lawful = permits.lazy().filter("allowed").select("customer_id", "channel", "hours", "requires")
    return (
        wanted.join(lawful, on=["customer_id", "channel"])
        .join(_places(addresses), on=["customer_id", "place"])
        .select(
            "case_id",
            "customer_id",
            "branch_id",
            "channel",
            "address_id",
            "place",
            "lat",
            "lon",
            "hours",
            "requires",
            "must",
            prize=pl.max_horizontal(pl.col("prize").round().cast(pl.Int64), 0),
            visit_id=pl.concat_str("case_id", "address_id", separator="/"),
        )
        .sort("case_id")
        .collect()
    )


def _places(addresses: pl.DataFrame) -> pl.LazyFrame:
    return (
        addresses.lazy()
        .filter(pl.col("lat").is_not_null() & pl.col("lon").is_not_null())
        .sort(
            ["customer_id", "kind", "verified_on", "address_id"],
            descending=[False, False, True, False],
            nulls_last=True,
        )
        .unique(["customer_id", "kind"], keep="first", maintain_order=True)
        .select("customer_id", "address_id", "lat", "lon", place=pl.col("kind").cast(_PLACE))
    )


def candidates(
    found: pl.DataFrame, *, day: date, policy: Policy, service: dict[str, int], holiday: bool
) -> pl.DataFrame:
    """The router's `Candidates`: permit windows cut to when somebody is likely there.

    ``service`` gives the minutes of a visit by kind of place.
    """
    distinct = found.select("hours").unique(maintain_order=True)
    windows = pl.Series("windows", [spans(h) for h in distinct["hours"]], dtype=_WINDOWS)
    made = found.join(distinct.with_columns(windows), on="hours", how="left").with_columns(
        service=pl.col("place").replace_strict(service, return_dtype=pl.Int32),
        needs=pl.lit(None, pl.String),
    )
    columns = Candidates.create_empty().columns
    return cut(made, day=day, policy=policy, holiday=holiday).select(columns).sort("visit_id")

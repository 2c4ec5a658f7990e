"""The local day of an instant where each customer lives."""

from __future__ import annotations

import polars as pl


def with_local_day(contacts: pl.LazyFrame, zones: pl.LazyFrame) -> pl.LazyFrame:
    """The contacts with ``local``, the date of ``at`` in the customer's own time zone.

    ``zones`` has ``customer_id`` and ``zone``, the name of an existing time zone.
    """
    names = zones.select(pl.col("zone").unique().sort()).collect().to_series().to_list()
    if len(names) < 2:
        return contacts.with_columns(local=_day_in(names[0] if names else "UTC"))
    own = [pl.when(pl.col("zone") == name).then(_day_in(name)) for name in names]
    return contacts.join(zones, on="customer_id", how="left").with_columns(local=pl.coalesce(own))


def _day_in(zone: str) -> pl.Expr:
    return pl.col("at").dt.convert_time_zone(zone).dt.date()

"""How many local days ago a contact was, where each customer lives."""

from __future__ import annotations

from datetime import date

import polars as pl

from forbear.rulebook.facts.people import People


def with_days_ago(contacts: pl.DataFrame, people: People, day: date) -> pl.DataFrame:
    """The contacts with ``ago``: days from the customer's local date of ``at`` to ``day``.

    0 is ``day`` itself. Rows come out in any order.
    """
    if len(people.zones) < 2:
        return contacts.with_columns(ago=_ago(people.zones[0] if people.zones else "UTC", day))
    zone = pl.Series(people.zone[contacts["who"].to_numpy()])
    return pl.concat(
        contacts.filter(zone == number).with_columns(ago=_ago(name, day))
        for number, name in enumerate(people.zones)
    )


def _ago(zone: str, day: date) -> pl.Expr:
    local = pl.col("at").dt.convert_time_zone(zone).dt.date()
    return (pl.lit(day) - local).dt.total_days().cast(pl.Int64)

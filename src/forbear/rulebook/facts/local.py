"""How many local days ago a contact was, where each customer lives."""

from __future__ import annotations

import polars as pl

from forbear.rulebook.facts.people import People


def with_days_ago(contacts: pl.DataFrame, people: People, **others: pl.Expr) -> pl.DataFrame:
    """The contacts with ``ago``: days from the customer's local date of ``at`` to the day asked.

    0 is that day itself; ``others`` are further columns. Rows come out in any order.
    """
    if len(people.zones) < 2:
        here = people.zones[0] if people.zones else "UTC"
        return contacts.with_columns(ago=_ago(here, people.today), **others)
    zone = pl.Series(people.zone[contacts["who"].to_numpy()])
    return pl.concat(
        contacts.filter(zone == number).with_columns(ago=_ago(name, people.today), **others)
        for number, name in enumerate(people.zones)
    )


def _ago(zone: str, today: pl.Expr) -> pl.Expr:
    local = pl.col("at").dt.convert_time_zone(zone).dt.date()
    return (today - local).dt.total_days().cast(pl.Int64)

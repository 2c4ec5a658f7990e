"""Facts about countries: where the debtor lives, where the loan was made, where who collects is."""

from __future__ import annotations

import polars as pl

from forbear.rulebook.countries import COUNTRIES, country_of
from forbear.rulebook.facts.part import Part, Tables, spread

_COUNTRY = pl.Enum(COUNTRIES)
MADE_IN = ("made_in",)


def lives_in(customers: pl.DataFrame) -> pl.Series:
    """The country of the customer's region if that names one, else of his own time zone."""
    return _countries(customers).alias("lives_in")


def everybody(zone: str, people: int) -> pl.Series:
    """The same for all: the country in which a time zone lies."""
    where = pl.Series("collects_in", [country_of(zone)], dtype=_COUNTRY)
    return where.new_from_index(0, people)


def made_in(tables: Tables, branches: pl.DataFrame | None, people: int) -> Part:
    """The country of the branches that keep the accounts; unknown if they lie in several."""
    accounts = tables["accounts"]
    if branches is None or "branch_id" not in accounts.columns:
        return {"made_in": pl.repeat(None, people, dtype=_COUNTRY, eager=True).alias("made_in")}
    where = branches.select("branch_id").with_columns(_countries(branches).alias("made_in"))
    found = accounts.select("who", "branch_id").join(where, on="branch_id", how="left")
    place = pl.col("made_in")
    alike = (place.n_unique() == 1) & place.is_not_null().all()
    agreed = found.group_by("who").agg(pl.when(alike).then(place.first()))
    return spread(agreed, people)


def _countries(table: pl.DataFrame) -> pl.Series:
    """The country of each row's region or time zone; few distinct pairs occur."""
    if table.height == 1:
        row = table.row(0, named=True)
        only = country_of(row.get("timezone"), row.get("region"))
        return pl.Series([only], dtype=_COUNTRY)
    region = pl.col("region") if "region" in table.columns else pl.lit(None, dtype=pl.String)
    zone = pl.col("timezone") if "timezone" in table.columns else pl.lit(None, dtype=pl.String)
    named = table.select(zone=zone, region=region)
    pairs = named.unique(maintain_order=True)
    known = [country_of(zone, region) for zone, region in pairs.iter_rows()]
    found = pairs.with_columns(country=pl.Series(known, dtype=_COUNTRY))
    if pairs.height < 2:
        only = known[0] if known else None
        return pl.repeat(only, table.height, dtype=_COUNTRY, eager=True)
    both = ["zone", "region"]
    placed = named.join(found, on=both, how="left", nulls_equal=True, maintain_order="left")
    return placed["country"]

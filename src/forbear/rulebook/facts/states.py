"""Facts from the tables that say how things stand: products, holds, consents, means, agencies."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl

from forbear.portfolio.words import AddressKind, ConsentKind, HoldKind, PhoneKind, Product
from forbear.rulebook.facts import kernels
from forbear.rulebook.facts.part import Part, Tables, coded, flagged, spread
from forbear.rulebook.facts.people import People

PRODUCTS = tuple(f"product_{product}" for product in Product)
HOLDS = tuple(f"hold_{kind}" for kind in HoldKind)
CONSENTS = (*(f"consent_{kind}" for kind in ConsentKind), "consent_frequency_recent")
PHONES = ("has_phone", "own_mobile_dead")
ADDRESSES = ("has_address", "has_home", "has_work")
STANDING = (
    "agency_listed",
    "agency_published",
    "agency_inspected",
    "agency_evaluated",
    "agency_current",
)
AGENCIES = ("has_agency", *STANDING)
#: Columns of an agency by which it stands well or badly.
_SAID = {
    "agency_id": pl.String,
    "listed": pl.Boolean,
    "published": pl.Boolean,
    "inspected_on": pl.Date,
    "evaluated_on": pl.Date,
    "ends_on": pl.Date,
}

#: Days in which a consent to more frequent contact counts as recent, its own day included.
RECENT = 7


def products(tables: Tables, people: int) -> Part:
    """What the customer owes on."""
    return coded(tables["accounts"], "product", Product, "product", people)


def holds(tables: Tables, people: People) -> Part:
    """Holds in force; a hold on one account counts if that account is to be collected."""
    table = tables["holds"]
    if table.height:
        table = table.filter(_lasting(people.today))
    if "accounts" in tables and table["account_id"].null_count() < table.height:
        accounts = tables["accounts"]["account_id"]
        collected = accounts.filter(accounts.is_in(table["account_id"].unique().implode()))
        every = pl.col("account_id").is_null()
        table = table.filter(every | pl.col("account_id").is_in(collected.implode()))
    return coded(table, "kind", HoldKind, "hold", len(people))


def consents(tables: Tables, people: People) -> Part:
    """Consents in force."""
    table = tables["consents"]
    if table.height:
        table = table.filter(_lasting(people.today))
    agreed = pl.col("kind") == str(ConsentKind.FREQUENCY)
    since = people.today - pl.duration(days=RECENT)
    recent = {"consent_frequency_recent": agreed & (pl.col("from_on") > since)}
    found = coded(table, "kind", ConsentKind, "consent", len(people))
    return found | flagged(table, recent, len(people))


def phones(tables: Tables, people: int) -> Part:
    """The debtor's own numbers. A number whose state is unknown is taken to be in use."""
    mobile = (pl.col("kind") == str(PhoneKind.MOBILE)).fill_null(True)
    used = pl.col("valid").fill_null(True)
    own = tables["phones"].filter(pl.col("party_id").is_null())
    flags = {"used": used, "mobile": mobile, "live": used & mobile}
    found = flagged(own, flags, people)
    return {
        "has_phone": found["used"].alias("has_phone"),
        "own_mobile_dead": (found["mobile"] & ~found["live"]).alias("own_mobile_dead"),
    }


def addresses(tables: Tables, people: int) -> Part:
    """Places known. A visit needs coordinates, a letter an address as written."""
    placed = pl.col("lat").is_not_null() & pl.col("lon").is_not_null()
    home = pl.col("kind") == str(AddressKind.HOME)
    work = pl.col("kind") == str(AddressKind.WORK)
    flags = {
        "has_address": pl.col("written").is_not_null() & ~work,
        "has_home": placed & home,
        "has_work": placed & work,
    }
    return flagged(tables["addresses"], flags, people)


def agencies(tables: Tables, people: People) -> Part:
    """The agency with which the customer is placed, else the one that stands best."""
    standing, best = _standing(tuple(tables["agencies"][list(_SAID)].rows()), people.dates)
    found = best[people.day_numbers] if best.height else best.clear(len(people))
    there = {"has_agency": pl.Series("has_agency", np.full(len(people), best.height > 0))}
    placed = _placed(tables, people)
    if placed is None:
        return there | found.to_dict()
    every = (pl.col(name).all(ignore_nulls=False) for name in STANDING)
    own = placed.join(standing, on=["agency_id", "on"]).group_by("who").agg(every)
    mine = pl.Series(kernels.some(own["who"].to_numpy(), len(people)))
    their = spread(own, len(people))
    return there | {name: their[name].zip_with(mine, found[name]) for name in STANDING}


@lru_cache(maxsize=64)
def _standing(
    agencies: tuple[tuple[Any, ...], ...], days: tuple[date, ...]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """How each agency stands on each of the days: ``on``, ``agency_id`` and `STANDING`.

    And how the best stands, a row a day. A bank has a handful, and they seldom change: what they
    say of a day is kept.
    """
    table = pl.DataFrame(agencies, schema=_SAID, orient="row")
    day = pl.col("on")
    year = day - pl.duration(days=365)
    standing = table.join(pl.DataFrame({"on": days}), how="cross").select(
        "on",
        "agency_id",
        agency_listed=pl.col("listed"),
        agency_published=pl.col("published"),
        agency_inspected=pl.col("inspected_on") >= year,
        agency_evaluated=pl.col("evaluated_on") >= year,
        agency_current=(pl.col("ends_on") >= day).fill_null(True),
    )
    good = pl.sum_horizontal(pl.col(name).cast(pl.Int8) for name in STANDING).fill_null(0)
    ranked = standing.sort("on", good, "agency_id", descending=[False, True, False])
    best = ranked[kernels.firsts(ranked["on"].cast(pl.Int32).to_numpy())]
    return standing, best[list(STANDING)]


def _placed(tables: Tables, people: People) -> pl.DataFrame | None:
    """Columns ``who``, ``agency_id`` and ``on``, the day asked; None where nobody is placed."""
    accounts = tables.get("accounts")
    if accounts is None or "placed_with" not in accounts.columns:
        return None
    if accounts["placed_with"].null_count() == accounts.height:
        return None
    placed = accounts.filter(pl.col("placed_with").is_not_null())
    return placed.select("who", people.today.alias("on"), agency_id="placed_with")


def _lasting(day: pl.Expr) -> pl.Expr:
    return (pl.col("from_on") <= day) & (pl.col("to_on") >= day).fill_null(True)

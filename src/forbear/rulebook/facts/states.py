"""Facts from the tables that say how things stand: products, holds, consents, means, agencies."""

from __future__ import annotations

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
    days = pl.DataFrame({"on": people.days.unique() if people.days is not None else [people.day]})
    day = pl.col("on")
    year = day - pl.duration(days=365)
    flags = {
        "agency_listed": pl.col("listed"),
        "agency_published": pl.col("published"),
        "agency_inspected": pl.col("inspected_on") >= year,
        "agency_evaluated": pl.col("evaluated_on") >= year,
        "agency_current": (pl.col("ends_on") >= day).fill_null(True),
    }
    table = tables["agencies"].join(days, how="cross").select("on", "agency_id", **flags)
    good = pl.sum_horizontal(pl.col(name).cast(pl.Int8) for name in flags)
    best = table.sort(good.fill_null(0), "agency_id", descending=[True, False])
    best = best.unique("on", keep="first", maintain_order=True)
    who = pl.Series("who", np.arange(len(people)))
    own = _placed(tables, people).join(table, on=["agency_id", "on"])
    placed = own.group_by("who").agg(pl.col(name).all(ignore_nulls=False) for name in flags)
    open_ = pl.DataFrame([who, people.day_of(who).alias("on")]).join(placed, on="who", how="anti")
    others = open_.join(best, on="on").select("who", *flags)
    found = spread(pl.concat([placed, others]), len(people))
    there = kernels.some(placed["who"].to_numpy(), len(people)) | (best.height > 0)
    return {"has_agency": pl.Series("has_agency", there), **found}


def _placed(tables: Tables, people: People) -> pl.DataFrame:
    """Columns ``who``, ``agency_id`` and ``on``, the day asked."""
    accounts = tables.get("accounts")
    if accounts is None or "placed_with" not in accounts.columns:
        return pl.DataFrame(schema={"who": pl.Int64, "agency_id": pl.String, "on": pl.Date})
    placed = accounts.filter(pl.col("placed_with").is_not_null())
    return placed.select("who", people.today.alias("on"), agency_id="placed_with")


def _lasting(day: pl.Expr) -> pl.Expr:
    return (pl.col("from_on") <= day) & (pl.col("to_on") >= day).fill_null(True)

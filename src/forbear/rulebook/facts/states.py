"""Facts from the tables that say how things stand: products, holds, consents, means, agencies."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from forbear.portfolio.words import AddressKind, ConsentKind, HoldKind, PhoneKind, Product
from forbear.rulebook.facts.part import Part, Tables, flagged, spread

PRODUCTS = {f"product_{product}": str(product) for product in Product}
HOLDS = {f"hold_{kind}": str(kind) for kind in HoldKind}
CONSENTS = {f"consent_{kind}": str(kind) for kind in ConsentKind}
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
    return flagged(tables["accounts"], _is(PRODUCTS, "product"), people)


def holds(tables: Tables, day: date, people: int) -> Part:
    """Holds in force; a hold on one account counts if that account is to be collected."""
    table = tables["holds"].filter(_lasting(day))
    if "accounts" in tables:
        accounts = tables["accounts"]["account_id"]
        collected = accounts.filter(accounts.is_in(table["account_id"].unique().implode()))
        every = pl.col("account_id").is_null()
        table = table.filter(every | pl.col("account_id").is_in(collected.implode()))
    return flagged(table, _is(HOLDS, "kind"), people)


def consents(tables: Tables, day: date, people: int) -> Part:
    """Consents in force."""
    table = tables["consents"].filter(_lasting(day))
    agreed = pl.col("kind") == str(ConsentKind.FREQUENCY)
    since = pl.lit(day - timedelta(days=RECENT))
    recent = {"consent_frequency_recent": agreed & (pl.col("from_on") > since)}
    return flagged(table, _is(CONSENTS, "kind") | recent, people)


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


def agencies(tables: Tables, day: date, people: int) -> Part:
    """The agency with which the customer is placed, else the one that stands best."""
    year = pl.lit(day - timedelta(days=365))
    flags = {
        "agency_listed": pl.col("listed"),
        "agency_published": pl.col("published"),
        "agency_inspected": pl.col("inspected_on") >= year,
        "agency_evaluated": pl.col("evaluated_on") >= year,
        "agency_current": (pl.col("ends_on") >= day).fill_null(True),
    }
    table = tables["agencies"].select("agency_id", **flags)
    good = pl.sum_horizontal(pl.col(name).cast(pl.Int8) for name in flags)
    best = table.sort(good.fill_null(0), "agency_id", descending=[True, False]).head(1)
    others = dict(best.row(0, named=True)) if best.height else {}
    others["has_agency"] = best.height > 0
    placed = _placed(tables).join(table, left_on="placed_with", right_on="agency_id")
    frame = placed.group_by("who").agg(
        pl.lit(True).first().alias("has_agency"),
        *(pl.col(name).all(ignore_nulls=False) for name in flags),
    )
    return spread(frame, people, others)


def _placed(tables: Tables) -> pl.DataFrame:
    accounts = tables.get("accounts")
    if accounts is None or "placed_with" not in accounts.columns:
        return pl.DataFrame(schema={"who": pl.Int64, "placed_with": pl.String})
    placed = accounts.select("who", "placed_with")
    return placed.filter(pl.col("placed_with").is_not_null())


def _lasting(day: date) -> pl.Expr:
    return (pl.col("from_on") <= day) & (pl.col("to_on") >= day).fill_null(True)


def _is(codes: dict[str, str], column: str) -> dict[str, pl.Expr]:
    return {name: pl.col(column) == code for name, code in codes.items()}

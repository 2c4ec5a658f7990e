"""Facts from the tables that say how things stand: products, holds, consents, means, agencies."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from forbear.portfolio.words import AddressKind, ConsentKind, HoldKind, PhoneKind, Product
from forbear.rulebook.facts.part import Part, Tables

_AGENCY = (
    "agency_listed",
    "agency_published",
    "agency_inspected",
    "agency_evaluated",
    "agency_current",
)


def products(tables: Tables) -> Part:
    """What the customer owes on."""
    flags = {f"product_{product}": str(product) for product in Product}
    frame = (
        tables["accounts"]
        .lazy()
        .group_by("customer_id")
        .agg((pl.col("product") == code).any().alias(name) for name, code in flags.items())
    )
    return Part(frame, dict.fromkeys(flags, False))


def holds(tables: Tables, day: date) -> Part:
    """Holds in force; a hold on one account counts if that account is to be collected."""
    table = tables["holds"].lazy().filter(_lasting(day))
    if "accounts" in tables:
        own = tables["accounts"].lazy().select("account_id", collected=pl.lit(True))
        table = table.join(own, on="account_id", how="left").filter(
            pl.col("account_id").is_null() | pl.col("collected").is_not_null()
        )
    flags = {f"hold_{kind}": str(kind) for kind in HoldKind}
    return Part(_any_of(table, flags), dict.fromkeys(flags, False))


def consents(tables: Tables, day: date) -> Part:
    """Consents in force."""
    flags = {f"consent_{kind}": str(kind) for kind in ConsentKind}
    table = tables["consents"].lazy().filter(_lasting(day))
    recent = (pl.col("kind") == str(ConsentKind.FREQUENCY)) & (
        pl.col("from_on") > pl.lit(day - timedelta(days=7))
    )
    frame = _any_of(table, flags, consent_frequency_recent=recent.any())
    return Part(frame, dict.fromkeys((*flags, "consent_frequency_recent"), False))


def phones(tables: Tables) -> Part:
    """The debtor's own numbers. A number whose state is unknown is taken to be in use."""
    mobile = (pl.col("kind") == str(PhoneKind.MOBILE)).fill_null(True)
    frame = (
        tables["phones"]
        .lazy()
        .filter(pl.col("party_id").is_null())
        .select("customer_id", used=pl.col("valid").fill_null(True), mobile=mobile)
        .group_by("customer_id")
        .agg(
            pl.col("used").any().alias("has_phone"),
            own_mobile_dead=pl.col("mobile").any() & ~(pl.col("used") & pl.col("mobile")).any(),
        )
    )
    return Part(frame, {"has_phone": False, "own_mobile_dead": False})


def addresses(tables: Tables) -> Part:
    """Places known. A visit needs coordinates, a letter an address as written."""
    placed = pl.col("lat").is_not_null() & pl.col("lon").is_not_null()
    home = pl.col("kind") == str(AddressKind.HOME)
    work = pl.col("kind") == str(AddressKind.WORK)
    flags = {
        "has_address": pl.col("written").is_not_null() & ~work,
        "has_home": placed & home,
        "has_work": placed & work,
    }
    frame = (
        tables["addresses"]
        .lazy()
        .select("customer_id", **flags)
        .group_by("customer_id")
        .agg(pl.col(name).any() for name in flags)
    )
    return Part(frame, dict.fromkeys(flags, False))


def agencies(tables: Tables, day: date) -> Part:
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
    others: dict[str, bool | int | str | None] = {"has_agency": best.height > 0}
    others |= best.row(0, named=True) if best.height else dict.fromkeys(flags, None)
    others.pop("agency_id", None)
    placed = _placed(tables).join(table.lazy(), left_on="placed_with", right_on="agency_id")
    frame = placed.group_by("customer_id").agg(
        pl.lit(True).first().alias("has_agency"),
        *(pl.col(name).all(ignore_nulls=False) for name in flags),
    )
    return Part(frame, others, unknowns=True)


def _placed(tables: Tables) -> pl.LazyFrame:
    accounts = tables.get("accounts")
    if accounts is None or "placed_with" not in accounts.columns:
        return pl.LazyFrame(schema={"customer_id": pl.String, "placed_with": pl.String})
    placed = accounts.lazy().select("customer_id", "placed_with")
    return placed.filter(pl.col("placed_with").is_not_null())


def _lasting(day: date) -> pl.Expr:
    return (pl.col("from_on") <= day) & (pl.col("to_on") >= day).fill_null(True)


def _any_of(table: pl.LazyFrame, flags: dict[str, str], **more: pl.Expr) -> pl.LazyFrame:
    return table.group_by("customer_id").agg(
        *((pl.col("kind") == code).any().alias(name) for name, code in flags.items()), **more
    )

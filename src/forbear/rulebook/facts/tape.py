"""Facts in bulk: one row a customer, read off the checked tables of the tape for one local day.

Pure frame expressions. A table that is not given is not known, and its facts are null; a table
that is given and empty says that there is nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import polars as pl

from forbear.portfolio.words import CustomerKind
from forbear.rulebook.facts import states
from forbear.rulebook.facts.by_debt import BY_DEBT, by_debt
from forbear.rulebook.facts.history import history, refuse_future
from forbear.rulebook.facts.names import ADDRESSEES, FACTS
from forbear.rulebook.facts.part import Part, Tables
from forbear.rulebook.facts.third import parties


@dataclass(frozen=True)
class Facts:
    """Facts of many customers on one local day: ``frame`` has ``customer_id``, then facts.

    A fact that has no column is unknown for all. Rows are sorted by ``customer_id``.
    ``sources`` says for each fact where it was read.
    """

    frame: pl.DataFrame
    day: date
    sources: dict[str, str]


def facts_from(
    tables: Tables, *, day: date, zone: str, asked: Collection[str] = frozenset(FACTS)
) -> Facts:
    """The facts of every customer in ``tables["customers"]`` on the local day ``day``.

    ``tables`` are checked tables by their names on the tape; ``accounts`` should hold only what is
    to be collected (needs ``account_id``, ``customer_id``, ``product``; ``placed_with`` if there).
    ``zone`` is the bank's, used for customers with none of their own. Contacts may reach up to the
    end of ``day``; a later one raises `ForbearError`. Counts by debt take time over many contacts
    and are left out if none of them is ``asked`` for (`RuleSet.facts` says what rules look at).
    """
    customers = tables["customers"].lazy()
    zones = customers.select("customer_id", pl.coalesce("timezone", pl.lit(zone)).alias("zone"))
    frame = customers.select(
        "customer_id",
        pl.col("kind"),
        _minor(day).alias("minor"),
        zone_known=pl.col("timezone").is_not_null(),
        has_email=pl.col("email").is_not_null(),
        addressee=pl.lit("debtor", dtype=pl.Enum(ADDRESSEES)),
    )
    own = ("kind", "minor", "zone_known", "has_email", "addressee")
    sources = dict.fromkeys(own, "customers")
    for name, part in _parts(tables, day, zones, asked):
        frame = part.onto(frame)
        sources |= {fact: name for fact in part.others if fact in FACTS}
    kept = [name for name in FACTS if name in sources]
    out = frame.select("customer_id", *kept).sort("customer_id").collect()
    return Facts(out, day, sources)


def _parts(
    tables: Tables, day: date, zones: pl.LazyFrame, asked: Collection[str]
) -> list[tuple[str, Part]]:
    """What each table that is given says."""
    found: list[tuple[str, Part]] = []
    if "accounts" in tables:
        found.append(("accounts", states.products(tables)))
    if "holds" in tables:
        found.append(("holds", states.holds(tables, day)))
    if "consents" in tables:
        found.append(("consents", states.consents(tables, day)))
    if "phones" in tables:
        found.append(("phones", states.phones(tables)))
    if "addresses" in tables:
        found.append(("addresses", states.addresses(tables)))
    if "parties" in tables:
        found.append(("parties", parties(tables)))
    if "agencies" in tables:
        found.append(("agencies", states.agencies(tables, day)))
    if "contacts" in tables:
        names = zones.select(pl.col("zone").unique()).collect().to_series().to_list()
        refuse_future(tables["contacts"], day, names)
        found.append(("contacts", history(tables, day, zones)))
        if not set(BY_DEBT).isdisjoint(asked):
            found.append(("contacts", by_debt(tables, day, zones)))
    return found


def _minor(day: date) -> pl.Expr:
    """Whether a person is under 18 on the day; companies are not. 29 February turns on 1 March."""
    written = pl.col("resident_id").str.slice(6, 8).str.to_date("%Y%m%d", strict=False)
    born = pl.coalesce("born_on", written)
    year, month, of_month = (
        part.cast(pl.Int32) for part in (born.dt.year(), born.dt.month(), born.dt.day())
    )
    grown = (year + 18) * 10000 + month * 100 + of_month
    today = day.year * 10000 + day.month * 100 + day.day
    company = pl.col("kind") == str(CustomerKind.COMPANY)
    return pl.when(company).then(pl.lit(False)).otherwise(grown > today)

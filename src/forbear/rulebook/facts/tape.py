"""Facts in bulk: one row a customer, read off the checked tables of the tape for one local day.

Pure frame expressions. A table that is not given is not known, and its facts are null; a table
that is given and empty says that there is nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from forbear.portfolio.words import CustomerKind
from forbear.rulebook.facts import states
from forbear.rulebook.facts.by_debt import BY_DEBT, by_debt
from forbear.rulebook.facts.history import BY_NUMBER, BY_PERSON, history, recent, refuse_future
from forbear.rulebook.facts.names import ADDRESSEES, FACTS
from forbear.rulebook.facts.part import Part, Tables
from forbear.rulebook.facts.people import People
from forbear.rulebook.facts.third import PARTIES, parties

#: Tables read by customer.
_KEYED = ("accounts", "holds", "consents", "phones", "addresses", "parties", "contacts")


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
    end of ``day``; a later one raises `ForbearError`. Tables none of whose facts are ``asked`` for
    are left alone (`RuleSet.facts` says what rules look at).
    """
    customers = tables["customers"].sort("customer_id")
    people = People.of(customers, zone)
    if "contacts" in tables:
        refuse_future(tables["contacts"], day, people.zones)
    found: Part = _own(customers, day).to_dict()
    sources = dict.fromkeys(found, "customers")
    for name, part in _parts(tables, day, people, asked):
        found |= part
        sources |= dict.fromkeys(part, name)
    kept = [found[name] for name in FACTS if name in found]
    return Facts(pl.DataFrame([people.ids, *kept]), day, sources)


def _own(customers: pl.DataFrame, day: date) -> pl.DataFrame:
    """What the customers' own rows say."""
    return customers.select(
        "kind",
        _minor(day).alias("minor"),
        zone_known=pl.col("timezone").is_not_null(),
        has_email=pl.col("email").is_not_null(),
        addressee=pl.lit("debtor", dtype=pl.Enum(ADDRESSEES)),
    )


def _parts(
    tables: Tables, day: date, people: People, asked: Collection[str]
) -> Iterator[tuple[str, Part]]:
    """What each table that is given and asked about says."""
    given = {name: table for name, table in tables.items() if name in _KEYED}
    if "contacts" in given:
        given["contacts"] = recent(given["contacts"], day)
    own = people.numbered(given)
    if "agencies" in tables:
        own["agencies"] = tables["agencies"]
    size = len(people)
    ways: tuple[tuple[str, Iterable[str], Callable[[], Part]], ...] = (
        ("accounts", states.PRODUCTS, lambda: states.products(own, size)),
        ("holds", states.HOLDS, lambda: states.holds(own, day, size)),
        ("consents", states.CONSENTS, lambda: states.consents(own, day, size)),
        ("phones", states.PHONES, lambda: states.phones(own, size)),
        ("addresses", states.ADDRESSES, lambda: states.addresses(own, size)),
        ("parties", PARTIES, lambda: parties(own, size)),
        ("agencies", states.AGENCIES, lambda: states.agencies(own, day, size)),
        ("contacts", (*BY_PERSON, *BY_NUMBER), lambda: history(own, day, people)),
        ("contacts", BY_DEBT, lambda: by_debt(own, day, people)),
    )
    for name, facts, read in ways:
        if name in own and not set(asked).isdisjoint(facts):
            yield name, read()


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

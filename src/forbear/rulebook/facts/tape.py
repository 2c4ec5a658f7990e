"""Facts in bulk: one row a customer, read off the checked tables of the tape for one local day.

Pure frame expressions. A table that is not given is not known, and its facts are null; a table
that is given and empty says that there is nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from forbear.portfolio.words import CustomerKind
from forbear.rulebook.facts import places, states
from forbear.rulebook.facts.by_debt import BY_DEBT, by_debt
from forbear.rulebook.facts.history import BY_NUMBER, BY_PERSON, history, recent, refuse_future
from forbear.rulebook.facts.names import ADDRESSEES, FACTS
from forbear.rulebook.facts.part import Part, Tables
from forbear.rulebook.facts.people import People
from forbear.rulebook.facts.third import PARTIES, parties

#: Source of what is known of the bank itself, not read in a table.
BANK = "bank"

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
    ``zone`` is the bank's, used for customers with none of their own and for where it collects.
    Contacts may reach up to the end of ``day``; a later one raises `ForbearError`. Tables none of
    whose facts are ``asked`` for are left alone (`RuleSet.facts` says what rules look at).
    """
    return _facts(tables, (day,), zone, asked)


def facts_on_days(
    tables: Tables, *, days: Sequence[date], zone: str, asked: Collection[str] = frozenset(FACTS)
) -> Facts:
    """The facts of one customer on each of some days, nothing more happening meanwhile.

    As `facts_from`, with a row a day. No contact may lie after the first of the days.
    """
    return _facts(tables, days, zone, asked)


def _facts(tables: Tables, days: Sequence[date], zone: str, asked: Collection[str]) -> Facts:
    customers = tables["customers"]
    if customers.height > 1:
        customers = customers.sort("customer_id")
    people = People.of(customers, zone, days)
    if "contacts" in tables:
        refuse_future(tables["contacts"], people.day, people.zones)
    lives_in = places.lives_in(customers)
    if people.days is not None:
        customers = people.numbered({"customers": customers})["customers"]
        lives_in = lives_in.new_from_index(0, len(people))
    found: Part = _own(customers, people.today).to_dict()
    found["lives_in"] = lives_in
    sources = dict.fromkeys(found, "customers")
    found["collects_in"] = places.everybody(zone, len(people))
    sources["collects_in"] = BANK
    for name, part in _parts(tables, people, asked):
        found |= part
        sources |= dict.fromkeys(part, name)
    kept = [found[name] for name in FACTS if name in found]
    return Facts(pl.DataFrame([people.ids, *kept]), people.day, sources)


def _own(customers: pl.DataFrame, today: pl.Expr) -> pl.DataFrame:
    """What the customers' own rows say."""
    return customers.select(
        "kind",
        _minor(today).alias("minor"),
        zone_known=pl.col("timezone").is_not_null(),
        has_email=pl.col("email").is_not_null(),
        addressee=pl.lit("debtor", dtype=pl.Enum(ADDRESSEES)),
    )


def _parts(tables: Tables, people: People, asked: Collection[str]) -> Iterator[tuple[str, Part]]:
    """What each table that is given and asked about says."""
    given = {name: table for name, table in tables.items() if name in _KEYED}
    if "contacts" in given:
        given["contacts"] = recent(given["contacts"], people.day)
    own = people.numbered(given)
    if "agencies" in tables:
        own["agencies"] = tables["agencies"]
    size = len(people)
    ways: tuple[tuple[str, Iterable[str], Callable[[], Part]], ...] = (
        ("accounts", states.PRODUCTS, lambda: states.products(own, size)),
        ("accounts", places.MADE_IN, lambda: places.made_in(own, tables.get("branches"), size)),
        ("holds", states.HOLDS, lambda: states.holds(own, people)),
        ("consents", states.CONSENTS, lambda: states.consents(own, people)),
        ("phones", states.PHONES, lambda: states.phones(own, size)),
        ("addresses", states.ADDRESSES, lambda: states.addresses(own, size)),
        ("parties", PARTIES, lambda: parties(own, size)),
        ("agencies", states.AGENCIES, lambda: states.agencies(own, people)),
        ("contacts", (*BY_PERSON, *BY_NUMBER), lambda: history(own, people)),
        ("contacts", BY_DEBT, lambda: by_debt(own, people)),
    )
    for name, facts, read in ways:
        if name in own and not set(asked).isdisjoint(facts):
            yield name, read()


def _minor(day: pl.Expr) -> pl.Expr:
    """Whether a person is under 18 on the day; companies are not. 29 February turns on 1 March."""
    written = pl.col("resident_id").str.slice(6, 8).str.to_date("%Y%m%d", strict=False)
    born = pl.coalesce("born_on", written)
    grown = _as_number(born.dt.year() + 18, born.dt.month(), born.dt.day())
    today = _as_number(day.dt.year(), day.dt.month(), day.dt.day())
    company = pl.col("kind") == str(CustomerKind.COMPANY)
    return pl.when(company).then(pl.lit(False)).otherwise(grown > today)


def _as_number(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    return year.cast(pl.Int32) * 10000 + month.cast(pl.Int32) * 100 + day.cast(pl.Int32)

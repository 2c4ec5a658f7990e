"""What is known of one customer at this moment, as rows of the tape, for the rulebook to read."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from forbear.portfolio.tables import TABLES
from forbear.rulebook.facts.history import LOOK_BACK
from forbear.web import bank
from forbear.web.fetch import Row, fetch
from forbear.web.records.models import (
    Account,
    Address,
    Agency,
    Branch,
    Consent,
    Contact,
    Customer,
    Hold,
    Party,
    PastContact,
    Phone,
    PlanAccount,
)

_CONTACTS = ("customer_id", "at", "channel", "outcome", "account_id", "party_id", "phone_index")


def case_of(customer: Customer, at: datetime, tape: int, party_id: str | None = None) -> Row:
    """A case of `forbear.rulebook` without its channel: the customer's rows as of ``at``.

    ``tape`` is the one accepted last. Numbers are told by their blind index. With ``party_id`` that
    one is the only third person.
    """
    own = customer.pk
    parties = fetch(Party, _columns("parties", "name", "resident_id"), own)
    if party_id is not None:
        parties = [party for party in parties if party["party_id"] == party_id]
    accounts = _accounts(own)
    bank_s = _of_the_bank(connection.settings_dict["NAME"], tape)
    places = {account["branch_id"] for account in accounts}
    phones = fetch(Phone, ("phone_index", *_columns("phones", "phone")), own)
    return {
        "at": at,
        "zone": customer.timezone or bank.policy().bank.timezone,
        "customer_id": own,
        "facts": {"actor": bank.policy().bank.acts_as},
        "tape": {
            "customers": [_customer(customer)],
            "accounts": accounts,
            "branches": [row for row in bank_s["branches"] if row["branch_id"] in places],
            "holds": _lasting(Hold, "holds", "hold_id", own),
            "consents": _lasting(Consent, "consents", "consent_id", own),
            "phones": [_numbered(row) for row in phones],
            "addresses": _addresses(own),
            "parties": parties,
            "agencies": bank_s["agencies"],
            "contacts": _contacts(own, at),
        },
    }


def _columns(table: str, *without: str) -> tuple[str, ...]:
    """The tape's columns of a table, but for some."""
    return tuple(name for name in TABLES[table].columns() if name not in without)


@lru_cache(maxsize=4)
def _of_the_bank(database: object, tape: int) -> dict[str, list[Row]]:  # noqa: ARG001
    """Branches and agencies, which only a tape changes."""
    return {
        "branches": list(Branch.objects.values(*_columns("branches"))),
        "agencies": list(Agency.objects.filter(gone=False).values(*_columns("agencies"))),
    }


def _customer(customer: Customer) -> Row:
    columns = ("customer_id", "kind", "born_on", "language", "timezone", "region")
    # An address that is known is all the rulebook asks for; which one is nobody's business here.
    email = "*" if customer.email is not None else None
    return {**{c: getattr(customer, c) for c in columns}, "email": email}


def _accounts(own: str) -> list[Row]:
    """What is overdue by the published night, else all that is not closed."""
    columns = _columns("accounts")
    return fetch(Account, columns, own, _overdue) or fetch(Account, columns, own, _open)


def _overdue(rows: QuerySet[Any], customer: str) -> QuerySet[Any]:
    late = Exists(PlanAccount.objects.filter(account_id=OuterRef("account_id")))
    return rows.filter(late, customer_id=customer, gone=False)


def _open(rows: QuerySet[Any], customer: str) -> QuerySet[Any]:
    return rows.filter(customer_id=customer, gone=False, closed_on__isnull=True)


def _counting(rows: QuerySet[Any], customer: str) -> QuerySet[Any]:
    return rows.filter(customer_id=customer, cancelled=False)


def _lasting(model: type[Hold | Consent], table: str, number: str, own: str) -> list[Row]:
    rows = fetch(model, ("id", *_columns(table, number)), own, _counting)
    return [{number: row.pop("id"), **row} for row in rows]


def _numbered(row: Row) -> Row:
    index = row.pop("phone_index")
    return {**row, "phone": None if index is None else bytes(index).hex()}


def _addresses(own: str) -> list[Row]:
    """Where a place lies is not asked, only whether it is known."""
    columns = ("customer_id", "address_id", "kind", "region", "verified_on")
    rows = fetch(Address, (*columns, "written_masked", "place"), own)
    for row in rows:
        row["written"] = row.pop("written_masked")
        row["lat"] = row["lon"] = None if row.pop("place") is None else 0.0
    return rows


def _contacts(own: str, at: datetime) -> list[Row]:
    """Attempts up to the moment, as far back as rules look."""
    since = at - timedelta(days=LOOK_BACK + 2)
    both = [*fetch(PastContact, _CONTACTS, own), *fetch(Contact, _CONTACTS, own)]
    recent = [row for row in both if since <= row["at"] <= at]
    return [{**_numbered(row), "contact_id": str(number)} for number, row in enumerate(recent)]

"""What is known of one customer at this moment, as rows of the tape, for the rulebook to read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from forbear.portfolio.tables import TABLES
from forbear.rulebook.facts.history import LOOK_BACK
from forbear.web import bank
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

Row = dict[str, Any]


def case_of(customer: Customer, at: datetime, party_id: str | None = None) -> Row:
    """A case of `forbear.rulebook` without its channel: the customer's rows as of ``at``.

    Numbers are told by their blind index. With ``party_id`` that one is the only third person.
    """
    own = customer.pk
    parties = Party.objects.filter(customer_id=own)
    if party_id is not None:
        parties = parties.filter(party_id=party_id)
    accounts = _accounts(own)
    return {
        "at": at,
        "zone": customer.timezone or bank.policy().bank.timezone,
        "customer_id": own,
        "facts": {"actor": bank.policy().bank.acts_as},
        "tape": {
            "customers": [_customer(customer)],
            "accounts": accounts,
            "branches": _rows(
                Branch.objects.filter(pk__in={a["branch_id"] for a in accounts}), "branches"
            ),
            "holds": _lasting(
                Hold.objects.filter(customer_id=own, cancelled=False), "holds", "hold_id"
            ),
            "consents": _lasting(
                Consent.objects.filter(customer_id=own, cancelled=False), "consents", "consent_id"
            ),
            "phones": _phones(Phone.objects.filter(customer_id=own)),
            "addresses": _addresses(own),
            "parties": _rows(parties, "parties", "name", "resident_id"),
            "agencies": _rows(Agency.objects.filter(gone=False), "agencies"),
            "contacts": _contacts(own, at),
        },
    }


def _customer(customer: Customer) -> Row:
    columns = ("customer_id", "kind", "born_on", "language", "timezone", "region")
    # An address that is known is all the rulebook asks for; which one is nobody's business here.
    email = "*" if customer.email is not None else None
    return {**{c: getattr(customer, c) for c in columns}, "email": email}


def _accounts(own: str) -> list[Row]:
    """What is overdue by the published night, else all that is not closed."""
    overdue = PlanAccount.objects.filter(customer_id=own).values("account_id")
    accounts = Account.objects.filter(customer_id=own, gone=False)
    rows = _rows(accounts.filter(pk__in=overdue), "accounts")
    return rows or _rows(accounts.filter(closed_on__isnull=True), "accounts")


def _rows(found: QuerySet[Any], table: str, *without: str) -> list[Row]:
    columns = [c for c in TABLES[table].columns() if c not in without]
    return list(found.values(*columns))


def _lasting(found: QuerySet[Any], table: str, number: str) -> list[Row]:
    columns = [c for c in TABLES[table].columns() if c != number]
    return [{number: row.pop("pk"), **row} for row in found.values("pk", *columns)]


def _phones(found: QuerySet[Phone]) -> list[Row]:
    columns = ("customer_id", "phone_index", "party_id", "kind", "source", "valid", "verified_on")
    return [_numbered(row) for row in found.values(*columns)]


def _numbered(row: Row) -> Row:
    index = row.pop("phone_index")
    return {**row, "phone": None if index is None else bytes(index).hex()}


def _addresses(own: str) -> list[Row]:
    """Where a place lies is not asked, only whether it is known."""
    found = Address.objects.filter(customer_id=own)
    columns = ("customer_id", "address_id", "kind", "region", "verified_on")
    rows: list[Row] = []
    for address in found:
        somewhere = None if address.place is None else 0.0
        row: Row = {c: getattr(address, c) for c in columns}
        rows.append({**row, "written": address.written_masked, "lat": somewhere, "lon": somewhere})
    return rows


def _contacts(own: str, at: datetime) -> list[Row]:
    """Attempts up to the moment, as far back as rules look."""
    since = at - timedelta(days=LOOK_BACK + 2)
    columns = ("customer_id", "at", "channel", "outcome", "account_id", "party_id", "phone_index")
    past = PastContact.objects.filter(customer_id=own, at__gte=since, at__lte=at).values(*columns)
    made = Contact.objects.filter(customer_id=own, at__gte=since, at__lte=at).values(*columns)
    return [
        {**_numbered(row), "contact_id": str(number)} for number, row in enumerate([*past, *made])
    ]

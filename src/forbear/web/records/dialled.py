"""The number or address that goes with a permit: shown whole with it, which is on record."""

from __future__ import annotations

import json
from typing import Any

from django.db import models

from forbear.portfolio.words import Channel
from forbear.problems import ForbearError, refuse
from forbear.web import keys
from forbear.web.journal.acts import Act
from forbear.web.journal.keep import of_customer
from forbear.web.journal.models import Entry
from forbear.web.people.models import User
from forbear.web.records.held import not_found
from forbear.web.records.models import Address, Customer, Permit, Phone
from forbear.web.records.permits import issue, look
from forbear.web.records.reveal import reveal, row_of
from forbear.web.records.sealed import place
from forbear.web.sealing import Place, unseal

#: What a contact on each channel goes to: table and sealed column; the others go to nobody.
GOES_TO: dict[Channel, tuple[type[models.Model], str]] = {
    Channel.CALL: (Phone, "phone"),
    Channel.THIRD_PARTY: (Phone, "phone"),
    Channel.SMS: (Phone, "phone"),
    Channel.EMAIL: (Customer, "email"),
    Channel.LETTER: (Address, "written"),
    Channel.HOME_VISIT: (Address, "written"),
    Channel.WORK_VISIT: (Address, "written"),
}
#: Entries of the journal that are looked through for what was shown; a permit is used in minutes.
LATEST = 30


def ask(user: User, customer_id: str, channel: Channel, key: str | None) -> tuple[Permit, bool]:
    """Ask for a permit and, if it is given, see the number or address whole.

    ``key`` names the row that the contact goes to (`sealed.key`); a related person's number makes
    that person the one asked for. The permit, and whether something was shown. Raises
    `ForbearError` as `permits.issue` does, and for a row that does not fit.
    """
    row = _row(user, customer_id, channel, key)
    party = getattr(row, "party_id", None)
    if (channel is Channel.THIRD_PARTY) != (party is not None):
        raise refuse(
            "permit.party",
            "key",
            "choose a number of the customer, or of the related person for a third-party call",
            "请选择客户本人的号码；联系第三人时请选择该关联人的号码",
        )
    looked = look(user, customer_id, channel, party_id=party)
    made = issue(user, customer_id, channel, party_id=party, looked=looked)
    if row is None or not made.allowed or shown(made) is not None:
        return made, False
    column = GOES_TO[channel][1]
    reveal(user, row, column, f"permit {made.pk}", permit=str(made.pk))
    return made, True


def shown(permit: Permit) -> tuple[models.Model, str] | None:
    """What was shown whole under a permit, as the journal says: the row and the text."""
    entries = Entry.objects.filter(chain=of_customer(permit.customer_id)).order_by("-number")
    for entry in entries[:LATEST]:
        if entry.action == Act.DATA_REVEALED and _of(entry, permit):
            where, _, key = entry.subject.partition(":")
            table, _, column = where.partition(".")
            try:
                row = row_of(permit.asked_by, table, key)
            except ForbearError:
                return None
            at = Place(*place(row, column))
            return row, unseal(keys.ring(), getattr(row, column), at) or ""
    return None


def _of(entry: Entry, permit: Permit) -> bool:
    told: dict[str, Any] = json.loads(entry.content)
    return bool(told.get("permit") == str(permit.pk))


def _row(user: User, customer_id: str, channel: Channel, key: str | None) -> Any:
    goes_to = GOES_TO.get(channel)
    if goes_to is None or key is None:
        return None
    model, column = goes_to
    row: Any = row_of(user, model._meta.db_table, key)
    if row.customer_id != customer_id or getattr(row, column) is None:
        raise not_found("key")
    return row

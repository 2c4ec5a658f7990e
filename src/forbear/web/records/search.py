"""Customers found by what is sealed: the whole of a name or number, never a part."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet

from forbear.web import bank, keys
from forbear.web.journal.acts import Act
from forbear.web.journal.keep import enter
from forbear.web.people.access import May, demand, visible
from forbear.web.people.models import User
from forbear.web.records.models import Customer, Phone
from forbear.web.sealing import Kind, searched

#: Kinds that can be searched by.
KINDS = (Kind.NAME, Kind.PHONE, Kind.IDENTITY, Kind.EMAIL)


def search(user: User, kind: Kind, text: str) -> QuerySet[Customer]:
    """The customers somebody sees whose data is this text; that it was looked for is on record."""
    demand(user, May.SEARCH)
    indexes = searched(keys.ring(), kind, text, country=bank.country())
    match kind:
        case Kind.PHONE:
            numbers = Phone.objects.filter(phone_index__in=indexes)
            found = Q(pk__in=numbers.values("customer_id"))
        case Kind.IDENTITY:
            found = Q(resident_id_index__in=indexes) | Q(uscc_index__in=indexes)
        case _:
            found = Q(**{f"{kind}_index__in": indexes})
    rows = visible(user, Customer).filter(found)
    with transaction.atomic():
        enter(
            f"person:{user.get_username()}",
            Act.DATA_SEARCHED,
            actor=user.get_username(),
            content={"kind": str(kind), "found": rows.count()},
        )
    return rows

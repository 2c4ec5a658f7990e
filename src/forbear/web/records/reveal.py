"""Personal data seen whole: an act with a reason, on record before it is shown."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction

from forbear.problems import refuse
from forbear.web import keys
from forbear.web.journal.acts import Act
from forbear.web.journal.keep import enter, of_customer
from forbear.web.people.access import May, demand, visible
from forbear.web.people.models import User
from forbear.web.records import models as records
from forbear.web.records.held import not_found
from forbear.web.records.sealed import SealedField, place
from forbear.web.sealing import Place, unseal

#: Characters a reason has at least and at most.
SHORTEST, LONGEST = 4, 200

#: What can be seen whole, by table: everything sealed that belongs to a customer.
REVEALED: dict[str, type[models.Model]] = {
    model._meta.db_table: model
    for model in (
        records.Customer,
        records.Account,
        records.Phone,
        records.Address,
        records.Party,
        records.Hold,
        records.Consent,
        records.Contact,
    )
}


def reveal(user: User, row: models.Model, column: str, reason: str) -> str | None:
    """A sealed text of a row, whole. Who saw what, when and why is in the case's journal.

    Raises `ForbearError` without a reason, for a row not seen, and for a column that is not sealed.
    """
    demand(user, May.REVEAL)
    why = " ".join(reason.split())
    if not SHORTEST <= len(why) <= LONGEST:
        raise refuse(
            "reveal.reason",
            "reason",
            f"say in {SHORTEST} to {LONGEST} characters what you need it for",
            f"请用 {SHORTEST} 至 {LONGEST} 个字说明查看理由",
        )
    fields = {str(f.column) for f in row._meta.concrete_fields if isinstance(f, SealedField)}
    if column not in fields:
        raise refuse(
            "reveal.column",
            "column",
            f"nothing of that name is kept closed here; there are: {', '.join(sorted(fields))}",
            f"没有此加密字段，可选：{'、'.join(sorted(fields))}",
        )
    with transaction.atomic():
        if not visible(user, type(row)).filter(pk=row.pk).exists():
            raise not_found("row")
        where, key = place(row, column)
        enter(
            of_customer(customer_of_row(row)),
            Act.DATA_REVEALED,
            actor=user.get_username(),
            subject=f"{where}:{key}",
            content={"reason": why},
        )
        return unseal(keys.ring(), getattr(row, column), Place(where, key))


def customer_of_row(row: Any) -> str:
    """Whom a row belongs to."""
    return str(row.customer_id)

"""Personal data seen whole: an act with a reason, on record before it is shown."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
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


def reveal(
    user: User, row: models.Model, column: str, reason: str, *, permit: str | None = None
) -> str | None:
    """A sealed text of a row, whole. Who saw what, when and why is in the case's journal.

    ``permit`` names the permit to whose use it belongs. Raises `ForbearError` without a reason, for
    a row not seen, and for a column that is not sealed.
    """
    demand(user, May.REVEAL)
    why = reason_given(reason)
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
            content={"reason": why} | ({"permit": permit} if permit else {}),
        )
        return unseal(keys.ring(), getattr(row, column), Place(where, key))


def reason_given(reason: str) -> str:
    """The reason as it is kept. Raises `ForbearError` for one too short or too long."""
    why = " ".join(reason.split())
    if not SHORTEST <= len(why) <= LONGEST:
        raise refuse(
            "reveal.reason",
            "reason",
            f"say in {SHORTEST} to {LONGEST} characters what you need it for",
            f"请用 {SHORTEST} 至 {LONGEST} 个字说明查看理由",
        )
    return why


def row_of(user: User, table: str, key: str) -> models.Model:
    """The row of a table of `REVEALED` by its key as one text (`sealed.key`).

    Raises `ForbearError` if there is none, or somebody does not see it.
    """
    model = REVEALED.get(table)
    parts: Any = key
    try:
        if model is not None and isinstance(model._meta.pk, models.CompositePrimaryKey):
            customer, _, own = key.partition("/")
            parts = (customer, bytes.fromhex(own) if table == "phone" else own)
        found = None if model is None else visible(user, model).filter(pk=parts).first()
    except (ValueError, ValidationError):
        found = None
    if found is None:
        raise not_found("key")
    return found


def customer_of_row(row: Any) -> str:
    """Whom a row belongs to."""
    return str(row.customer_id)

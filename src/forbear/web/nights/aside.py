"""A row that was set aside, seen whole: an act with a reason, on record before it is shown."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from forbear.web import keys
from forbear.web.journal.acts import Act
from forbear.web.journal.keep import enter
from forbear.web.nights.models import Quarantined
from forbear.web.nights.receive import chain_of
from forbear.web.people.access import May, demand
from forbear.web.people.models import User
from forbear.web.records.reveal import reason_given
from forbear.web.records.sealed import place
from forbear.web.sealing import Place, unseal


@dataclass(frozen=True)
class Whole:
    """The faulty value and the whole row as the file had them."""

    value: str | None
    row: str | None


def open_row(user: User, row: Quarantined, reason: str) -> Whole:
    """What stood in a row. Who saw it, when and why is in the tape's journal.

    Raises `ForbearError` for whoever may not see personal data, and without a reason.
    """
    demand(user, May.REVEAL)
    demand(user, May.SEE_TAPES)
    why = reason_given(reason)
    whole = [place(row, column) for column in ("value", "row")]
    with transaction.atomic():
        enter(
            chain_of(row.tape),
            Act.DATA_REVEALED,
            actor=user.get_username(),
            subject=f"{whole[1][0]}:{whole[1][1]}",
            content={"reason": why},
        )
        value, text = (
            unseal(keys.ring(), sealed, Place(*where))
            for sealed, where in zip((row.value, row.row), whole, strict=True)
        )
    return Whole(value, text)

"""Holds, set and ended: reasons to stop, or to go another way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django.db import transaction

from forbear.portfolio.words import HoldKind
from forbear.problems import refuse
from forbear.web import bank, clock
from forbear.web.journal.acts import Act
from forbear.web.journal.keep import enter, of_customer
from forbear.web.people.access import May
from forbear.web.people.models import User
from forbear.web.records import notes
from forbear.web.records.held import changed, customer_held, customer_of, not_found
from forbear.web.records.lasting import ended
from forbear.web.records.models import Account, Contact, Hold


@dataclass(frozen=True)
class Reason:
    """What is to be held, why and how long; ``to_on`` empty: until further notice."""

    kind: HoldKind
    from_on: date | None = None
    to_on: date | None = None
    account_id: str | None = None
    note: str | None = None


def set_hold(user: User, customer_id: str, reason: Reason, *, version: int | None = None) -> Hold:
    """Set a hold. Raises `ForbearError` if one of its kind lasts, or it would end too early."""
    with transaction.atomic():
        customer_of(user, May.WORK_CASES, customer_id)
        case = customer_held(customer_id, version)
        made = _made(user, customer_id, reason)
        if case is not None:
            changed(case)
    return made


def implied(user: User, contact: Contact, kind: HoldKind) -> Hold:
    """The hold that follows from what was heard; one that lasts already is left as it is."""
    lasting = _lasting(contact.customer_id, kind, bank.today())
    return lasting or _made(
        user, contact.customer_id, Reason(kind), subject=f"contact:{contact.pk}"
    )


def end_hold(user: User, hold_id: str, reason: str, *, version: int | None = None) -> Hold:
    """End a hold that was set here; those of the tape end on the tape."""
    with transaction.atomic():
        hold = Hold.objects.filter(pk=hold_id).first()
        if hold is None:
            raise not_found("hold")
        customer_of(user, May.WORK_CASES, hold.customer_id)
        case = customer_held(hold.customer_id, version)
        hold.refresh_from_db()
        today = bank.today()
        if hold.origin == "tape":
            raise refuse(
                "hold.tape",
                "hold",
                "it comes from the bank's own system; end it there",
                "该限制来自行内系统，请在原系统解除",
            )
        if hold.to_on is not None and hold.to_on < today:
            raise refuse(
                "hold.over", "hold", f"it ended on {hold.to_on}", f"已于 {hold.to_on} 结束"
            )
        ended(hold, today)
        enter(
            of_customer(hold.customer_id),
            Act.HOLD_ENDED,
            actor=user.get_username(),
            subject=f"hold:{hold.pk}",
            content={"kind": hold.kind, "to_on": str(hold.to_on), "reason": reason},
        )
        if case is not None:
            changed(case)
    return hold


def _lasting(customer_id: str, kind: HoldKind, on: date) -> Hold | None:
    for hold in Hold.objects.filter(
        customer_id=customer_id, kind=kind, from_on__lte=on, cancelled=False
    ):
        if hold.to_on is None or hold.to_on >= on:
            return hold
    return None


def _made(user: User, customer_id: str, reason: Reason, subject: str | None = None) -> Hold:
    begins = reason.from_on or bank.today()
    if reason.to_on is not None and reason.to_on < begins:
        raise refuse(
            "hold.backwards",
            "to_on",
            f"ends before {begins}, when it begins",
            f"早于开始日期 {begins}",
        )
    lasting = _lasting(customer_id, reason.kind, begins)
    if lasting is not None:
        raise refuse(
            "hold.lasts",
            "kind",
            f"there is a hold of this kind since {lasting.from_on}",
            f"自 {lasting.from_on} 起已有同类限制",
        )
    known = Account.objects.filter(pk=reason.account_id, customer_id=customer_id)
    if reason.account_id is not None and not known.exists():
        raise refuse(
            "not_found", "account", "this customer has no such account", "该客户没有此账户"
        )
    made = Hold(
        id=str(uuid4()),
        customer_id=customer_id,
        kind=reason.kind,
        from_on=begins,
        to_on=reason.to_on,
        account_id=reason.account_id,
        set_by=user,
        set_at=clock.now(),
    )
    made.note = notes.sealed(made, "note", reason.note)
    made.save(force_insert=True)
    enter(
        of_customer(customer_id),
        Act.HOLD_SET,
        actor=user.get_username(),
        subject=subject or f"hold:{made.pk}",
        content={
            "hold": made.pk,
            "kind": made.kind,
            "from_on": begins.isoformat(),
            "to_on": None if made.to_on is None else made.to_on.isoformat(),
            "account": made.account_id,
            "note": notes.proof(made.note),
        },
    )
    return made

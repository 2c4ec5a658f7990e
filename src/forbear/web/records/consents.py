"""What the customer agreed to, and takes back."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.db import transaction

from forbear.portfolio.words import ConsentKind
from forbear.problems import refuse
from forbear.web import bank, clock
from forbear.web.journal.acts import Act
from forbear.web.journal.keep import enter, of_customer
from forbear.web.people.access import May
from forbear.web.people.models import User
from forbear.web.records import notes
from forbear.web.records.held import changed, customer_held, customer_of, not_found
from forbear.web.records.lasting import ended
from forbear.web.records.models import Consent


def give(
    user: User,
    customer_id: str,
    kind: ConsentKind,
    *,
    to_on: date | None = None,
    note: str | None = None,
    version: int | None = None,
) -> Consent:
    """Enter a consent that counts from today, until a day or until it is taken back."""
    with transaction.atomic():
        customer_of(user, May.WORK_CASES, customer_id)
        case = customer_held(customer_id, version)
        today = bank.today()
        if to_on is not None and to_on < today:
            raise refuse("consent.past", "to_on", "lies in the past", "日期已过")
        made = Consent(
            id=str(uuid4()),
            customer_id=customer_id,
            kind=kind,
            from_on=today,
            to_on=to_on,
            set_by=user,
            set_at=clock.now(),
        )
        made.note = notes.sealed(made, "note", note)
        made.save(force_insert=True)
        enter(
            of_customer(customer_id),
            Act.CONSENT_GIVEN,
            actor=user.get_username(),
            subject=f"consent:{made.pk}",
            content={
                "kind": made.kind,
                "from_on": today.isoformat(),
                "to_on": None if to_on is None else to_on.isoformat(),
                "note": notes.proof(made.note),
            },
        )
        if case is not None:
            changed(case)
    return made


def end(user: User, consent_id: str, *, version: int | None = None) -> Consent:
    """Take a consent back at once; whatever the tape says of it, it counts no more."""
    with transaction.atomic():
        consent = Consent.objects.filter(pk=consent_id).first()
        if consent is None:
            raise not_found("consent")
        customer_of(user, May.WORK_CASES, consent.customer_id)
        case = customer_held(consent.customer_id, version)
        if consent.origin == "tape":
            raise refuse(
                "consent.tape",
                "consent",
                "it comes from the bank's own system; end it there, and set a hold meanwhile",
                "该同意来自行内系统，请在原系统撤回，其间可设置限制",
            )
        ended(consent, bank.today())
        enter(
            of_customer(consent.customer_id),
            Act.CONSENT_ENDED,
            actor=user.get_username(),
            subject=f"consent:{consent.pk}",
            content={"kind": consent.kind, "to_on": str(consent.to_on)},
        )
        if case is not None:
            changed(case)
    return consent

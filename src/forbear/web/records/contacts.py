"""A contact is recorded: under its permit, checked again, with all that follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import transaction

from forbear.portfolio.outcomes import IMPLIES, OFFERED
from forbear.portfolio.words import Channel, Outcome
from forbear.problems import refuse
from forbear.web import bank, clock
from forbear.web.journal.acts import Act
from forbear.web.journal.keep import enter, of_customer
from forbear.web.people.access import May
from forbear.web.people.models import User
from forbear.web.records import holds, notes, promises
from forbear.web.records.held import case_held, changed, customer_of, not_found, unchanged
from forbear.web.records.models import Case, Contact, Customer, Permit, Phone
from forbear.web.records.permits import answered, basis, refused, tape_now


@dataclass(frozen=True)
class Told:
    """What somebody tells of a contact. ``at``: when it was made; without it, now."""

    outcome: Outcome
    at: datetime | None = None
    note: str | None = None
    next_step: str | None = None
    call_back_at: datetime | None = None
    #: Blind index of the number dialled, as hexadecimal digits.
    phone: str | None = None
    promise: promises.Promised | None = None


def make(
    user: User,
    permit_id: str | UUID,
    told: Told,
    *,
    version: int | None = None,
    key: UUID | None = None,
) -> Contact:
    """Record a contact under a live permit of one's own.

    The rulebook is asked again for the moment of the contact, with all that is known by now. What
    was heard and is a reason to stop becomes a hold in the same transaction. Raises `ForbearError`
    for a permit that is another's, used, run out or no longer given, and for an outcome that this
    channel can't have. With a ``key``, which becomes the contact's id, the same sent again is done
    once: whoever recorded it is given what was recorded then.
    """
    with transaction.atomic():
        permit = Permit.objects.filter(pk=permit_id).first()
        if permit is None:
            raise not_found("permit")
        customer = customer_of(user, May.WORK_CASES, permit.customer_id)
        case = case_held(permit.customer_id)
        done = _done(user, permit, key)
        if done is not None:
            return done
        unchanged(case, version)
        at = told.at or clock.now()
        _fit(user, permit, told, at)
        checked = _checked(customer, case, permit, at)
        made = _kept(user, permit, told, at, key or uuid4())
        _entered(user, made, checked)
        case.worked_on = bank.today()
        case.save(update_fields=["worked_on"])
        changed(case)
        if told.outcome in IMPLIES:
            holds.implied(user, made, IMPLIES[told.outcome])
        if told.promise is not None:
            promises.taken(user, made, told.promise)
    return made


def _done(user: User, permit: Permit, key: UUID | None) -> Contact | None:
    """What was recorded under this key before."""
    found = None if key is None else Contact.objects.filter(pk=key).first()
    if found is not None and (found.made_by_id, found.permit_id) != (user.pk, permit.pk):
        raise refuse(
            "contact.key", "key", "this key went with another contact", "该键已用于另一次联系"
        )
    return found


def _checked(customer: Customer, case: Case, permit: Permit, at: datetime) -> str:
    """The id of the permit that allows the contact at its moment; raises where none would.

    While nothing that the answer rests on has changed, and the day is the same, the rulebook would
    say again what it said: the moment lies within the window up to which the permit was live.
    """
    tape, zone = tape_now(), ZoneInfo(permit.answer["zone"])
    same_day = at.astimezone(zone).date() == permit.at.astimezone(zone).date()
    if same_day and permit.basis == basis(case, tape):
        return permit.permit_id
    channel, facts = Channel(permit.channel), _given(permit)
    again = answered(customer, channel, at, tape, permit.party_id, facts)
    if not again.allowed:
        raise refused(again.as_dict())
    return again.permit_id


def _fit(user: User, permit: Permit, told: Told, at: datetime) -> None:
    """Whether this can be told of that permit."""
    if permit.asked_by_id != user.pk:
        raise refuse(
            "permit.others",
            "permit",
            "it was issued to somebody else; ask for one of your own",
            "该许可签发给他人，请自行申请",
        )
    if Contact.objects.filter(permit=permit).exists():
        raise refuse(
            "permit.used",
            "permit",
            "a contact was already recorded under it; each attempt needs a permit of its own",
            "该许可下已登记过联系，每次联系须另行申请许可",
        )
    over = permit.valid_until is None or not permit.at <= at <= permit.valid_until
    if over or hasattr(permit, "release"):
        raise refuse(
            "permit.not_live",
            "permit",
            "it refuses, was given back, or was not live at the moment of the contact; ask again",
            "该许可为拒绝、已归还，或在联系时刻无效，请重新申请",
        )
    if at > clock.now():
        raise refuse(
            "contact.future",
            "at",
            "lies in the future; give when it was made",
            "联系时间在未来，请填写实际时间",
        )
    if told.call_back_at is not None and told.call_back_at <= at:
        raise refuse(
            "contact.call_back",
            "call_back_at",
            "lies before the contact itself; give a moment after it",
            "约定回电时间须晚于本次联系",
        )
    offered = OFFERED[Channel(permit.channel)]
    if told.outcome not in offered:
        raise refuse(
            "contact.outcome",
            "outcome",
            f"a contact by {permit.channel} can't end so; it can be: {', '.join(offered)}",
            f"{permit.channel} 渠道不会有此结果，可选：{'、'.join(offered)}",
        )
    if (told.outcome == Outcome.PROMISE) != (told.promise is not None):
        raise refuse(
            "contact.promise",
            "promise",
            "a promise has an amount, a day, and the outcome promise: give all or none",
            "承诺还款须同时填写结果“promise”、金额和日期",
        )


def _given(permit: Permit) -> dict[str, Any]:
    """Facts that were stated when the permit was asked for."""
    facts: Mapping[str, Any] = permit.answer["facts"]
    return {name: told["value"] for name, told in facts.items() if told["source"] == "given"}


def _kept(user: User, permit: Permit, told: Told, at: datetime, key: UUID) -> Contact:
    phone = _phone(permit.customer_id, told.phone)
    made = Contact(
        id=key,
        customer_id=permit.customer_id,
        permit=permit,
        channel=permit.channel,
        at=at,
        outcome=told.outcome,
        account_id=permit.account_id,
        party_id=permit.party_id,
        phone_index=None if phone is None else bytes(phone.phone_index),
        phone_masked=None if phone is None else phone.phone_masked,
        next_step=told.next_step,
        call_back_at=told.call_back_at,
        made_by=user,
    )
    made.note = notes.sealed(made, "note", told.note)
    made.save(force_insert=True)
    return made


def _phone(customer_id: str, index: str | None) -> Phone | None:
    if index is None:
        return None
    try:
        wanted = bytes.fromhex(index)
    except ValueError:
        wanted = b""
    found = Phone.objects.filter(customer_id=customer_id, phone_index=wanted).first()
    if found is None:
        raise not_found("phone")
    return found


def _entered(user: User, made: Contact, checked: str) -> None:
    enter(
        of_customer(made.customer_id),
        Act.CONTACT_MADE,
        actor=user.get_username(),
        subject=f"contact:{made.pk}",
        content={
            "permit": str(made.permit_id),
            "checked_again": checked,
            "channel": made.channel,
            "at": made.at.isoformat(),
            "outcome": made.outcome,
            "party": made.party_id,
            "account": made.account_id,
            "note": notes.proof(made.note),
            "next_step": made.next_step,
        },
    )

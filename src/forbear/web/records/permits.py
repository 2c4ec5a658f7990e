"""Permits at the desk: asked for, held by one person at a time, used once or given back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from forbear.nightly.lawful import SEPARATOR
from forbear.portfolio.words import Channel
from forbear.problems import ForbearError, Problem, refuse
from forbear.rulebook import Permit as Answer
from forbear.rulebook import permit, permit_each
from forbear.web import bank, clock
from forbear.web.fetch import fetch, first
from forbear.web.journal.acts import Act
from forbear.web.journal.keep import enter, of_customer
from forbear.web.nights.models import Tape, TapeState
from forbear.web.people.access import May, demand
from forbear.web.people.models import User
from forbear.web.people.work import ready
from forbear.web.records.held import case_held, customer_of, not_found
from forbear.web.records.known import case_of
from forbear.web.records.models import Case, Customer, Party, Permit, Release


def preview(
    user: User, customer_id: str, *, at: datetime | None = None, party_id: str | None = None
) -> list[dict[str, Any]]:
    """What every channel's permit would say at a moment; nothing is kept of it."""
    customer = customer_of(user, May.SEE_CASES, customer_id)
    known = case_of(customer, at or clock.now(), tape_now(), party_id)
    return [answer.as_dict() for answer in permit_each(bank.policy().rules, known)]


@dataclass(frozen=True)
class Looked:
    """The rulebook's answer, asked before anybody is kept waiting, and what it rests on."""

    at: datetime
    rests_on: str
    answer: Answer


def look(
    user: User,
    customer_id: str,
    channel: Channel | str,
    *,
    party_id: str | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Looked | None:
    """What `issue` would be answered now; None where a live permit is held or there is no case."""
    customer = _contactable(user, customer_id, party_id)
    at, case = clock.now(), first(Case, customer_id)
    if case is None or live(customer_id, at) is not None:
        return None
    tape = tape_now()
    answer = answered(customer, Channel(channel), at, tape, party_id, facts)
    return Looked(at, basis(case, tape), answer)


def issue(
    user: User,
    customer_id: str,
    channel: Channel | str,
    *,
    party_id: str | None = None,
    account_id: str | None = None,
    facts: Mapping[str, Any] | None = None,
    looked: Looked | None = None,
) -> Permit:
    """Ask for a permit at this moment and keep the answer, allowed or not.

    An allowed one is live for some minutes, inside its window. While somebody holds a live permit
    nobody else gets one for that customer: two people who both saw one attempt left would make
    two. Whoever asks again for what he holds gets the same. ``looked`` is what `look` said of the
    same a moment ago: it stands unless something has changed since.
    """
    with transaction.atomic():
        customer = None if looked else _contactable(user, customer_id, party_id)
        case = case_held(customer_id)
        at, channel = clock.now(), Channel(channel)
        held = live(customer_id, at)
        if held is not None:
            if (held.asked_by_id, held.channel, held.party_id) == (user.pk, channel, party_id):
                return held
            raise _taken(held)
        tape = tape_now()
        rests_on = basis(case, tape)
        if looked is not None and looked.rests_on == rests_on:
            at, answer = looked.at, looked.answer
        else:
            customer = customer or _contactable(user, customer_id, party_id)
            answer = answered(customer, channel, at, tape, party_id, facts)
        return _kept(user, case, answer, at, party_id, account_id, rests_on)


def answered(
    customer: Customer,
    channel: Channel,
    at: datetime,
    tape: int,
    party_id: str | None,
    facts: Mapping[str, Any] | None = None,
) -> Answer:
    """The rulebook's answer from what is known now."""
    known = case_of(customer, at, tape, party_id)
    known["facts"] = {**known["facts"], **(facts or {})}
    return permit(bank.policy().rules, {**known, "channel": channel})


def tape_now() -> int:
    """The tape accepted last; 0 before the first."""
    last = fetch(Tape, ("pk",), "", _accepted)
    return int(last[0]["pk"]) if last else 0


def _accepted(rows: QuerySet[Tape], _key: str) -> QuerySet[Tape]:
    return rows.filter(state=TapeState.ACCEPTED).order_by("-as_of", "-pk")[:1]


def basis(case: Case, tape: int) -> str:
    """What an answer rests on: while it is the same, nothing was learnt of the case.

    Whatever is recorded here makes the case's version grow; the rest comes with a tape or a night.
    """
    return f"{tape}:{case.version}:{bank.policy().rules.version[:16]}"


def live(customer_id: str, at: datetime) -> Permit | None:
    """The permit under which somebody may contact the customer now and has not yet."""
    last = first(Permit, customer_id, _longest_live)
    return last if last and last.valid_until and last.valid_until >= at else None


def _longest_live(rows: QuerySet[Permit], customer_id: str) -> QuerySet[Permit]:
    own = rows.filter(customer_id=customer_id, valid_until__isnull=False)
    return unused(own).order_by("-valid_until")


def unused(rows: QuerySet[Permit]) -> QuerySet[Permit]:
    """Those of the permits under which nothing was recorded and that nobody gave back."""
    return rows.filter(contact__isnull=True, release__isnull=True)


def release(user: User, permit_id: str) -> Permit:
    """Give a live permit back unused. Its holder may, and whoever supervises the case."""
    with transaction.atomic():
        found = Permit.objects.filter(pk=permit_id).first()
        if found is None:
            raise not_found("permit")
        customer_of(user, May.WORK_CASES, found.customer_id)
        case_held(found.customer_id)
        at = clock.now()
        now = live(found.customer_id, at)
        if now is None or now.pk != found.pk:
            raise refuse(
                "permit.not_live",
                "permit",
                "it was used, given back or has run out",
                "该许可已使用、已归还或已过期",
            )
        if found.asked_by_id != user.pk:
            demand(user, May.REASSIGN)
        Release.objects.create(permit=found, at=at, by=user)
        enter(
            of_customer(found.customer_id),
            Act.PERMIT_RELEASED,
            actor=user.get_username(),
            subject=f"permit:{found.pk}",
        )
    return found


def refused(answer: Mapping[str, Any], where: str = "permit") -> ForbearError:
    """Why a permit refuses, rule by rule, and from when it would not."""
    since = answer["next_lawful"]
    later = (f"; lawful from {since}", f"；最早可于 {since} 联系") if since else ("", "")
    return ForbearError(
        *(
            Problem(
                "permit.refused",
                where,
                f"{point['title']['en']} ({point['rule_id']}, {point['citation']['en']}){later[0]}",
                f"{point['title']['zh']}（{point['rule_id']}，{point['citation']['zh']}）{later[1]}",
            )
            for point in answer["refusals"]
        )
    )


def _kept(
    user: User,
    case: Case,
    answer: Answer,
    at: datetime,
    party_id: str | None,
    account_id: str | None,
    rests_on: str,
) -> Permit:
    customer_id = case.pk
    made = Permit.objects.create(
        id=uuid4(),
        permit_id=answer.permit_id,
        customer_id=customer_id,
        channel=answer.channel,
        party_id=party_id,
        account_id=account_id,
        at=at,
        allowed=answer.allowed,
        valid_until=_until(answer, at) if answer.allowed else None,
        closes_at=_closes(answer, at) if answer.allowed else None,
        refused_by=SEPARATOR.join(point.rule_id for point in answer.refusals) or None,
        remaining=answer.remaining,
        book=answer.book,
        answer=answer.as_dict(),
        basis=rests_on,
        asked_by=user,
    )
    enter(
        of_customer(customer_id),
        Act.PERMIT_ISSUED if answer.allowed else Act.PERMIT_REFUSED,
        actor=user.get_username(),
        subject=f"permit:{made.pk}",
        content={
            "permit_id": answer.permit_id,
            "channel": answer.channel,
            "at": at.isoformat(),
            "book": answer.book,
            "remaining": answer.remaining,
            "valid_until": made.valid_until.isoformat() if made.valid_until else None,
            "refused_by": [point.rule_id for point in answer.refusals],
        },
    )
    return made


def _until(answer: Answer, at: datetime) -> datetime:
    """The end of the window that is open now, or of the minutes a permit lives, if earlier."""
    lives = at + timedelta(minutes=settings.TOLD["FORBEAR_LIVE_MINUTES"])
    return min(lives, _closes(answer, at) - timedelta(microseconds=1))


def _closes(answer: Answer, at: datetime) -> datetime:
    """The end of the window that is open now."""
    for opens, closes in answer.instants:
        if datetime.fromisoformat(opens) <= at < datetime.fromisoformat(closes):
            return datetime.fromisoformat(closes)
    raise RuntimeError("an allowed permit has no open window")


def _contactable(user: User, customer_id: str, party_id: str | None) -> Customer:
    """The customer, for somebody who may contact him, by himself or by a party that is known."""
    customer = customer_of(user, May.WORK_CASES, customer_id)
    problem = ready(user, bank.today())
    if problem is not None:
        raise ForbearError(problem)
    parties = Party.objects.filter(customer_id=customer_id, party_id=party_id)
    if party_id is not None and not parties.exists():
        raise not_found("party")
    return customer


def _taken(held: Permit) -> ForbearError:
    until = held.valid_until.isoformat(timespec="minutes") if held.valid_until else ""
    who = held.asked_by.name or held.asked_by.get_username()
    return refuse(
        "permit.held",
        "permit",
        f"{who} holds a permit ({held.channel}) for this customer until {until}; record what came "
        "of it or give it back first",
        f"{who} 持有该客户的许可（{held.channel}）至 {until}，请先登记结果或归还许可",
    )

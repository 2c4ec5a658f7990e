"""A contact from the desk: the permit asked for, the number shown, what came of it recorded."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from forbear.portfolio.words import Channel, Outcome
from forbear.problems import ForbearError
from forbear.web import bank
from forbear.web.desk.case import shown, the_case
from forbear.web.desk.reading import Reading
from forbear.web.pages.shell import person, signed
from forbear.web.people.access import May, visible
from forbear.web.records import contacts, dialled, permits, promises
from forbear.web.records.contacts import Told
from forbear.web.records.models import Account, Case, Permit

#: Problems that come from what others did meanwhile, and not from what was typed.
MEANWHILE = ("conflict", "permit.")


@signed(May.WORK_CASES)
@require_POST
def ask(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Ask for a permit, and see the number with it, or why it is refused."""
    the_case(request, customer_id)
    reading = Reading(request.POST)
    try:
        channel = reading.one_of("channel", Channel)
        reading.done()
        assert channel is not None
        made, _ = dialled.ask(
            person(request), customer_id, channel, reading.text("key", 300) or None
        )
        if not made.allowed:
            raise permits.refused(made.answer)
    except ForbearError as error:
        return shown(
            request, customer_id, section="permit", problems=error.problems, status=status_of(error)
        )
    return _to(customer_id)


@signed(May.WORK_CASES)
@require_POST
def give_back(request: HttpRequest, customer_id: str, permit_id: str) -> HttpResponse:
    """Give a live permit back unused."""
    the_case(request, customer_id)
    try:
        permits.release(person(request), permit_id)
    except ForbearError as error:
        return shown(
            request, customer_id, section="permit", problems=error.problems, status=status_of(error)
        )
    return _to(customer_id)


@signed(May.WORK_CASES)
@require_POST
def save(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Record what came of it. The same form sent twice is recorded once."""
    case = the_case(request, customer_id)
    reading = Reading(request.POST)
    try:
        permit = _permit(request, reading, customer_id)
        told = _told(request, reading, case, permit)
        key, version = reading.uuid("key"), reading.version()
        reading.done()
        made = contacts.make(person(request), permit.pk, told, version=version, key=key)
    except ForbearError as error:
        return shown(
            request,
            customer_id,
            section="contact",
            problems=error.problems,
            status=status_of(error),
        )
    return _to(customer_id, f"?saved={made.pk}")


def status_of(error: ForbearError) -> int:
    """409 where somebody else was faster or the rulebook says no, else 422."""
    return 409 if error.problems[0].code.startswith(MEANWHILE) else 422


def _permit(request: HttpRequest, reading: Reading, customer_id: str) -> Permit:
    permit_id = reading.uuid("permit")
    rows = visible(person(request), Permit).filter(customer_id=customer_id)
    found = None if permit_id is None else rows.filter(pk=permit_id).first()
    if found is None:
        raise Http404
    return found


def _told(request: HttpRequest, reading: Reading, case: Case, permit: Permit) -> Told:
    outcome = reading.one_of("outcome", Outcome)
    zone = ZoneInfo(permit.answer["zone"])
    back = reading.moment("call_back_on", "call_back_at", zone)
    if outcome is Outcome.CALL_BACK and back is None:
        reading.fail("call_back_on", "say when to call back", "请填写约定回电的日期和时间")
    promised = _promised(request, reading, case) if outcome is Outcome.PROMISE else None
    return Told(
        outcome=outcome or Outcome.RIGHT_PARTY,
        at=_at(reading, permit, zone),
        note=reading.text("note", 4_000) or None,
        next_step=reading.text("next_step") or None,
        call_back_at=back,
        phone=reading.text("phone") or None,
        promise=promised,
    )


def _promised(request: HttpRequest, reading: Reading, case: Case) -> promises.Promised:
    rows = visible(person(request), Account).filter(customer_id=case.pk)
    account = rows.defer("carried").filter(pk=reading.text("account", 300)).first()
    if account is None:
        reading.fail("account", "choose the account", "请选择账户")
    currency = account.currency if account else bank.policy().bank.currency
    amount, day = reading.amount("amount", currency), reading.day("due_on")
    return promises.Promised(amount, day or bank.today(), account.pk if account else None)


def _at(reading: Reading, permit: Permit, zone: ZoneInfo) -> datetime | None:
    """When it was made, where that is told: on the permit's own day."""
    if not reading.text("at"):
        return None
    hour = reading.time("at")
    if hour is None:
        return None
    local = permit.at.astimezone(zone)
    told = datetime.combine(local.date(), hour, zone)
    # Times are told by the minute: within the permit's first minute is meant the permit's moment.
    return max(told, permit.at) if told == local.replace(second=0, microsecond=0) else told


def _to(customer_id: str, more: str = "") -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("desk:case", args=[customer_id]) + more)

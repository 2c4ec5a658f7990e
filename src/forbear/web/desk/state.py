"""What changes a case beside contacts: holds, consents, promises, arrangements."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from forbear.portfolio.words import ConsentKind, HoldKind
from forbear.problems import ForbearError
from forbear.web.desk.case import shown, the_case
from forbear.web.desk.contact import status_of
from forbear.web.desk.reading import Reading, written
from forbear.web.pages.shell import person, signed
from forbear.web.people.access import May, visible
from forbear.web.people.models import User
from forbear.web.records import arrangements, consents, holds, promises
from forbear.web.records.models import Account
from forbear.web.records.models.arrangement import ArrangementState

Change = Callable[[User, Reading], object]


def change(
    request: HttpRequest, customer_id: str, section: str, do: Change, **more: object
) -> HttpResponse:
    """Do one thing to a case and show it again; what was wrong is shown in its section."""
    the_case(request, customer_id)
    reading = Reading(request.POST)
    try:
        do(person(request), reading)
    except ForbearError as error:
        if error.problems[0].code == "not_found":
            raise Http404 from None
        return shown(
            request,
            customer_id,
            section=section,
            problems=error.problems,
            status=status_of(error),
            **more,
        )
    address = reverse("desk:case", args=[customer_id])
    return HttpResponseRedirect(f"{address}#{section.partition('-')[0]}")


@signed(May.WORK_CASES)
@require_POST
def set_hold(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Set a hold."""

    def do(user: User, reading: Reading) -> object:
        kind, ends = reading.one_of("kind", HoldKind), reading.day("to_on", needed=False)
        note, version = reading.text("note", 4_000) or None, reading.version()
        reading.done()
        assert kind is not None
        reason = holds.Reason(kind, to_on=ends, note=note)
        return holds.set_hold(user, customer_id, reason, version=version)

    return change(request, customer_id, "hold", do)


@signed(May.WORK_CASES)
@require_POST
def end_hold(request: HttpRequest, customer_id: str, hold_id: str) -> HttpResponse:
    """End a hold that was set here."""

    def do(user: User, reading: Reading) -> object:
        return holds.end_hold(user, hold_id, _reason(reading), version=reading.version())

    return change(request, customer_id, f"hold-{hold_id}", do)


@signed(May.WORK_CASES)
@require_POST
def give_consent(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Enter a consent."""

    def do(user: User, reading: Reading) -> object:
        kind, ends = reading.one_of("kind", ConsentKind), reading.day("to_on", needed=False)
        note, version = reading.text("note", 4_000) or None, reading.version()
        reading.done()
        assert kind is not None
        return consents.give(user, customer_id, kind, to_on=ends, note=note, version=version)

    return change(request, customer_id, "consent", do)


@signed(May.WORK_CASES)
@require_POST
def end_consent(request: HttpRequest, customer_id: str, consent_id: str) -> HttpResponse:
    """Take a consent back."""

    def do(user: User, reading: Reading) -> object:
        return consents.end(user, consent_id, version=reading.version())

    return change(request, customer_id, f"consent-{consent_id}", do)


@signed(May.WORK_CASES)
@require_POST
def withdraw_promise(request: HttpRequest, customer_id: str, promise_id: str) -> HttpResponse:
    """Take back an open promise."""

    def do(user: User, reading: Reading) -> object:
        return promises.withdraw(user, promise_id, _reason(reading), version=reading.version())

    return change(request, customer_id, f"promise-{promise_id}", do)


@signed(May.ARRANGE)
@require_POST
def propose(request: HttpRequest, customer_id: str, account_id: str) -> HttpResponse:
    """Propose an arrangement: first the instalments laid out, then, looked at, recorded."""
    section = f"arrangement-{account_id}"
    accounts = visible(person(request), Account).filter(pk=account_id, customer_id=customer_id)
    account = accounts.defer("carried").first()
    if account is None:
        raise Http404
    if request.POST.get("step") != "record":
        return _laid_out(request, customer_id, account, section)

    def do(user: User, reading: Reading) -> object:
        count = reading.whole("lines", 1, arrangements.MOST)
        dues = []
        for number in range(1, count + 1):
            day = reading.day(f"instalments[{number}].due_on")
            amount = reading.amount(f"instalments[{number}].amount", account.currency)
            if day is not None:
                dues.append(arrangements.Due(day, amount))
        reading.done()
        return arrangements.make(user, account_id, dues, version=reading.version())

    return change(request, customer_id, section, do, lines=_typed_lines(request))


def _typed_lines(request: HttpRequest) -> list[dict[str, str]]:
    """Instalments as they were typed, to stand in the form again."""
    count = request.POST.get("lines", "")
    numbers = range(1, min(int(count), arrangements.MOST) + 1) if count.isdigit() else ()
    return [
        {name: request.POST.get(f"instalments[{n}].{name}", "") for name in ("due_on", "amount")}
        for n in numbers
    ]


def _laid_out(
    request: HttpRequest, customer_id: str, account: Account, section: str
) -> HttpResponse:
    """The instalments that an amount comes to, to be looked at and changed."""
    reading = Reading(request.POST)
    try:
        amount = reading.amount("amount", account.currency)
        count = reading.whole("count", 1, arrangements.MOST)
        first = reading.day("first_on")
        reading.done()
        assert first is not None
        dues = arrangements.spread(amount, count, first)
    except ForbearError as error:
        return shown(request, customer_id, section=section, problems=error.problems, status=422)
    lines = [
        {"due_on": due.due_on.isoformat(), "amount": written(due.amount, account.currency)}
        for due in dues
    ]
    return shown(request, customer_id, section=section, lines=lines)


@signed(May.ARRANGE)
@require_POST
def step(request: HttpRequest, customer_id: str, arrangement_id: str) -> HttpResponse:
    """Bring an arrangement to its next state."""

    def do(user: User, reading: Reading) -> object:
        to, version = reading.one_of("state", ArrangementState), reading.version()
        reason = _reason(reading)
        assert to is not None
        return arrangements.change(user, arrangement_id, to, reason, version=version)

    return change(request, customer_id, f"arrangement-{arrangement_id}", do)


def _reason(reading: Reading) -> str:
    """Why; everything read so far has to be right, too."""
    reason = reading.text("reason")
    if not reason:
        reading.fail("reason", "say why", "请说明理由")
    reading.done()
    return reason

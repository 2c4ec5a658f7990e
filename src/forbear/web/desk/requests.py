"""Requests for help: asked on a case, answered from the supervisor's list."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from forbear.problems import ForbearError, Problem
from forbear.web.api.pages import By
from forbear.web.desk import choices
from forbear.web.desk.reading import Reading
from forbear.web.desk.state import change
from forbear.web.listing import listing
from forbear.web.pages.shell import page, person, signed
from forbear.web.people.access import May, may, visible
from forbear.web.people.models import User
from forbear.web.records import help
from forbear.web.records.models import HelpRequest
from forbear.web.records.models.help import HelpKind, HelpState

OPEN = (By("asked_at"), By("id"))
OVER = (By("asked_at", down=True), By("id"))


@signed(May.SEE_CASES)
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """Open requests, the oldest first, or those that are over, the latest first."""
    return _shown(request)


@signed(May.ASK_HELP)
@require_POST
def ask(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Ask for help on a case."""

    def do(user: User, reading: Reading) -> object:
        kind, text = reading.one_of("kind", HelpKind), reading.text("text", help.LONGEST)
        reading.done()
        assert kind is not None
        return help.ask(user, customer_id, kind, text)

    return change(request, customer_id, "help", do)


@signed(May.ASK_HELP)
@require_POST
def withdraw(request: HttpRequest, customer_id: str, request_id: str) -> HttpResponse:
    """Take back what was asked."""
    return change(
        request,
        customer_id,
        f"help-{request_id}",
        lambda user, _: help.withdraw(user, request_id),
    )


@signed(May.ANSWER_HELP)
@require_POST
def answer(request: HttpRequest, request_id: str) -> HttpResponse:
    """Answer one."""
    if not visible(person(request), HelpRequest).filter(pk=request_id).exists():
        raise Http404
    reading = Reading(request.POST)
    try:
        state, text = reading.one_of("state", HelpState), reading.text("answer", help.LONGEST)
        reading.done()
        assert state is not None
        help.answer(person(request), request_id, state, text)
    except ForbearError as error:
        return _shown(request, str(request_id), error.problems, 422)
    return HttpResponseRedirect(reverse("desk:requests"))


def _shown(
    request: HttpRequest,
    section: str = "",
    problems: tuple[Problem, ...] = (),
    status: int = 200,
) -> HttpResponse:
    over = request.GET.get("over") == "1"
    rows = visible(person(request), HelpRequest)
    rows = rows.exclude(state=HelpState.OPEN) if over else rows.filter(state=HelpState.OPEN)
    rows = rows.select_related("customer", "asked_by", "answered_by")
    if request.GET.get("mine") == "1":
        rows = rows.filter(asked_by_id=person(request).pk)
    found = listing(request, rows, OVER if over else OPEN)
    told = {
        "listing": found,
        "lines": [(row, *help.words(row)) for row in found.rows],
        "over": over,
        "may_answer": may(person(request), May.ANSWER_HELP),
        "choices": choices,
        "section": section,
        "problems": problems,
        "typed": request.POST,
    }
    return page(request, "desk/requests.html", told, status=status)

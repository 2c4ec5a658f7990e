"""Tapes on screen: sent file by file, watched while they are taken in, compared with the last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from forbear.portfolio.tables import TABLES
from forbear.problems import ForbearError, Problem
from forbear.web import bank
from forbear.web.api import uploads
from forbear.web.api.pages import By
from forbear.web.listing import listing
from forbear.web.nights.models import Tape, TapeState
from forbear.web.nights.pages.words import because, table_words
from forbear.web.nights.pages.working import working
from forbear.web.nights.receive import PENDING
from forbear.web.pages.shell import page, person, signed
from forbear.web.people.access import May, may, visible


@signed(May.SEE_TAPES)
def listed(request: HttpRequest) -> HttpResponse:
    """The latest first, with what was set aside of each."""
    return _list(request)


def _list(request: HttpRequest, problems: list[Problem] | None = None) -> HttpResponse:
    rows = visible(person(request), Tape).select_related("received_by")
    found = listing(request, rows.defer("inputs", "problems"), (By("id", down=True),), 30)
    context = {
        "list": found,
        "tapes": [{"tape": tape, **_sums(tape)} for tape in found.rows],
        "sending": may(person(request), May.IMPORT_TAPES),
        "today": request.POST.get("as_of") or bank.today().isoformat(),
        "begin": "",
        "problems": problems or [],
        "working": working(person(request)),
    }
    return page(request, "nights/tapes.html", context, status=422 if problems else 200)


@require_POST
@signed(May.IMPORT_TAPES)
def begin(request: HttpRequest) -> HttpResponse:
    """A tape whose files are to come."""
    try:
        as_of = date.fromisoformat(request.POST.get("as_of", ""))
    except ValueError:
        fault = Problem(
            "tape.as_of", "as_of", "write the day as 2026-11-22", "日期格式应为 2026-11-22"
        )
        return _list(request, [fault])
    tape = uploads.begin(person(request), as_of)
    return HttpResponseRedirect(reverse("nights:tape", args=[tape.pk]))


@signed(May.SEE_TAPES)
def one(request: HttpRequest, tape_id: int) -> HttpResponse:
    """Files still to come, progress, or what came of it."""
    return _one(request, _tape(person(request), tape_id))


def _one(request: HttpRequest, tape: Tape, problems: list[Problem] | None = None) -> HttpResponse:
    before = _before(person(request), tape)
    context = {
        **_state(person(request), tape),
        "files": uploads.files(tape) if tape.state == TapeState.UPLOADING else [],
        "sending": may(person(request), May.IMPORT_TAPES),
        "most": settings.TOLD["FORBEAR_UPLOAD_MEGABYTES"],
        "tables": list(TABLES),
        "rows": list(_rows(tape, before)),
        "sums": _sums(tape),
        "before": before,
        "reasons": because(tape),
        "problems": problems or [],
    }
    return page(request, "nights/tape.html", context, status=422 if problems else 200)


@signed(May.SEE_TAPES)
def state(request: HttpRequest, tape_id: int) -> HttpResponse:
    """How far it is, for a page that is looked at; when it ends the page is asked for anew."""
    tape = _tape(person(request), tape_id)
    answer = page(request, "nights/tape_state.html", _state(person(request), tape))
    if tape.state not in PENDING:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
@signed(May.IMPORT_TAPES)
def take(request: HttpRequest, tape_id: int) -> HttpResponse:
    """All files are there: the worker takes it in. The same tape as before is shown instead."""
    tape = _tape(person(request), tape_id)
    try:
        known, _ = uploads.finish(person(request), tape)
    except ForbearError as error:
        return _one(request, _tape(person(request), tape_id), list(error.problems))
    return HttpResponseRedirect(reverse("nights:tape", args=[known.pk]))


def _tape(user: Any, tape_id: int) -> Tape:
    found = visible(user, Tape).select_related("received_by").filter(pk=tape_id).first()
    if found is None:
        raise Http404
    return found


def _state(user: Any, tape: Tape) -> dict[str, Any]:
    return {
        "tape": tape,
        "stage": table_words(tape.stage),
        "pending": tape.state in PENDING,
        "uploading": tape.state == TapeState.UPLOADING,
        "percent": round(100 * tape.share),
        "working": working(user),
        "refused_for": [_within(tape, Problem(**problem)) for problem in tape.problems],
    }


def _within(tape: Tape, problem: Problem) -> Problem:
    """The problem with its place in the tape; where the tape lies is nobody's business."""
    return replace(problem, where=problem.where.replace(tape.folder, "").strip("/"))


def _before(user: Any, tape: Tape) -> Tape | None:
    """The tape accepted before this one."""
    rows = visible(user, Tape).filter(state=TapeState.ACCEPTED, received_at__lt=tape.received_at)
    return rows.exclude(pk=tape.pk).order_by("-received_at").first()


def _rows(tape: Tape, before: Tape | None) -> Iterator[dict[str, Any]]:
    """One row a table: received = accepted + quarantined, beside the tape before."""
    old = before.counts if before else {}
    for table, counts in tape.counts.items():
        was = old.get(table)
        yield {
            "table": table,
            "words": table_words(table),
            **counts,
            "change": counts["received"] - was["received"] if was else None,
            "aside_before": was["quarantined"] if was else None,
        }


def _sums(tape: Tape) -> dict[str, int]:
    return {
        name: sum(counts[name] for counts in tape.counts.values())
        for name in ("received", "accepted", "quarantined")
    }

"""What was set aside of a tape: where and why; the row itself only with a reason."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse

from forbear.problems import ForbearError
from forbear.web.api.pages import By
from forbear.web.listing import listing, spreadsheet
from forbear.web.nights.aside import Whole, open_row
from forbear.web.nights.models import Quarantined, Tape
from forbear.web.nights.pages.words import because, table_words
from forbear.web.pages.shell import page, person, signed
from forbear.web.people.access import May, may, visible

COLUMNS = ("number", "table", "file", "line", "column", "rule", "because", "rows")


@signed(May.SEE_TAPES)
def listed(request: HttpRequest, tape_id: int) -> HttpResponse:
    """Row by row, by table and reason."""
    tape = _tape(request, tape_id)
    found = listing(request, _wanted(request, tape).defer("value", "row"), (By("number"),))
    query = request.GET.copy()
    query.pop("cursor", None)
    reasons = because(tape)
    said = _said(reasons)
    return page(
        request,
        "nights/quarantine.html",
        {
            "tape": tape,
            "list": found,
            "rows": [
                {
                    "row": row,
                    "table": table_words(row.table),
                    "words": said.get(row.rule, row.rule),
                    "because": said.get(row.because or "", row.because),
                }
                for row in found.rows
            ],
            "reasons": reasons,
            "tables": sorted({(one["table"], one["table_words"]) for one in reasons}),
            "table": request.GET.get("table", ""),
            "rule": request.GET.get("rule", ""),
            "query": query.urlencode(),
            "begin": query.urlencode(),
            "opening": may(person(request), May.REVEAL),
        },
    )


@signed(May.SEE_TAPES)
def as_csv(request: HttpRequest, tape_id: int) -> StreamingHttpResponse:
    """The same rows as a table; what stood in them stays closed."""
    tape = _tape(request, tape_id)
    rows = _wanted(request, tape).order_by("number").values_list(*COLUMNS)
    return spreadsheet(f"quarantine-{tape.pk}.csv", COLUMNS, rows.iterator(chunk_size=2_000))


@signed(May.SEE_TAPES)
def one(request: HttpRequest, tape_id: int, number: int) -> HttpResponse:
    """One row; with a reason, by somebody who may, what stood in it."""
    tape = _tape(request, tape_id)
    rows = visible(person(request), Quarantined).filter(tape=tape, number=number)
    row = rows.select_related("tape").first()
    if row is None:
        raise Http404
    whole, problems, status = None, [], 200
    if request.method == "POST":
        try:
            whole = open_row(person(request), row, request.POST.get("reason", ""))
        except ForbearError as error:
            problems, status = list(error.problems), 422
    said = _said(because(tape))
    context = {
        "tape": tape,
        "row": row,
        "table": table_words(row.table),
        "words": said.get(row.rule, row.rule),
        "because": said.get(row.because or "", row.because),
        "whole": whole,
        "cells": _cells(whole),
        "reason": request.POST.get("reason", ""),
        "problems": problems,
        "opening": may(person(request), May.REVEAL),
    }
    return page(request, "nights/quarantined.html", context, status=status)


def _said(reasons: list[dict[str, Any]]) -> dict[str, str]:
    """What each rule of the check says."""
    return {one["rule"]: one["words"] for one in reasons}


def _wanted(request: HttpRequest, tape: Tape) -> QuerySet[Quarantined]:
    rows = visible(person(request), Quarantined).filter(tape=tape)
    for name in ("table", "rule"):
        if request.GET.get(name):
            rows = rows.filter(**{name: request.GET[name]})
    return rows


def _cells(whole: Whole | None) -> list[tuple[str, Any]]:
    """The columns of a row that is kept as an object; of any other, the text as it is."""
    try:
        told = json.loads(whole.row) if whole and whole.row else {}
    except ValueError:
        told = None
    if isinstance(told, dict):
        return list(told.items())
    return [("", whole.row if whole else "")]


def _tape(request: HttpRequest, tape_id: int) -> Tape:
    found = visible(person(request), Tape).filter(pk=tape_id).first()
    if found is None:
        raise Http404
    return found

"""Personal data seen whole from a case: what for is asked first, and the answer stands in place."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from forbear.problems import ForbearError
from forbear.web.desk import choices
from forbear.web.desk.case import base, the_case
from forbear.web.desk.templatetags.desk import pair
from forbear.web.pages.shell import page, person, signed
from forbear.web.people.access import May
from forbear.web.records.reveal import customer_of_row, reveal, row_of

#: Columns that hold the bank's own columns, as JSON.
CARRIED = "carried"


@signed(May.REVEAL)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Ask what for, then show it. Looked at is on record before it is shown."""
    case = the_case(request, customer_id)
    asked = request.POST if request.method == "POST" else request.GET
    what = {name: asked.get(name, "") for name in ("table", "key", "column")}
    try:
        row = row_of(person(request), what["table"], what["key"])
    except ForbearError:
        raise Http404 from None
    if customer_of_row(row) != customer_id:
        raise Http404
    told: dict[str, Any] = {"case": case, "what": what, "reasons": choices.REASONS, "typed": asked}
    told["base"] = base(request)
    if request.method != "POST":
        return page(request, "desk/show.html", told)
    try:
        text = reveal(person(request), row, what["column"], why(asked.get("reason", ""), asked))
    except ForbearError as error:
        return page(request, "desk/show.html", {**told, "problems": error.problems}, status=422)
    if what["column"] == CARRIED:
        told["carried"] = json.loads(text or "{}")
    return page(request, "desk/shown.html", {**told, "text": text or ""})


def why(chosen: str, asked: Any) -> str:
    """The reason in words: one of those offered, or one's own."""
    words = choices.REASONS.get(chosen)
    return pair(words) if words else asked.get("other", "") or chosen

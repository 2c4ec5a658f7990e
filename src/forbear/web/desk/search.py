"""Customers found by the whole of a name or number."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from forbear.problems import ForbearError
from forbear.web.pages.shell import page, person, signed
from forbear.web.people.access import May, visible
from forbear.web.records.models import Case
from forbear.web.records.search import KINDS, search
from forbear.web.sealing import Kind

#: Customers shown at most; whoever finds more asks for too little.
MOST = 50
#: Characters that a search has at most.
LONGEST = 200
IDENTITY = re.compile(r"\d{15}|\d{17}[\dXx]|[0-9A-HJ-NPQRTUWXY]{18}")
NUMBER = re.compile(r"[+0-9][0-9 ()-]{4,}")


@signed(May.SEARCH)
@require_http_methods(["GET", "HEAD", "POST"])
def found(request: HttpRequest) -> HttpResponse:
    """The form, and what was found. A search is sent by POST: no address holds a name."""
    text = request.POST.get("text", "").replace("\x00", "").strip()[:LONGEST]
    asked = request.POST.get("kind", "")
    kind = Kind(asked) if asked in {str(one) for one in KINDS} else kind_of(text)
    told: dict[str, object] = {
        "kinds": [str(one) for one in KINDS],
        "kind": str(kind),
        "asked": asked,
        "text": text,
        "looked": bool(text),
    }
    if text:
        try:
            rows = list(search(person(request), kind, text).order_by("pk")[: MOST + 1])
        except ForbearError as error:
            return page(
                request, "desk/search.html", {**told, "problems": error.problems}, status=422
            )
        cases = visible(person(request), Case).select_related("customer")
        by_customer = {case.pk: case for case in cases.filter(pk__in=[row.pk for row in rows])}
        told["lines"] = [(row, by_customer.get(row.pk)) for row in rows[:MOST]]
        told["more"] = len(rows) > MOST
    return page(request, "desk/search.html", told)


def kind_of(text: str) -> Kind:
    """What a text looks like: an e-mail address, an identity number, a telephone, else a name."""
    bare = text.replace(" ", "")
    if "@" in text:
        return Kind.EMAIL
    if IDENTITY.fullmatch(bare):
        return Kind.IDENTITY
    return Kind.PHONE if NUMBER.fullmatch(text) else Kind.NAME

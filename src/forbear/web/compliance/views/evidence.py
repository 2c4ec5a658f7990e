"""One case as evidence: its journal, permits and contacts, and the bundle that proves itself."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from forbear.web.api.pages import By
from forbear.web.compliance import bundle as making
from forbear.web.compliance.entries import spoken
from forbear.web.journal.keep import of_customer
from forbear.web.journal.models import Day, Entry
from forbear.web.listing import listing
from forbear.web.pages.shell import page, person, signed
from forbear.web.people.access import May, may, visible
from forbear.web.records.models import Contact, Customer, Permit

#: Permits and contacts shown, the latest; the bundle holds all.
MOST = 50


@signed(May.SEE_JOURNAL)
def case(request: HttpRequest, customer_id: str) -> HttpResponse:
    """What was done, newest first; every permit with why."""
    customer = visible(person(request), Customer).filter(pk=customer_id).first()
    if customer is None:
        raise Http404
    rows = visible(person(request), Entry).filter(chain=of_customer(customer_id))
    found = listing(request, rows, (By("number", down=True), By("id", down=True)))
    permits = visible(person(request), Permit).filter(customer_id=customer_id).defer("answer")
    contacts = visible(person(request), Contact).filter(customer_id=customer_id)
    exporting = may(person(request), May.EXPORT_JOURNAL)
    return page(
        request,
        "compliance/case.html",
        {
            "customer": customer,
            "list": found,
            "entries": [spoken(row) for row in found.rows],
            "begin": "",
            "permits": permits.select_related("asked_by", "contact").order_by("-at", "id")[:MOST],
            "contacts": contacts.select_related("made_by").order_by("-at")[:MOST],
            "exporting": exporting,
            "closed": visible(person(request), Day).order_by("-day").first() if exporting else None,
            "file": f"case-{customer_id}.zip",
        },
    )


@require_POST
@signed(May.EXPORT_JOURNAL)
def bundle(request: HttpRequest, customer_id: str) -> HttpResponse:
    """The bundle as a file to download; journalled."""
    if not visible(person(request), Customer).filter(pk=customer_id).exists():
        raise Http404
    name, raw = making.bundle(person(request), customer_id)
    answer = HttpResponse(raw, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer

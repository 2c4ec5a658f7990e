"""Why a contact was allowed or refused: its permit as it was issued, and issued again."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from forbear.web.compliance.answers import again, shown, stances_of
from forbear.web.pages.shell import page, person, signed
from forbear.web.people.access import May, may, visible
from forbear.web.records.models import Contact, Permit, Release


@signed(May.SEE_CASES)
def one(request: HttpRequest, permit_id: UUID) -> HttpResponse:
    """The permit: verdict, rules, facts, what came of it, and whether it comes out the same."""
    user = person(request)
    rows = visible(user, Permit).select_related("asked_by", "customer")
    permit = rows.filter(pk=permit_id).first()
    if permit is None:
        raise Http404
    whole = "facts" in permit.answer
    made, differ = again(permit) if whole else (None, [])
    contact = visible(user, Contact).filter(permit=permit).select_related("made_by").first()
    release = visible(user, Release).filter(permit=permit).select_related("by").first()
    return page(
        request,
        "compliance/permit.html",
        {
            "permit": permit,
            "answer": shown(permit.answer) if whole else None,
            "made": made and shown(made),
            "differ": differ,
            "stances": stances_of(permit) if whole else [],
            "contact": contact,
            "release": release,
            "journal": may(user, May.SEE_JOURNAL),
            "masked": permit.customer.name_masked,
        },
    )

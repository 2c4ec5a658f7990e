"""What happened on the cases somebody sees, newest first."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from forbear.web import clock
from forbear.web.api.pages import By
from forbear.web.compliance.entries import spoken
from forbear.web.journal.acts import WORDS, Act
from forbear.web.journal.keep import of_customer
from forbear.web.journal.models import Entry
from forbear.web.listing import listing
from forbear.web.pages.shell import page, signed
from forbear.web.people.access import May, visible
from forbear.web.people.templatetags.words import in_chinese

#: How far the feed goes back; the journal has the rest.
DAYS = 14
#: What happens on cases and somebody watching a team wants to know of.
ACTS = (
    Act.CONTACT_MADE,
    Act.PROMISE_MADE,
    Act.PROMISE_JUDGED,
    Act.PROMISE_WITHDRAWN,
    Act.PERMIT_REFUSED,
    Act.HOLD_SET,
    Act.HOLD_ENDED,
    Act.CONSENT_GIVEN,
    Act.CONSENT_ENDED,
    Act.ARRANGEMENT_MADE,
    Act.ARRANGEMENT_CHANGED,
    Act.CASE_ASSIGNED,
    Act.DATA_REVEALED,
)


@signed(May.SEE_JOURNAL)
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The feed; it is read anew only when somebody asks for it."""
    wanted = request.GET.get("act", "")
    act = Act(wanted) if wanted in ACTS else None
    since = clock.now() - timedelta(days=DAYS)
    rows = visible(request.user, Entry).filter(
        at__gte=since,
        action__in=[str(one) for one in ([act] if act else ACTS)],
        chain__startswith=of_customer(""),
    )
    found = listing(request, rows, (By("id", down=True),))
    return page(
        request,
        "oversight/feed.html",
        {
            "listing": found,
            "entries": [spoken(entry) for entry in found.rows],
            "acts": [(str(one), WORDS[one][in_chinese()]) for one in ACTS],
            "act": str(act or ""),
            "days": DAYS,
            "now": clock.now(),
        },
    )

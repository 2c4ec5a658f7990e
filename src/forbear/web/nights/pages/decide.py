"""A night is ordered, and published or rejected by a second person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from forbear.problems import ForbearError, refuse
from forbear.web.api.errors import status_of
from forbear.web.nights.models import NightState
from forbear.web.nights.pages.nights import listed_with, night_of, one_with
from forbear.web.nights.publish import publish, reject
from forbear.web.nights.run import order
from forbear.web.nights.tasks import run_later
from forbear.web.pages.shell import person, signed
from forbear.web.people.access import May, demand

#: Characters of a reason.
SHORTEST, LONGEST = 4, 500


@require_POST
@signed(May.RUN_NIGHTS)
def order_one(request: HttpRequest) -> HttpResponse:
    """Over the tape accepted last; the worker runs it. One that waits is shown instead."""
    try:
        night = order(person(request))
    except ForbearError as error:
        return listed_with(request, list(error.problems))
    if night.state == NightState.ORDERED:
        run_later.enqueue(night.pk)
    return HttpResponseRedirect(reverse("nights:night", args=[night.pk]))


@require_POST
@signed(May.PUBLISH_NIGHTS)
def publish_one(request: HttpRequest, night_id: int) -> HttpResponse:
    """Worklists are read from it at once. Whoever ordered it is told that another must."""
    night = night_of(person(request), night_id)
    try:
        demand(person(request), May.PUBLISH_NIGHTS, night)
        publish(night, person(request))
    except ForbearError as error:
        night = night_of(person(request), night_id)
        return one_with(request, night, list(error.problems), status_of(error))
    return HttpResponseRedirect(reverse("nights:night", args=[night_id]))


@require_POST
@signed(May.PUBLISH_NIGHTS)
def reject_one(request: HttpRequest, night_id: int) -> HttpResponse:
    """Nothing is worked from it; the reason is kept."""
    night = night_of(person(request), night_id)
    reason = " ".join(request.POST.get("reason", "").split())
    try:
        demand(person(request), May.PUBLISH_NIGHTS, night)
        if not SHORTEST <= len(reason) <= LONGEST:
            raise refuse(
                "night.reason",
                "reason",
                f"say why in {SHORTEST} to {LONGEST} characters",
                f"请用 {SHORTEST} 至 {LONGEST} 个字说明原因",
            )
        reject(night, person(request), reason)
    except ForbearError as error:
        return one_with(request, night_of(person(request), night_id), list(error.problems))
    return HttpResponseRedirect(reverse("nights:night", args=[night_id]))

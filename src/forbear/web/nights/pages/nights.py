"""Nights on screen: progress, counts beside the night before, prices, refusals, who decides."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from forbear.problems import Problem
from forbear.web import bank, keys
from forbear.web.api.pages import By
from forbear.web.listing import listing
from forbear.web.nights import figures
from forbear.web.nights.models import Night, NightState
from forbear.web.nights.pages.working import working
from forbear.web.nights.publish import overtaken
from forbear.web.nights.receive import latest
from forbear.web.nights.run import PENDING
from forbear.web.pages.shell import page, person, signed
from forbear.web.people.access import May, may, visible, why_not
from forbear.web.people.models import User
from forbear.web.people.templatetags.words import in_chinese
from forbear.web.records.sealed import place
from forbear.web.sealing import Place, unseal

#: How the stages of a night follow each other.
STAGES = ("check", "assess", "allocate", "route", "decide", "result", "stage")


@signed(May.SEE_NIGHTS)
def listed(request: HttpRequest) -> HttpResponse:
    """The latest first."""
    return listed_with(request)


def listed_with(request: HttpRequest, problems: list[Problem] | None = None) -> HttpResponse:
    """The list, with what went wrong when a night was ordered from it."""
    rows = visible(person(request), Night).select_related("ordered_by", "decided_by")
    rows = rows.defer("summary", "staged", "report", "timings")
    context = {
        "list": listing(request, rows, (By("id", down=True),), 30),
        "begin": "",
        "ordering": may(person(request), May.RUN_NIGHTS),
        "tape": latest(),
        "problems": problems or [],
        "working": working(person(request)),
    }
    return page(request, "nights/nights.html", context, status=422 if problems else 200)


@signed(May.SEE_NIGHTS)
def one(request: HttpRequest, night_id: int) -> HttpResponse:
    """One night with all its figures."""
    return one_with(request, night_of(person(request), night_id))


def one_with(
    request: HttpRequest, night: Night, problems: list[Problem] | None = None, status: int = 422
) -> HttpResponse:
    """The night's page, with what went wrong when it was decided on."""
    before = before_of(person(request), night)
    told: dict[str, Any] = {}
    if night.summary is not None:
        told = figures.read(night.summary, before.summary if before else None, in_chinese())
    refusal = why_not(person(request), May.PUBLISH_NIGHTS, night) or overtaken(night)
    allowed = may(person(request), May.PUBLISH_NIGHTS)
    context = {
        **_state(person(request), night),
        **told,
        "before": before,
        "currency": (night.summary or {}).get("currency", bank.policy().bank.currency),
        "timings": figures.timings(night.timings),
        "deciding": allowed and night.state == NightState.READY,
        "cannot": refusal if allowed else None,
        "reason": request.POST.get("reason", ""),
        "seeing": may(person(request), May.SEE_CASES),
        "problems": problems or [],
    }
    return page(request, "nights/night.html", context, status=status if problems else 200)


@signed(May.SEE_NIGHTS)
def state(request: HttpRequest, night_id: int) -> HttpResponse:
    """How far it is, for a page that is looked at; when it ends the page is asked for anew."""
    night = night_of(person(request), night_id)
    answer = page(request, "nights/night_state.html", _state(person(request), night))
    if night.state not in PENDING:
        answer["HX-Refresh"] = "true"
    return answer


@signed(May.SEE_NIGHTS)
@signed(May.SEE_CASES)
def report(request: HttpRequest, night_id: int) -> HttpResponse:
    """The report as a file of its own. It shows single visits: for those who see cases."""
    night = night_of(person(request), night_id)
    where, key = place(night, "report")
    text = unseal(keys.ring(), night.report, Place(where, key))
    if text is None:
        raise Http404
    answer = HttpResponse(text, content_type="text/html; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="report-{night.plan_for}.html"'
    return answer


def night_of(user: Any, night_id: int) -> Night:
    """A night that somebody sees. Raises `Http404`."""
    rows = visible(user, Night).select_related("ordered_by", "decided_by", "tape")
    found = rows.defer("report").filter(pk=night_id).first()
    if found is None:
        raise Http404
    return found


def before_of(user: Any, night: Night) -> Night | None:
    """The night that was published before this one."""
    rows = visible(user, Night).filter(
        state__in=(NightState.PUBLISHED, NightState.SUPERSEDED), decided_at__isnull=False
    )
    if night.decided_at is not None:
        rows = rows.filter(decided_at__lt=night.decided_at)
    return rows.exclude(pk=night.pk).defer("report").order_by("-decided_at").first()


def _state(user: User, night: Night) -> dict[str, Any]:
    reached = stage_of(night.stage)
    at = STAGES.index(reached) if reached in STAGES else -1
    return {
        "night": night,
        "pending": night.state in PENDING,
        "stages": [
            {"stage": stage, "done": number < at, "now": number == at}
            for number, stage in enumerate(STAGES)
        ],
        "part": _part(night.stage),
        "working": working(user),
        "failed_for": [Problem(**problem) for problem in night.problems],
    }


def stage_of(stage: str) -> str:
    """The stage that a step belongs to: ``assess-003`` is one of assess."""
    return stage.partition("-")[0]


def _part(stage: str) -> str:
    """Which part of it: the third is ``assess-002``."""
    number = stage.partition("-")[2]
    return str(int(number) + 1) if number.isdecimal() else ""

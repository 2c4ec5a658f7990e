"""Nights: ordered, run by the worker, read, compared, published by a second person."""

from __future__ import annotations

from datetime import date, datetime
from functools import reduce
from http import HTTPMethod
from operator import or_
from typing import Annotated, Any

from django.db.models import Q
from django.http import HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import Field, StrictInt

from forbear.nightly.lawful import SEPARATOR
from forbear.portfolio.words import Channel
from forbear.web import keys
from forbear.web.api.caller import Asked
from forbear.web.api.compare import compared
from forbear.web.api.errors import nowhere
from forbear.web.api.operations import Operation, Problem, route
from forbear.web.api.pages import By, Page, Paged, Paging, page
from forbear.web.api.scopes import Scope
from forbear.web.api.shapes.fields import Given, Numbered, Words
from forbear.web.api.shapes.permits import PlanPermitOut
from forbear.web.nights import publish as publishing
from forbear.web.nights.models import Night, NightState
from forbear.web.nights.run import order
from forbear.web.nights.tasks import run_later
from forbear.web.people.access import May, demand, visible
from forbear.web.people.models import User
from forbear.web.records import models as m
from forbear.web.records.sealed import place
from forbear.web.sealing import Place, unseal

router = Router(tags=["nights"])
GET, POST = HTTPMethod.GET, HTTPMethod.POST
SEE: dict[str, Any] = {"scope": Scope.READ, "act": May.SEE_NIGHTS}
CASES: dict[str, Any] = {"scope": Scope.READ, "act": May.SEE_CASES}
DECIDE: dict[str, Any] = {"scope": Scope.PLAN, "act": May.PUBLISH_NIGHTS, "key": True}
#: Parts of a summary that tell of single customers, whom not everybody sees who sees nights.
SINGLE = ("stops", "unrouted_points", "teams")


class NightOut(Schema):
    """A night. While it is run, ``stage`` and ``share`` say how far it is."""

    id: int
    as_of: date
    plan_for: date
    state: NightState
    tape_id: int
    seed: int
    stage: str
    share: float
    policy: str = Field(description="Digest of the bank's policy")
    rules: str = Field(description="Version of the rules")
    ordered_at: datetime
    ordered_by: str | None
    finished_at: datetime | None
    decided_at: datetime | None
    decided_by: str | None
    reason: str

    @staticmethod
    def resolve_ordered_by(night: Any) -> Any:
        """Who."""
        return night.ordered_by.username if night.ordered_by_id else None

    @staticmethod
    def resolve_decided_by(night: Any) -> Any:
        """Who."""
        return night.decided_by.username if night.decided_by_id else None


class NightFile(NightOut):
    """A night with its figures, as docs/nightly says; nothing of single customers."""

    summary: dict[str, Any] | None = Field(
        description="Counts, refusals, treatments, resources with shadow prices, and more"
    )
    timings: list[Any] = Field(description="Seconds and bytes by stage")
    problems: list[Problem] = Field(description="Why it failed")

    @staticmethod
    def resolve_summary(night: Any) -> Any:
        """Sums only."""
        if night.summary is None:
            return None
        return {part: told for part, told in night.summary.items() if part not in SINGLE}


class Line(Schema):
    """One figure of two nights."""

    part: str
    key: str
    figure: str
    before: float | None
    now: float | None
    change: float


class Comparison(Schema):
    """A night beside the one that was published before it."""

    night_id: int
    before_id: int | None = Field(description="Null where none was published before")
    lines: list[Line]


class OrderIn(Given):
    """How the night is drawn."""

    seed: StrictInt = Field(1, ge=0, le=2**31 - 1)


class RejectIn(Given):
    """Why it is sent back."""

    reason: Words


class StopOut(Schema):
    """One stop of a team's day, minutes after midnight, metres."""

    team_id: str
    stop: int
    branch_id: str
    kind: str
    customer_id: str | None
    arrive: int
    begin: int
    leave: int
    opens: int | None
    closes: int | None
    travel: int
    metres: int
    slack: int | None


class WantedPermits(Paged):
    """Which permits of the plan."""

    rule: str | None = Field(None, max_length=100, description="That refuses")
    channel: Channel | None = None
    allowed: bool | None = None


class WantedStops(Paged):
    """Whose day."""

    team: str | None = Field(None, max_length=100)
    branch: str | None = Field(None, max_length=100)


@route(
    router,
    Operation(
        POST,
        "/nights",
        "orderNight",
        "Order a night",
        "下达夜间批处理",
        Scope.PLAN,
        May.RUN_NIGHTS,
        status=202,
        key=True,
    ),
    NightFile,
)
def ordered(request: Asked, given: OrderIn) -> Status[Night]:
    """Over the tape accepted last; the worker runs it. One that waits is given back."""
    night = order(request.person, seed=given.seed)
    if night.state == NightState.ORDERED:
        run_later.enqueue(night.pk)
    return Status(202, night)


@route(
    router,
    Operation(GET, "/nights", "listNights", "Nights", "夜间批处理列表", **SEE),
    Page[NightOut],
)
def listed(request: Asked, paged: Paging) -> dict[str, Any]:
    """The latest first."""
    rows = visible(request.person, Night).select_related("ordered_by", "decided_by")
    return page(rows.defer("summary", "staged"), (By("id", down=True),), paged)


@route(
    router,
    Operation(GET, "/nights/{night_id}", "getNight", "One night", "夜间批处理详情", **SEE),
    NightFile,
)
def one(request: Asked, night_id: Numbered) -> Night:
    """With counts, stage times, refusals and shadow prices."""
    return _night(request.person, night_id)


@route(
    router,
    Operation(
        GET,
        "/nights/{night_id}/comparison",
        "compareNight",
        "Beside the night before",
        "与上次比较",
        **SEE,
    ),
    Comparison,
)
def comparison(request: Asked, night_id: Numbered) -> dict[str, Any]:
    """Every figure of this night and of the one published before it."""
    night = _night(request.person, night_id)
    earlier = visible(request.person, Night).filter(
        state__in=(NightState.PUBLISHED, NightState.SUPERSEDED), decided_at__isnull=False
    )
    if night.decided_at is not None:
        earlier = earlier.filter(decided_at__lt=night.decided_at)
    before = earlier.exclude(pk=night.pk).order_by("-decided_at").first()
    told = (before.summary if before else None) or {}
    return {
        "night_id": night.pk,
        "before_id": before.pk if before else None,
        "lines": compared(told, night.summary or {}),
    }


@route(
    router,
    Operation(GET, "/nights/{night_id}/report", "getNightReport", "Its report", "夜间报告", **SEE),
    str,
    extra={"x-answer": "text/html"},
)
def report(request: Asked, night_id: Numbered) -> HttpResponse:
    """One file to open in a browser. It shows single visits: for those who see cases."""
    night = _night(request.person, night_id)
    demand(request.person, May.SEE_CASES)
    where, key = place(night, "report")
    page = unseal(keys.ring(), night.report, Place(where, key))
    if page is None:
        raise nowhere("path.night_id")
    answer = HttpResponse(page, content_type="text/html; charset=utf-8")
    answer["Content-Security-Policy"] = "sandbox allow-scripts"
    return answer


@route(
    router,
    Operation(
        POST,
        "/nights/{night_id}/publish",
        "publishNight",
        "Publish a night",
        "发布夜间结果",
        **DECIDE,
    ),
    NightFile,
)
def published(request: Asked, night_id: Numbered) -> Night:
    """Worklists are read from it at once. Whoever ordered it can't publish it."""
    night = _night(request.person, night_id)
    demand(request.person, May.PUBLISH_NIGHTS, night)
    return publishing.publish(night, request.person)


@route(
    router,
    Operation(
        POST, "/nights/{night_id}/reject", "rejectNight", "Reject a night", "退回夜间结果", **DECIDE
    ),
    NightFile,
)
def rejected(request: Asked, night_id: Numbered, given: RejectIn) -> Night:
    """Nothing is worked from it."""
    night = _night(request.person, night_id)
    demand(request.person, May.PUBLISH_NIGHTS, night)
    return publishing.reject(night, request.person, given.reason)


@route(
    router,
    Operation(GET, "/plan/permits", "listPlanPermits", "Permits by rule", "计划许可", **CASES),
    Page[PlanPermitOut],
)
def by_rule(request: Asked, wanted: Annotated[WantedPermits, Query()]) -> dict[str, Any]:
    """Of the published night, for the customers you see."""
    rows = visible(request.person, m.PlanPermit)
    if wanted.rule is not None:
        rows = rows.filter(_among("refused_by", wanted.rule))
    if wanted.channel is not None:
        rows = rows.filter(channel=wanted.channel)
    if wanted.allowed is not None:
        rows = rows.filter(allowed=wanted.allowed)
    return page(rows, (By("customer_id"), By("channel")), wanted)


@route(
    router,
    Operation(GET, "/plan/stops", "listPlanStops", "Itineraries", "外访行程", **CASES),
    Page[StopOut],
)
def stops(request: Asked, wanted: Annotated[WantedStops, Query()]) -> dict[str, Any]:
    """Of the published night, team by team, in their order."""
    rows = visible(request.person, m.PlanStop)
    if wanted.team is not None:
        rows = rows.filter(team_id=wanted.team)
    if wanted.branch is not None:
        rows = rows.filter(branch_id=wanted.branch)
    return page(rows, (By("team_id"), By("stop")), wanted)


def _among(column: str, code: str) -> Q:
    """Rows whose list of codes has this one."""
    inside = {
        column: code,
        f"{column}__startswith": code + SEPARATOR,
        f"{column}__endswith": SEPARATOR + code,
        f"{column}__contains": SEPARATOR + code + SEPARATOR,
    }
    return reduce(or_, (Q(**{name: value}) for name, value in inside.items()))


def _night(user: User, night_id: int) -> Night:
    rows = visible(user, Night).select_related("ordered_by", "decided_by")
    found = rows.filter(pk=night_id).first()
    if found is None:
        raise nowhere("path.night_id")
    return found

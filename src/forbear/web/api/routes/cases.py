"""Worklists, and one case with all that is known of it."""

from __future__ import annotations

from http import HTTPMethod
from typing import Annotated, Any

from django.db.models import QuerySet
from ninja import Query, Router, Schema
from pydantic import Field

from forbear.portfolio.words import Channel
from forbear.web import bank
from forbear.web.api.caller import Asked
from forbear.web.api.errors import nowhere
from forbear.web.api.operations import Operation, route
from forbear.web.api.pages import By, Page, Paged, page
from forbear.web.api.scopes import Scope
from forbear.web.api.shapes import cases as shapes
from forbear.web.api.shapes.fields import Given, Named, Version, Words
from forbear.web.people.access import May, visible
from forbear.web.people.models import User
from forbear.web.records import cases, changes
from forbear.web.records import models as m
from forbear.web.records.models.work import CaseState

router = Router(tags=["cases"])
GET, POST = HTTPMethod.GET, HTTPMethod.POST
SEE: dict[str, Any] = {"scope": Scope.READ, "act": May.SEE_CASES}
ORDER = (By("value", down=True, nullable=True), By("customer_id"))


class Wanted(Paged):
    """Which cases."""

    mine: bool | None = Field(None, description="Given to whoever asks")
    state: CaseState | None = CaseState.OPEN
    branch: str | None = Field(None, max_length=100)
    collector: str | None = Field(None, max_length=100)
    team: str | None = Field(None, max_length=100)
    bucket: str | None = Field(None, max_length=20)
    five_tier: str | None = Field(None, max_length=20)
    channel: Channel | None = None
    worked: bool | None = Field(None, description="Worked today")


@route(
    router,
    Operation(GET, "/cases", "listCases", "Worklist", "作业清单", **SEE),
    Page[shapes.CaseRow],
)
def listed(request: Asked, wanted: Annotated[Wanted, Query()]) -> dict[str, Any]:
    """The cases you see, the most worth doing first."""
    rows = visible(request.person, m.Case).select_related("customer")
    return page(_chosen(rows, wanted, request.person), ORDER, wanted)


def _chosen(rows: QuerySet[m.Case], wanted: Wanted, user: User) -> QuerySet[m.Case]:
    same = {
        "state": wanted.state,
        "branch_id": wanted.branch,
        "collector_id": wanted.collector,
        "team_id": wanted.team,
        "bucket": wanted.bucket,
        "five_tier": wanted.five_tier,
        "channel": wanted.channel,
    }
    rows = rows.filter(**{name: value for name, value in same.items() if value is not None})
    if wanted.mine:
        rows = rows.filter(collector_id=user.officer_id) if user.officer_id else rows.none()
    if wanted.worked is not None:
        today = bank.today()
        done = rows.filter(worked_on=today)
        rows = done if wanted.worked else rows.exclude(pk__in=done.values("pk"))
    return rows


@route(
    router,
    Operation(GET, "/cases/{customer_id}", "getCase", "One case", "案件详情", **SEE),
    shapes.CaseFile,
)
def one(request: Asked, customer_id: Named) -> dict[str, Any]:
    """Everything that is known of one case, masked."""
    user = request.person
    case = visible(user, m.Case).select_related("customer").filter(pk=customer_id).first()
    if case is None:
        raise nowhere("path.customer_id")

    def of(model: Any) -> QuerySet[Any]:
        rows: QuerySet[Any] = model.objects.filter(customer_id=customer_id)
        return rows

    return {
        "case": case,
        "customer": case.customer,
        "phones": of(m.Phone).order_by("phone_index"),
        "addresses": of(m.Address).order_by("address_id"),
        "parties": of(m.Party).order_by("party_id"),
        "accounts": of(m.Account).order_by("account_id"),
        "plan_accounts": of(m.PlanAccount).order_by("account_id"),
        "plan_permits": of(m.PlanPermit).order_by("channel"),
        "holds": of(m.Hold).select_related("set_by").order_by("from_on", "id"),
        "consents": of(m.Consent).select_related("set_by").order_by("from_on", "id"),
        "promises": of(m.Promise).select_related("made_by").order_by("-made_at", "id"),
        "arrangements": m.Arrangement.objects.filter(account__customer_id=customer_id)
        .select_related("made_by")
        .prefetch_related("instalments")
        .order_by("-made_at", "id"),
        "contacts": of(m.Contact).select_related("made_by").order_by("-at", "id")[:100],
        "past_contacts": of(m.PastContact).order_by("-at", "contact_id")[:100],
        "permits": of(m.Permit)
        .select_related("asked_by")
        .defer("answer")
        .order_by("-at", "id")[:20],
    }


@route(
    router,
    Operation(
        GET, "/cases/{customer_id}/history", "getCaseHistory", "What was done", "案件经过", **SEE
    ),
    list[shapes.Happened],
)
def history(request: Asked, customer_id: Named) -> Any:
    """The case's journal in words: the latest 100 entries; `listJournal` has the rest."""
    if not visible(request.person, m.Case).filter(pk=customer_id).exists():
        raise nowhere("path.customer_id")
    return changes.history(customer_id)


class Moved(Given):
    """One case that is to be given to somebody else."""

    customer_id: str = Field(min_length=1, max_length=100)
    version: Version | None = None


class Reassign(Given):
    """Cases, and who shall have them. One case that can't be moved, and none is."""

    cases: list[Moved] = Field(min_length=1, max_length=cases.MOST)
    to: str = Field(min_length=1, max_length=100, description="Staff number of a collector")
    reason: Words


class Reassigned(Schema):
    """The cases as they are now."""

    items: list[shapes.CaseRow]


@route(
    router,
    Operation(
        POST,
        "/reassignments",
        "reassignCases",
        "Give cases to another collector",
        "改派案件",
        scope=Scope.CONTACT,
        act=May.REASSIGN,
        key=True,
    ),
    Reassigned,
)
def reassigned(request: Asked, given: Reassign) -> dict[str, Any]:
    """All of them or none."""
    moved = cases.reassign(
        request.person,
        [one.customer_id for one in given.cases],
        given.to,
        given.reason,
        versions={one.customer_id: one.version for one in given.cases if one.version},
    )
    return {
        "items": m.Case.objects.select_related("customer")
        .filter(pk__in=[case.pk for case in moved])
        .order_by("pk")
    }

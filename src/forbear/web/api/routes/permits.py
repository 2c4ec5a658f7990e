"""Permits: asked for, looked at before, worked out for a case that is only supposed."""

from __future__ import annotations

from http import HTTPMethod
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import Field, ValidationError

from forbear.portfolio.words import Channel
from forbear.problems import ForbearError
from forbear.rulebook import permit
from forbear.web import bank
from forbear.web.api.caller import Asked
from forbear.web.api.errors import nowhere
from forbear.web.api.operations import Operation, route
from forbear.web.api.pages import By, Page, Paged, page
from forbear.web.api.scopes import Scope
from forbear.web.api.shapes.fields import Day, Given, Moment, Named
from forbear.web.api.shapes.permits import PermitOut, PermitRow
from forbear.web.people.access import May, visible
from forbear.web.people.models import User
from forbear.web.records import models as m
from forbear.web.records import permits

router = Router(tags=["permits"])
GET, POST = HTTPMethod.GET, HTTPMethod.POST
SEE: dict[str, Any] = {"scope": Scope.READ, "act": May.SEE_CASES}
WORK: dict[str, Any] = {"scope": Scope.CONTACT, "act": May.WORK_CASES, "key": True}
Facts = dict[str, bool | int | str | None]


class Wanted(Paged):
    """Which permits."""

    customer_id: str | None = Field(None, max_length=100)
    channel: Channel | None = None
    allowed: bool | None = None


class Ask(Given):
    """For which contact."""

    customer_id: str = Field(min_length=1, max_length=100)
    channel: Channel
    party_id: str | None = Field(None, max_length=100, description="The third person, if one")
    account_id: str | None = Field(None, max_length=100)
    facts: Facts = Field(
        default_factory=dict,
        max_length=50,
        description="What whoever asks knows besides, as two_officers; docs/rulebook.md lists them",
    )


class Supposed(Given):
    """A case that is only supposed (docs/permits.md)."""

    channel: Channel
    at: Moment | None = None
    day: Day | None = None
    zone: str | None = Field(None, max_length=100)
    facts: Facts = Field(default_factory=dict, max_length=200)


class At(Schema):
    """At which moment, and whom."""

    at: Moment | None = Field(None, description="Now, if left out")
    party_id: str | None = Field(None, max_length=100)


class Answers(Schema):
    """One answer a channel, as docs/permits.md describes it."""

    items: list[dict[str, Any]]


@route(
    router,
    Operation(
        GET,
        "/cases/{customer_id}/permits/preview",
        "previewPermits",
        "What each channel would say",
        "预览各渠道许可",
        **SEE,
    ),
    Answers,
)
def preview(request: Asked, customer_id: Named, when: Annotated[At, Query()]) -> dict[str, Any]:
    """All channels at a moment; nothing is kept, and no contact can be made under it."""
    return {
        "items": permits.preview(request.person, customer_id, at=when.at, party_id=when.party_id)
    }


def _ahead(user: User, given: Any) -> permits.Looked | None:
    """What the rulebook says; nothing where the body can't be read, which is told later."""
    try:
        told = Ask.model_validate(given)
        return permits.look(
            user, told.customer_id, told.channel, party_id=told.party_id, facts=told.facts
        )
    except (ValidationError, ForbearError):
        return None


@route(
    router,
    Operation(
        POST,
        "/permits",
        "askPermit",
        "Ask for a permit",
        "申请许可",
        status=201,
        ahead=_ahead,
        **WORK,
    ),
    PermitOut,
)
def ask(request: Asked, given: Ask) -> Status[m.Permit]:
    """The answer is kept, allowed or not: look at `allowed`. A contact needs a live one."""
    return Status(
        201,
        permits.issue(
            request.person,
            given.customer_id,
            given.channel,
            party_id=given.party_id,
            account_id=given.account_id,
            facts=given.facts,
            looked=request.ahead,
        ),
    )


@route(
    router,
    Operation(
        POST,
        "/permits/{permit_id}/release",
        "releasePermit",
        "Give a permit back",
        "归还许可",
        **WORK,
    ),
    PermitOut,
)
def release(request: Asked, permit_id: UUID) -> m.Permit:
    """One that was not used, so that a colleague can get one."""
    return permits.release(request.person, str(permit_id))


@route(
    router,
    Operation(GET, "/permits", "listPermits", "Permits asked for", "许可列表", **SEE),
    Page[PermitRow],
)
def listed(request: Asked, wanted: Annotated[Wanted, Query()]) -> dict[str, Any]:
    """The latest first."""
    same = {
        "customer_id": wanted.customer_id,
        "channel": wanted.channel,
        "allowed": wanted.allowed,
    }
    rows = visible(request.person, m.Permit).select_related("asked_by").defer("answer")
    rows = rows.filter(**{name: value for name, value in same.items() if value is not None})
    return page(rows, (By("at", down=True), By("id")), wanted)


@route(
    router,
    Operation(GET, "/permits/{permit_id}", "getPermit", "One permit", "许可详情", **SEE),
    PermitOut,
)
def one(request: Asked, permit_id: UUID) -> m.Permit:
    """As it was issued."""
    rows = visible(request.person, m.Permit).select_related("asked_by")
    found = rows.filter(pk=permit_id).first()
    if found is None:
        raise nowhere("path.permit_id")
    return found


@route(
    router,
    Operation(
        POST,
        "/supposed-permits",
        "supposePermit",
        "A permit for a case that is only supposed",
        "假设案例的许可",
        scope=Scope.READ,
        act=May.SEE_RULES,
        looks=True,
    ),
    dict[str, Any],
)
def supposed(request: Asked, given: Supposed) -> dict[str, Any]:  # noqa: ARG001
    """By the rules in use, at any moment, from facts that are given. Nothing is kept."""
    case = given.model_dump(exclude_none=True)
    return permit(bank.policy().rules, case).as_dict()

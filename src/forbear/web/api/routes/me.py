"""Who asks; whether the service is well."""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPMethod
from typing import Any

from django.db import connection
from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from forbear import __version__
from forbear.web import bank, clock
from forbear.web.api.caller import Asked
from forbear.web.api.operations import Operation, route
from forbear.web.api.scopes import Scope
from forbear.web.nights.models import Worker
from forbear.web.people.access import May, may
from forbear.web.people.models import Role
from forbear.web.people.work import ready

router = Router(tags=["me"])
GET = HTTPMethod.GET
#: A worker that was not seen for longer has stopped.
PATIENCE = timedelta(minutes=5)


class Me(Schema):
    """Somebody, and what he may do."""

    username: str
    name: str
    role: Role
    officer_id: str | None
    branch_id: str | None
    language: str
    may: list[May] = Field(description="Acts that the role has")
    scopes: list[Scope] = Field(description="What this session or token is for")
    token_expires_at: datetime | None
    no_work: list[dict[str, str]] = Field(description="Why no work is given; empty if it is")


class Health(Schema):
    """Whether the parts work."""

    ok: bool
    database: bool
    worker: bool = Field(description="False if none was seen for five minutes")
    version: str


@route(router, Operation(GET, "/me", "getMe", "Who asks", "本人信息", None), Me)
def me(request: Asked) -> dict[str, Any]:
    """Whoever is signed in, or for whom the token acts."""
    user, token = request.caller.user, request.caller.token
    problem = ready(user, bank.today())
    return {
        "username": user.username,
        "name": user.name,
        "role": user.role,
        "officer_id": user.officer_id,
        "branch_id": user.branch_id,
        "language": user.language,
        "may": [act for act in May if may(user, act)],
        "scopes": sorted(request.caller.scopes),
        "token_expires_at": None if token is None else token.expires_at,
        "no_work": []
        if problem is None
        else [{"code": problem.code, "en": problem.en, "zh": problem.zh}],
    }


@route(
    router,
    Operation(GET, "/health", "getHealth", "Is it well", "健康检查", None, open=True),
    Health,
    also={503: Health},
)
def health(request: HttpRequest) -> Status[dict[str, Any]]:  # noqa: ARG001
    """For a load balancer: no sign-in. 503 if the database does not answer."""
    database = worker = False
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        database = True
        worker = Worker.objects.filter(seen_at__gte=clock.now() - PATIENCE).exists()
    except Exception:
        database = False
    told = {"ok": database, "database": database, "worker": worker, "version": __version__}
    return Status(200 if database else 503, told)

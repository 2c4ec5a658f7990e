"""Search by personal data, and personal data seen whole: both are in the journal."""

from __future__ import annotations

from http import HTTPMethod
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.db.models import Model
from ninja import Router, Schema
from pydantic import Field

from forbear.web.api.caller import Asked
from forbear.web.api.errors import nowhere
from forbear.web.api.operations import Operation, Refusal, route
from forbear.web.api.scopes import Scope
from forbear.web.api.shapes.cases import CustomerOut
from forbear.web.api.shapes.fields import Given
from forbear.web.people.access import May, visible
from forbear.web.people.models import User
from forbear.web.records import search
from forbear.web.records.reveal import REVEALED, reveal
from forbear.web.sealing import Kind

router = Router(tags=["search"])
POST = HTTPMethod.POST
#: Customers given at most; whoever finds more asks for too little.
MOST = 50


class Look(Given):
    """What to look for: the whole name or number, never a part."""

    kind: Literal["name", "phone", "identity", "email"]
    text: str = Field(min_length=1, max_length=200)


class Found(Schema):
    """Customers, masked."""

    items: list[CustomerOut]
    more: bool = Field(description="There are more than these")


class Show(Given):
    """Which sealed text, and what for."""

    table: Literal["customer", "account", "phone", "address", "party", "hold", "consent", "contact"]
    key: str = Field(min_length=1, max_length=300, description="`key` of the row, or its id")
    column: str = Field(min_length=1, max_length=100)
    reason: str = Field(min_length=4, max_length=200)


class Shown(Schema):
    """The text, whole; null where there is none."""

    text: str | None


@route(
    router,
    Operation(
        POST,
        "/search",
        "searchCustomers",
        "Search by personal data",
        "以个人信息检索",
        scope=Scope.REVEAL,
        act=May.SEARCH,
        looks=True,
    ),
    Found,
)
def searched(request: Asked, given: Look) -> dict[str, Any]:
    """Among the customers you see. That you searched is on record, not for what."""
    rows = list(
        search.search(request.person, Kind(given.kind), given.text).order_by("pk")[: MOST + 1]
    )
    return {"items": rows[:MOST], "more": len(rows) > MOST}


@route(
    router,
    Operation(
        POST,
        "/reveal",
        "reveal",
        "See personal data whole",
        "查看完整个人信息",
        scope=Scope.REVEAL,
        act=May.REVEAL,
        looks=True,
    ),
    Shown,
    also={404: Refusal},
)
def shown(request: Asked, given: Show) -> dict[str, Any]:
    """Who saw what, when and why is in the case's journal before it is shown."""
    row = _row(request.person, REVEALED[given.table], given.key)
    return {"text": reveal(request.person, row, given.column, given.reason)}


def _row(user: User, model: type[Model], key: str) -> Model:
    """The row of a key as `shapes.cases.keyed` writes it, if it is seen."""
    parts: Any = key
    try:
        if model._meta.pk.__class__.__name__ == "CompositePrimaryKey":
            customer, _, own = key.partition("/")
            parts = (customer, bytes.fromhex(own) if model._meta.db_table == "phone" else own)
        found: Model | None = visible(user, model).filter(pk=parts).first()
    except (ValueError, ValidationError):
        found = None
    if found is None:
        raise nowhere("body.key")
    return found

"""The rules that decide."""

from __future__ import annotations

from http import HTTPMethod
from typing import Annotated, Any

from ninja import Query, Router, Schema
from pydantic import Field

from forbear.rulebook.ways import listed, shown
from forbear.web import bank
from forbear.web.api.caller import Asked
from forbear.web.api.operations import Operation, route
from forbear.web.api.scopes import Scope
from forbear.web.api.shapes.fields import Day, Named
from forbear.web.people.access import May

router = Router(tags=["rules"])
GET = HTTPMethod.GET
SEE: dict[str, Any] = {"scope": Scope.READ, "act": May.SEE_RULES}


class RuleRow(Schema):
    """A rule, clock or duty. ``status``: how well its source is known (docs/rulebook.md)."""

    rule_id: str
    pack: str
    kind: str
    title: dict[str, str]
    instrument: str
    bindingness: str
    status: str
    in_force: str
    enabled: bool
    channels: list[str]


class Rules(Schema):
    """All of them, sorted by id."""

    version: str
    items: list[RuleRow]


class RuleOut(RuleRow):
    """One, with all that it says, as text."""

    en: str
    zh: str


class On(Schema):
    """Which."""

    on: Day | None = Field(None, description="Those that decide on that day")
    pack: str | None = Field(None, max_length=100)


@route(router, Operation(GET, "/rules", "listRules", "Rules", "规则列表", **SEE), Rules)
def rows(request: Asked, wanted: Annotated[On, Query()]) -> dict[str, Any]:  # noqa: ARG001
    """The rules that the bank uses, with its own."""
    packs = () if wanted.pack is None else (wanted.pack,)
    return {
        "version": bank.policy().rules.version,
        "items": listed(bank.books(), on=wanted.on, packs=packs),
    }


@route(
    router,
    Operation(GET, "/rules/{rule_id}", "getRule", "One rule", "规则详情", **SEE),
    RuleOut,
)
def one(request: Asked, rule_id: Named) -> dict[str, Any]:  # noqa: ARG001
    """What it says, whom it binds, since when, and by which text."""
    books = bank.books()
    entry = books.entry(rule_id)
    row = next(row for row in listed(books) if row["rule_id"] == entry.id)
    return {**row, "en": shown(books, rule_id), "zh": shown(books, rule_id, "zh")}

"""The journal: read by whoever may, exported so that anyone can verify it."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, date, datetime, time, timedelta
from http import HTTPMethod
from typing import Annotated, Any

from django.db import connection, transaction
from django.http import FileResponse
from ninja import Query, Router, Schema
from pydantic import Field

from forbear.web.api.caller import Asked
from forbear.web.api.errors import nowhere
from forbear.web.api.operations import Operation, Refusal, route
from forbear.web.api.pages import By, Page, Paged, page
from forbear.web.api.scopes import Scope
from forbear.web.api.shapes.fields import Day
from forbear.web.journal.acts import WORDS, Act
from forbear.web.journal.give import export_of
from forbear.web.journal.keep import enter, of_customer
from forbear.web.journal.models import Chain, Entry
from forbear.web.journal.models import Day as Closed
from forbear.web.people.access import May, visible

router = Router(tags=["journal"])
GET = HTTPMethod.GET
#: Kept in memory up to this, beyond it in a file that goes with the answer.
MEMORY = 8_000_000


class EntryOut(Schema):
    """One thing that happened."""

    chain: str
    number: int
    at: datetime
    actor: str
    action: str
    en: str
    zh: str
    subject: str
    content: dict[str, Any]
    before: str
    hash: str

    @staticmethod
    def resolve_en(row: Any) -> str:
        """In words."""
        return WORDS[Act(row.action)][0]

    @staticmethod
    def resolve_zh(row: Any) -> str:
        """In words."""
        return WORDS[Act(row.action)][1]

    @staticmethod
    def resolve_content(row: Any) -> Any:
        """It is kept as canonical JSON."""
        return json.loads(row.content)


class Wanted(Paged):
    """Which entries."""

    chain: str | None = Field(None, max_length=200, examples=["customer:C000123"])
    actor: str | None = Field(None, max_length=200)
    action: Act | None = None
    subject: str | None = Field(None, max_length=200)
    day: Day | None = Field(None, description="In UTC, as days are closed")


class Root(Schema):
    """The last closed day; its hash holds everything up to it."""

    day: date
    chains: int
    entries: int
    tree: str
    before: str
    hash: str


@route(
    router,
    Operation(
        GET, "/journal", "listJournal", "The journal", "日志", Scope.JOURNAL, May.SEE_JOURNAL
    ),
    Page[EntryOut],
)
def listed(request: Asked, wanted: Annotated[Wanted, Query()]) -> dict[str, Any]:
    """The latest first."""
    rows = visible(request.person, Entry)
    same = {
        "chain": wanted.chain,
        "actor": wanted.actor,
        "action": wanted.action,
        "subject": wanted.subject,
    }
    rows = rows.filter(**{name: value for name, value in same.items() if value is not None})
    if wanted.day is not None:
        begin = datetime.combine(wanted.day, time(), UTC)
        rows = rows.filter(at__gte=begin, at__lt=begin + timedelta(days=1))
    return page(rows, (By("id", down=True),), wanted)


@route(
    router,
    Operation(
        GET,
        "/journal/root",
        "getJournalRoot",
        "The last closed day",
        "最近封存日",
        Scope.JOURNAL,
        May.EXPORT_JOURNAL,
    ),
    Root,
    also={404: Refusal},
)
def root(request: Asked) -> Closed:
    """Publish its hash: whoever knows it can tell later whether anything was changed."""
    found = visible(request.person, Closed).order_by("-day").first()
    if found is None:
        raise nowhere("journal")
    return found


class Whose(Schema):
    """Of one case, or of all."""

    customer_id: str | None = Field(None, max_length=100)


@route(
    router,
    Operation(
        GET,
        "/journal/export",
        "exportJournal",
        "Export to verify",
        "导出日志",
        Scope.JOURNAL,
        May.EXPORT_JOURNAL,
    ),
    str,
    also={404: Refusal},
    extra={"x-answer": "application/jsonl"},
)
def exported(request: Asked, whose: Annotated[Whose, Query()]) -> FileResponse:
    """A text file that `forbear verify` proves, without the database (docs/journal.md)."""
    chains = None
    if whose.customer_id is not None:
        chains = [of_customer(whose.customer_id)]
        if not visible(request.person, Chain).filter(name__in=chains).exists():
            raise nowhere("query.customer_id")
    held = tempfile.SpooledTemporaryFile(MEMORY)  # noqa: SIM115
    with transaction.atomic():
        name = request.person.get_username()
        enter(
            f"person:{name}", Act.EXPORT_MADE, actor=name, content={"of": chains or ["everything"]}
        )
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        held.writelines(export_of(chains))
    held.seek(0)
    file = f"journal-{whose.customer_id or 'all'}.jsonl"
    return FileResponse(held, as_attachment=True, filename=file, content_type="application/jsonl")

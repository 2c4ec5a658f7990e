"""Tapes: sent file by file, imported by the worker, read with what was set aside."""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPMethod
from typing import Annotated, Any

from django.http import StreamingHttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import Field

from forbear.web.api import uploads
from forbear.web.api.caller import Asked
from forbear.web.api.errors import nowhere, refused
from forbear.web.api.operations import Operation, Problem, route
from forbear.web.api.pages import By, Page, Paged, Paging, page
from forbear.web.api.scopes import Scope
from forbear.web.api.shapes.fields import Day, Given, Named, Numbered
from forbear.web.listing import spreadsheet
from forbear.web.nights.models import Quarantined, Tape, TapeState
from forbear.web.people.access import May, visible
from forbear.web.people.models import User

router = Router(tags=["tapes"])
GET, POST, PUT = HTTPMethod.GET, HTTPMethod.POST, HTTPMethod.PUT
SEE: dict[str, Any] = {"scope": Scope.READ, "act": May.SEE_TAPES}
SEND: dict[str, Any] = {"scope": Scope.PLAN, "act": May.IMPORT_TAPES}
#: What a file's Content-Type may say.
TYPES = (
    "application/octet-stream",
    "text/csv",
    "application/vnd.apache.parquet",
    "application/gzip",
    "application/zstd",
    "application/yaml",
)
COLUMNS = ("number", "table", "file", "line", "column", "rule", "because", "rows")


class Count(Schema):
    """Received = accepted + quarantined."""

    received: int
    accepted: int
    quarantined: int


class Reason(Schema):
    """Why rows of a table were set aside."""

    table: str
    rule: str
    rows: int
    en: str
    zh: str


class File(Schema):
    """A file that arrived."""

    name: str
    bytes: int


class TapeOut(Schema):
    """A tape. While it is worked on, ``stage`` and ``share`` say how far it is."""

    id: int
    as_of: date
    state: TapeState
    digest: str | None
    stage: str
    share: float
    received_at: datetime
    received_by: str | None
    finished_at: datetime | None

    @staticmethod
    def resolve_received_by(tape: Any) -> Any:
        """Who."""
        return tape.received_by.username if tape.received_by_id else None


class TapeFile(TapeOut):
    """A tape with what came of it."""

    counts: dict[str, Count] = Field(description="By table")
    reasons: list[Reason]
    problems: list[Problem] = Field(description="Why it was refused")
    files: list[File] = Field(description="That arrived, until it is imported")

    @staticmethod
    def resolve_files(tape: Any) -> Any:
        """As they lie there."""
        return [{"name": name, "bytes": size} for name, size in uploads.files(tape)]


class Imported(Schema):
    """The tape that is imported; the same one, sent before, is not new."""

    tape: TapeFile
    new: bool


class TapeIn(Given):
    """Of which day."""

    as_of: Day


class FileOut(Schema):
    """A file as it arrived."""

    name: str
    bytes: int
    sha256: str


class QuarantinedOut(Schema):
    """A row that was set aside, without what stood in it."""

    number: int
    table: str
    file: str
    line: int | None
    column: str | None
    rule: str
    because: str | None
    rows: int


class Aside(Paged):
    """Which rows."""

    table: str | None = Field(None, max_length=100)
    rule: str | None = Field(None, max_length=100)


class Sum(Schema):
    """What the file should be."""

    sha256: str | None = Field(None, pattern="^[0-9A-Fa-f]{64}$")


@route(
    router,
    Operation(
        POST, "/tapes", "createTape", "Begin a tape", "新建数据", status=201, key=True, **SEND
    ),
    TapeFile,
)
def create(request: Asked, given: TapeIn) -> Status[Tape]:
    """Then send its files, then have it imported."""
    return Status(201, uploads.begin(request.person, given.as_of))


@route(
    router,
    Operation(
        PUT,
        "/tapes/{tape_id}/files/{name}",
        "putTapeFile",
        "Send a file",
        "上传文件",
        raw=True,
        **SEND,
    ),
    FileOut,
    extra={
        "requestBody": {
            "required": True,
            "content": {kind: {"schema": {"type": "string", "minLength": 1}} for kind in TYPES[:1]},
        }
    },
)
def put(
    request: Asked, tape_id: Numbered, name: Named, expected: Annotated[Sum, Query()]
) -> dict[str, Any]:
    """The body is the file, as it is; Content-Length is needed. Sent again, it is replaced."""
    tape = _tape(request.person, tape_id)
    if request.content_type not in TYPES:
        raise refused(
            415,
            "request.type",
            "Content-Type",
            f"send the file as it is, as {TYPES[0]}",
            f"请以 {TYPES[0]} 原样上传文件",
        )
    size, digest = uploads.put(tape, name, request, expected.sha256)
    return {"name": name, "bytes": size, "sha256": digest}


@route(
    router,
    Operation(
        POST,
        "/tapes/{tape_id}/import",
        "importTape",
        "Import a tape",
        "导入数据",
        status=202,
        key=True,
        **SEND,
    ),
    Imported,
)
def imported(request: Asked, tape_id: Numbered) -> Status[dict[str, Any]]:
    """The worker does it; look at the tape that is answered, it has a number of its own."""
    tape, new = uploads.finish(request.person, _tape(request.person, tape_id))
    return Status(202, {"tape": tape, "new": new})


@route(
    router,
    Operation(GET, "/tapes", "listTapes", "Tapes", "数据列表", **SEE),
    Page[TapeOut],
)
def listed(request: Asked, paged: Paging) -> dict[str, Any]:
    """The latest first."""
    rows = visible(request.person, Tape).select_related("received_by")
    return page(rows, (By("id", down=True),), paged)


@route(
    router,
    Operation(GET, "/tapes/{tape_id}", "getTape", "One tape", "数据详情", **SEE),
    TapeFile,
)
def one(request: Asked, tape_id: Numbered) -> Tape:
    """With counts, reasons and progress."""
    return _tape(request.person, tape_id)


@route(
    router,
    Operation(
        GET,
        "/tapes/{tape_id}/quarantine",
        "listQuarantine",
        "What was set aside",
        "隔离记录",
        **SEE,
    ),
    Page[QuarantinedOut],
)
def aside(request: Asked, tape_id: Numbered, wanted: Annotated[Aside, Query()]) -> dict[str, Any]:
    """Where and why; what stood in the row is kept sealed."""
    tape = _tape(request.person, tape_id)
    rows = visible(request.person, Quarantined).filter(tape=tape)
    same = {"table": wanted.table, "rule": wanted.rule}
    rows = rows.filter(**{name: value for name, value in same.items() if value is not None})
    return page(rows, (By("number"),), wanted)


@route(
    router,
    Operation(
        GET,
        "/tapes/{tape_id}/quarantine.csv",
        "exportQuarantine",
        "What was set aside, as CSV",
        "导出隔离记录",
        **SEE,
    ),
    str,
    extra={"x-answer": "text/csv"},
)
def as_csv(request: Asked, tape_id: Numbered) -> StreamingHttpResponse:
    """The same rows as a table for a spreadsheet."""
    tape = _tape(request.person, tape_id)
    rows = visible(request.person, Quarantined).filter(tape=tape).order_by("number")
    cells = rows.values_list(*COLUMNS).iterator(chunk_size=2_000)
    return spreadsheet(f"quarantine-{tape.pk}.csv", COLUMNS, cells)


def _tape(user: User, tape_id: int) -> Tape:
    found = visible(user, Tape).select_related("received_by").filter(pk=tape_id).first()
    if found is None:
        raise nowhere("path.tape_id")
    return found

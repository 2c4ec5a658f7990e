"""Lists on pages: some rows, and the address of those after; the same rows as a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest, StreamingHttpResponse

from forbear.web.api.errors import RefusedError
from forbear.web.api.pages import By, Paged, page

M = TypeVar("M", bound=Model)
#: Text that begins so is taken for a formula by spreadsheets.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Listing(Generic[M]):
    """Rows of one page. ``more``: query of the next page, ``first``: whether none came before."""

    rows: list[M]
    more: str | None
    first: bool


def listing(
    request: HttpRequest, rows: QuerySet[M], order: Sequence[By], limit: int = 50
) -> Listing[M]:
    """The page that the request's ``cursor`` asks for; one of another list begins anew."""
    cursor = request.GET.get("cursor") or None
    try:
        found = page(rows, order, Paged.model_construct(cursor=cursor, limit=limit))
    except RefusedError:
        cursor = None
        found = page(rows, order, Paged.model_construct(cursor=None, limit=limit))
    query = request.GET.copy()
    query["cursor"] = found["next"] or ""
    more = f"?{query.urlencode()}" if found["next"] else None
    return Listing(found["items"], more, cursor is None)


def spreadsheet(
    name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]
) -> StreamingHttpResponse:
    """Rows as a CSV file to download, sent as they are read; no cell of it is a formula."""
    answer = StreamingHttpResponse(lines(head, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def lines(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The lines of a CSV file, with the mark by which spreadsheets know UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + str(writer.writerow(head))
    for row in rows:
        yield str(writer.writerow([harmless(cell) for cell in row]))


def harmless(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in FORMULA else cell


class _Echo:
    """A file that gives back what is written into it."""

    def write(self, text: str) -> str:
        return text

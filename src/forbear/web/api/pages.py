"""Lists by pages: a cursor says after which row to go on, whatever was added meanwhile."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q, QuerySet
from ninja import Query, Schema
from pydantic import Field

from forbear.web.api.errors import refused

T = TypeVar("T")
M = TypeVar("M", bound=Model)


class Page(Schema, Generic[T]):
    """Some rows of a list, and how to ask for those after."""

    items: list[T]
    next: str | None = Field(
        None, description="Send it as cursor for the next page; null on the last"
    )


class Paged(Schema):
    """Which page."""

    cursor: str | None = Field(None, max_length=2000, description="From the page before")
    limit: int = Field(50, ge=1, le=200, description="Rows a page")


Paging = Annotated[Paged, Query()]


@dataclass(frozen=True)
class By:
    """One column that a list is sorted by. Only the first may be empty; such rows come last."""

    column: str
    down: bool = False
    nullable: bool = False

    @property
    def order(self) -> str:
        """As the database sorts by it."""
        return f"-{self.column}" if self.down else self.column

    def same(self, value: Any) -> Q:
        """Rows with this value."""
        return Q(**{self.column: value})

    def beyond(self, value: Any, *, with_it: bool = False) -> Q:
        """Rows that come after this value, or with it."""
        how = ("lt" if self.down else "gt") + ("e" if with_it else "")
        return Q(**{f"{self.column}__{how}": value})

    def empty(self, really: bool) -> Q:
        """Rows without a value, or with one."""
        return Q(**{f"{self.column}__isnull": really})


def page(rows: QuerySet[M], order: Sequence[By], asked: Paged) -> dict[str, Any]:
    """The page that was asked for; ``order`` ends with what tells any two rows apart.

    Raises `RefusedError` (422) for a cursor that is not one of this list.
    """
    name = f"{rows.model._meta.db_table} {' '.join(by.order for by in order)}"
    after = None
    if asked.cursor is not None:
        after = _opened(name, asked.cursor, rows.model, order)
    found: list[M] = []
    for part, keys in _parts(rows, order, after):
        if len(found) <= asked.limit:
            left = asked.limit + 1 - len(found)
            found += part.order_by(*(by.order for by in keys))[:left]
    shown, more = found[: asked.limit], len(found) > asked.limit
    return {"items": shown, "next": _sealed(name, shown[-1], order) if more else None}


def _parts(
    rows: QuerySet[M], order: Sequence[By], after: Sequence[Any] | None
) -> list[tuple[QuerySet[M], Sequence[By]]]:
    """The rows in one piece; with an empty first column, those that have it and those that lack it.

    Each piece is read straight from an index, which sorting empty ones last would not be.
    """
    first = order[0]
    if not first.nullable:
        return [(rows.filter(_after(order, after)), order)]
    full, lacking = rows.filter(first.empty(False)), rows.filter(first.empty(True))
    if after is None:
        return [(full, order), (lacking, order[1:])]
    if after[0] is None:
        return [(lacking.filter(_after(order[1:], after[1:])), order[1:])]
    return [(full.filter(_after(order, after)), order), (lacking, order[1:])]


def _after(order: Sequence[By], values: Sequence[Any] | None) -> Q:
    if values is None:
        return Q()
    whole, equal = Q(pk__in=()), Q()
    for by, value in zip(order, values, strict=True):
        whole |= equal & by.beyond(value)
        equal &= by.same(value)
    # Says no more than the rest, and lets an index begin where the page does.
    return order[0].beyond(values[0], with_it=True) & whole


def _sealed(name: str, row: Model, order: Sequence[By]) -> str:
    values = json.dumps([getattr(row, by.column) for by in order], cls=DjangoJSONEncoder)
    return signing.Signer(salt=f"page {name}").sign_object(values)


def _opened(name: str, cursor: str, model: type[Model], order: Sequence[By]) -> list[Any]:
    try:
        values = json.loads(signing.Signer(salt=f"page {name}").unsign_object(cursor))
        fields = [model._meta.get_field(by.column) for by in order]
        return [
            None if value is None else field.to_python(value)  # type: ignore[union-attr]
            for field, value in zip(fields, values, strict=True)
        ]
    except (signing.BadSignature, ValueError, ValidationError):
        raise refused(
            422,
            "page.cursor",
            "query.cursor",
            "this is no cursor of this list; begin again without one",
            "该游标不属于此列表，请不带游标重新开始",
        ) from None

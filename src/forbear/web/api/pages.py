"""Lists by pages: a cursor says after which row to go on, whatever was added meanwhile."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Model, Q, QuerySet
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
    """One column that a list is sorted by. Empty ones come last."""

    column: str
    down: bool = False
    nullable: bool = False

    @property
    def order(self) -> Any:
        """As the database sorts by it."""
        if self.nullable:
            named = F(self.column)
            return named.desc(nulls_last=True) if self.down else named.asc(nulls_last=True)
        return f"-{self.column}" if self.down else self.column

    def same(self, value: Any) -> Q:
        """Rows with this value."""
        return Q(**{f"{self.column}__isnull": True} if value is None else {self.column: value})

    def beyond(self, value: Any) -> Q:
        """Rows that come after this value."""
        if value is None:
            return Q(pk__in=())
        after = Q(**{f"{self.column}__{'lt' if self.down else 'gt'}": value})
        return after | Q(**{f"{self.column}__isnull": True}) if self.nullable else after


def page(rows: QuerySet[M], order: Sequence[By], asked: Paged) -> dict[str, Any]:
    """The page that was asked for; ``order`` ends with what tells any two rows apart.

    Raises `RefusedError` (422) for a cursor that is not one of this list.
    """
    name = f"{rows.model._meta.db_table} {' '.join(f'{by.column}{by.down}' for by in order)}"
    if asked.cursor is not None:
        rows = rows.filter(_after(order, _opened(name, asked.cursor, rows.model, order)))
    found = list(rows.order_by(*(by.order for by in order))[: asked.limit + 1])
    shown, more = found[: asked.limit], len(found) > asked.limit
    return {"items": shown, "next": _sealed(name, shown[-1], order) if more else None}


def _after(order: Sequence[By], values: Sequence[Any]) -> Q:
    whole, equal = Q(pk__in=()), Q()
    for by, value in zip(order, values, strict=True):
        whole |= equal & by.beyond(value)
        equal &= by.same(value)
    return whole


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

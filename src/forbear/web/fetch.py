"""Rows found by one key, by statements that are made once.

A permit looks at ten tables, a case's page at thirty. To build each query anew costs more than to
run it, so the statement of a queryset is kept and run again with another key.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

Row = dict[str, Any]
M = TypeVar("M", bound=Model)
#: Stands for the key in a statement; no database takes such a text.
SOMEBODY = "\x00somebody"
#: Narrows a table down to the rows wanted; the key, a text, is to be compared with a column.
Narrow = Callable[[QuerySet[Any], str], QuerySet[Any]]


def by_customer(rows: QuerySet[Any], customer: str) -> QuerySet[Any]:
    """All rows of the customer."""
    return rows.filter(customer_id=customer)


def fetch(
    model: type[Model],
    columns: Sequence[str],
    key: str,
    narrow: Narrow = by_customer,
) -> list[Row]:
    """The rows of a key, a customer's if nothing else is said, as plain values by column."""
    kept = _kept(connection.vendor, model, tuple(columns), narrow, None)
    return [dict(zip(columns, row, strict=True)) for row in kept.run(key)]


def objects(
    model: type[M], key: str, narrow: Narrow = by_customer, most: int | None = None
) -> list[M]:
    """The rows of a key as objects, with what ``narrow`` joins, defers or annotates."""
    kept = _kept(connection.vendor, model, None, narrow, most)
    return [kept.made(row) for row in kept.run(key)]


def first(model: type[M], key: str, narrow: Narrow = by_customer) -> M | None:
    """The first of the rows as an object."""
    return next(iter(objects(model, key, narrow, 1)), None)


@dataclass(frozen=True)
class Kept:
    """A statement, its parameters, and how what it gives becomes values."""

    sql: str
    params: tuple[Any, ...]
    converters: dict[int, Any]
    compiler: Any

    def run(self, key: str) -> list[Sequence[Any]]:
        """What the statement gives for a key."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [key if p == SOMEBODY else p for p in self.params])
            found: list[Sequence[Any]] = cursor.fetchall()
        if self.converters:
            return list(self.compiler.apply_converters(found, self.converters))
        return found

    def made(self, row: Sequence[Any]) -> Any:
        """A row as an object with its related ones, as `django.db.models.query` makes it."""
        start, end, names = self._own
        one = self.compiler.klass_info["model"].from_db(connection.alias, names, row[start:end])
        for related in self._related:
            related.populate(row, one)
        for name, place in self.compiler.annotation_col_map.items():
            setattr(one, name, row[place])
        return one

    @cached_property
    def _own(self) -> tuple[int, int, list[str]]:
        places = self.compiler.klass_info["select_fields"]
        start, end = places[0], places[-1] + 1
        return start, end, [column[0].target.attname for column in self.compiler.select[start:end]]

    @cached_property
    def _related(self) -> list[Any]:
        info, select = self.compiler.klass_info, self.compiler.select
        # The stubs are those of a later Django.
        return list(get_related_populators(info, select, connection.alias))  # type: ignore[call-arg]


@lru_cache(maxsize=128)
def _kept(
    vendor: str,  # noqa: ARG001
    model: type[Model],
    columns: tuple[str, ...] | None,
    narrow: Narrow,
    most: int | None,
) -> Kept:
    rows = narrow(model._default_manager.order_by(), SOMEBODY)
    rows = rows if columns is None else rows.values_list(*columns)
    compiler = rows[:most].query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    converters = compiler.get_converters([column[0] for column in compiler.select])
    return Kept(sql, tuple(params), converters, compiler)

"""Rows found by one key, by statements that are made once.

A permit looks at ten tables. To build each query anew costs more than to run it, so the statement
of a queryset is kept and run again with another key.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

Row = dict[str, Any]
M = TypeVar("M", bound=Model)
#: Stands for the key in a statement; no database takes such a text.
SOMEBODY = "\x00somebody"
#: Narrows a table down to the rows wanted; the key, a text, is to be compared with a column.
Narrow = Callable[[QuerySet[Any], str], QuerySet[Any]]


def of_customer(rows: QuerySet[Any], customer: str) -> QuerySet[Any]:
    """All rows of the customer."""
    return rows.filter(customer_id=customer)


def fetch(
    model: type[Model],
    columns: Sequence[str],
    key: str,
    narrow: Narrow = of_customer,
) -> list[Row]:
    """The rows of a key, a customer's if nothing else is said, as plain values by column."""
    kept = _kept(connection.vendor, model, tuple(columns), narrow)
    return [dict(zip(columns, row, strict=True)) for row in kept.run(key)]


def first(model: type[M], key: str, narrow: Narrow = of_customer) -> M | None:
    """The first of the rows as an object."""
    columns = tuple(field.attname for field in model._meta.concrete_fields)
    found = _kept(connection.vendor, model, columns, narrow).run(key)
    return model.from_db(connection.alias, columns, found[0]) if found else None


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


@lru_cache(maxsize=128)
def _kept(
    vendor: str,  # noqa: ARG001
    model: type[Model],
    columns: tuple[str, ...],
    narrow: Narrow,
) -> Kept:
    rows = narrow(model._default_manager.order_by(), SOMEBODY).values_list(*columns)
    compiler = rows.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    converters = compiler.get_converters([column[0] for column in compiler.select])
    return Kept(sql, tuple(params), converters, compiler)

"""Rows of one customer, by statements that are made once.

A permit looks at ten tables. To build each query anew costs more than to run it, so the statement
of a queryset is kept and run again with another customer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet

Row = dict[str, Any]
#: Stands for the customer in a statement; no bank has such a number.
SOMEBODY = "\x00customer"
#: Narrows a table down to the rows wanted; ``customer`` is to be compared with a column.
Narrow = Callable[[QuerySet[Any], str], QuerySet[Any]]


def of_customer(rows: QuerySet[Any], customer: str) -> QuerySet[Any]:
    """All rows of the customer."""
    return rows.filter(customer_id=customer)


def fetch(
    model: type[Model],
    columns: Sequence[str],
    customer_id: str,
    narrow: Narrow = of_customer,
) -> list[Row]:
    """The customer's rows of a table as plain values by column."""
    sql, params, converters, compiler = _made(connection.vendor, model, tuple(columns), narrow)
    with connection.cursor() as cursor:
        cursor.execute(sql, [customer_id if p == SOMEBODY else p for p in params])
        found = cursor.fetchall()
    if converters:
        found = list(compiler.apply_converters(found, converters))
    return [dict(zip(columns, row, strict=True)) for row in found]


@lru_cache(maxsize=64)
def _made(
    vendor: str,  # noqa: ARG001
    model: type[Model],
    columns: tuple[str, ...],
    narrow: Narrow,
) -> tuple[str, tuple[Any, ...], dict[int, Any], Any]:
    """The statement, its parameters, and how what it gives becomes values."""
    rows = narrow(model._default_manager.order_by(), SOMEBODY).values_list(*columns)
    compiler = rows.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    converters = compiler.get_converters([column[0] for column in compiler.select])
    return sql, tuple(params), converters, compiler

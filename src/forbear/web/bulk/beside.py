"""Staged rows put in their place on Django's own connection, in the transaction that counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from forbear.web.bulk import postgresql_stage, sqlite_stage
from forbear.web.bulk.dialect import Staged, Value, quoted

_PLACE = re.compile(r"\$[0-9]+")


class Beside:
    """Statements of `dialect.Statements` run by Django."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection

    def execute(self, sql: str, parameters: Sequence[Value] = ()) -> int:
        """Run a statement."""
        with self._connection.cursor() as cursor:
            cursor.execute(*_told(sql, parameters))
            return int(cursor.rowcount)

    def rows(self, sql: str, parameters: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        """Run a query."""
        with self._connection.cursor() as cursor:
            cursor.execute(*_told(sql, parameters))
            return list(cursor.fetchall()) if cursor.description else []


def _told(sql: str, parameters: Sequence[Value]) -> tuple[str, list[Any] | None]:
    """Django's placeholders; parameters in the order in which the statement names them."""
    named = [int(found[0][1:]) - 1 for found in _PLACE.finditer(sql)]
    if not named:
        return sql, None
    return _PLACE.sub("%s", sql.replace("%", "%%")), [parameters[at] for at in named]


def swap(connection: BaseDatabaseWrapper, staged: Staged) -> None:
    """Put a staged table in the place of the present one; see `Bulk.swap`."""
    if not connection.in_atomic_block:
        raise RuntimeError("a swap belongs into the transaction of what it is part of")
    stage = postgresql_stage if connection.vendor == "postgresql" else sqlite_stage
    stage.swap(Beside(connection), staged)


def merge(connection: BaseDatabaseWrapper, staged: Staged, key: str, columns: Sequence[str]) -> int:
    """Add the staged rows, or change those that have the same ``key``; how many.

    Columns that are not named keep what they have, or get their default.
    """
    names = ", ".join(quoted(c) for c in columns)
    sets = ", ".join(f"{quoted(c)} = excluded.{quoted(c)}" for c in columns if c != key)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quoted(staged.table)} ({names}) SELECT {names} "
            f"FROM {quoted(staged.stage)} WHERE 1 = 1 "
            f"ON CONFLICT ({quoted(key)}) DO UPDATE SET {sets}"
        )
        return int(cursor.rowcount)


def drop(connection: BaseDatabaseWrapper, staged: Staged) -> None:
    """Take the rows beside away again."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {quoted(staged.stage)}")


def look_anew(connection: BaseDatabaseWrapper, *tables: str) -> None:
    """Let PostgreSQL's planner know at once how many rows there are now.

    It looks by itself within a minute or so; a night begun before that joined 40,000 holds with
    750,000 customers row by row, and did not come to an end.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"ANALYZE {quoted(table)}")

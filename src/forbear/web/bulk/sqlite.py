"""SQLite: no dates, instants or booleans of its own, one writer at a time.

By Python's own driver, the one that Django uses. ADBC's brings a second copy of SQLite into the
process, and locks are held by a process: two copies do not see each other's, both write at once,
and rows are lost without an error.
"""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from forbear.problems import ForbearError, refuse
from forbear.web.bulk.addresses import sqlite_path, sqlite_timeout
from forbear.web.bulk.dialect import PLACEHOLDER, Connection, Staged, Statements, Value, quoted
from forbear.web.bulk.sqlite_stage import stage, swap

# What Django's migrations write, by the first word. Django's "integer" may be 64 bits wide.
KINDS = {
    "bigint": "bigint",
    "blob": "binary",
    "bool": "boolean",
    "char": "text",
    "date": "date",
    "datetime": "instant",
    "integer": "bigint",
    "real": "float",
    "smallint": "smallint",
    "text": "text",
    "varchar": "text",
}

BATCH = 65_536


class SQLite:
    """The `Dialect` of SQLite."""

    begin = "BEGIN IMMEDIATE"

    def __init__(self, database: Mapping[str, Any]) -> None:
        self._path = sqlite_path(database)
        self._timeout = sqlite_timeout(database)

    def open(self) -> Connection:
        """A connection that waits for other writers, in WAL, foreign keys checked."""
        connection = sqlite3.connect(
            self._path,
            timeout=self._timeout,
            isolation_level=None,
            uri=self._path.startswith("file:"),
        )
        for pragma in ("journal_mode=WAL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        return connection

    def text(self, sql: str) -> str:
        """``$2`` is a name to SQLite, numbered by where it first stands; ``?2`` is a number."""
        return PLACEHOLDER.sub(lambda m: f"?{m[1]}" if m[1] else m[0], sql)

    def value(self, value: Value) -> Value:
        """Days and instants in the text that Django compares them with."""
        if isinstance(value, dt.datetime):
            return str(value.astimezone(dt.UTC).replace(tzinfo=None))
        return str(value) if isinstance(value, dt.date) else value

    def received(self, cursor: Any, schema: pl.Schema) -> Iterator[pl.DataFrame]:
        """The rows, each column in the type in which Django keeps what is declared."""
        names = [column[0] for column in cursor.description]
        stored = {name: _stored(schema[name]) if name in schema else pl.Object() for name in names}
        while rows := cursor.fetchmany(BATCH):
            yield _frame(rows, stored)

    def kinds(self, statements: Statements, table: str) -> Mapping[str, str]:
        """The kinds of the table's columns, from the words of Django's migrations."""
        found = statements.rows("SELECT name, type FROM pragma_table_info($1)", (table,))
        if not found:
            raise refuse("bulk-no-table", table, "there is no such table", "没有这个表")
        words = {name: re.split(r"\W", kind.lower())[0] for name, kind in found}
        return {name: KINDS[word] for name, word in words.items() if word in KINDS}

    def ingest(
        self,
        cursor: Any,
        table: str,
        frames: Iterator[pl.DataFrame],
        kinds: Mapping[str, str],  # noqa: ARG002
    ) -> None:
        """Days and instants as Django's text; a second's fraction only where there is one."""
        instants = pl.selectors.datetime().dt.strftime("%Y-%m-%d %H:%M:%S%.6f")
        days = pl.selectors.date().dt.strftime("%Y-%m-%d")
        for frame in frames:
            names = ", ".join(quoted(name) for name in frame.columns)
            marks = ", ".join("?" * frame.width)
            rows = frame.with_columns(instants.str.strip_suffix(".000000"), days).iter_rows()
            cursor.executemany(f"INSERT INTO {quoted(table)} ({names}) VALUES ({marks})", rows)

    def empty_like(self, table: str, name: str) -> str:
        """The columns and nothing else."""
        return f"CREATE TABLE {quoted(name)} AS SELECT * FROM {quoted(table)} WHERE 0"

    def stage(self, statements: Statements, table: str, load: Callable[[str], int]) -> Staged:
        """A fresh table beside the present one; see `sqlite_stage`."""
        return stage(statements, table, load)

    def swap(self, statements: Statements, staged: Staged) -> None:
        """The fresh table in the place of the present one; see `sqlite_stage`."""
        swap(statements, staged)
        self.analyze(statements, staged.table)

    def analyze(self, statements: Statements, table: str) -> None:
        """The planner's figures, from a thousand entries an index."""
        statements.rows("PRAGMA analysis_limit=1000")
        statements.execute(f"ANALYZE {quoted(table)}")


def _frame(rows: Sequence[Sequence[Value]], stored: Mapping[str, pl.DataType]) -> pl.DataFrame:
    try:
        return pl.DataFrame(rows, schema=stored, orient="row", strict=True)
    except (TypeError, pl.exceptions.PolarsError):
        raise _first_failure(rows, stored) from None


def _first_failure(
    rows: Sequence[Sequence[Value]], stored: Mapping[str, pl.DataType]
) -> ForbearError:
    for (name, dtype), values in zip(stored.items(), zip(*rows, strict=True), strict=True):
        try:
            pl.Series(name, values, dtype=dtype, strict=True)
        except (TypeError, pl.exceptions.PolarsError):
            break
    return refuse(
        "bulk-value",
        name,
        "holds a value that is not of the declared type",
        "含有不符合声明类型的值",
    )


def _stored(dtype: pl.DataType) -> pl.DataType:
    if dtype.is_integer() or dtype == pl.Boolean:
        return pl.Int64()
    if dtype.is_float():
        return pl.Float64()
    return pl.Binary() if dtype == pl.Binary else pl.String()

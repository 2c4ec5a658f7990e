"""PostgreSQL: binary COPY both ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import adbc_driver_postgresql.dbapi  # type: ignore[import-untyped]
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]

from forbear.problems import refuse
from forbear.web.bulk.addresses import postgresql_uri
from forbear.web.bulk.dialect import Connection, Staged, Statements, Value, quoted
from forbear.web.bulk.postgresql_stage import stage, swap

KINDS = {
    "bool": "boolean",
    "bpchar": "text",
    "bytea": "binary",
    "date": "date",
    "float8": "float",
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "jsonb": "json",
    "text": "text",
    "timestamptz": "instant",
    "uuid": "uuid",
    "varchar": "text",
}


class PostgreSQL:
    """The `Dialect` of PostgreSQL."""

    begin = "BEGIN"

    def __init__(self, database: Mapping[str, Any]) -> None:
        self._uri = postgresql_uri(database)

    def open(self) -> Connection:
        """A connection through libpq."""
        opened: Connection = adbc_driver_postgresql.dbapi.connect(self._uri, autocommit=True)
        return opened

    def text(self, sql: str) -> str:
        """``$1`` is PostgreSQL's own."""
        return sql

    def value(self, value: Value) -> Value:
        """The driver takes Python's values as they are."""
        return value

    def received(self, cursor: Any, schema: pl.Schema) -> Iterator[pl.DataFrame]:  # noqa: ARG002
        """The rows; of JSON, UUIDs and decimals what they are stored as."""
        for batch in cursor.fetch_record_batch():
            yield pl.DataFrame(pa.Table.from_arrays([_plain(c) for c in batch], batch.schema.names))

    def kinds(self, statements: Statements, table: str) -> Mapping[str, str]:
        """The kinds of the table's columns."""
        found = statements.rows(
            "SELECT a.attname::text, t.typname::text FROM pg_attribute AS a"
            " JOIN pg_type AS t ON t.oid = a.atttypid"
            " WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped"
            " ORDER BY a.attnum",
            (quoted(table),),
        )
        if not found:
            raise refuse("bulk-no-table", table, "there is no such table", "没有这个表")
        return {name: KINDS[word] for name, word in found if word in KINDS}

    def ingest(
        self, cursor: Any, table: str, frames: Iterator[pl.DataFrame], kinds: Mapping[str, str]
    ) -> None:
        """One binary COPY of all the frames.

        The driver keeps only the text of an error in the making of frames; that error is raised
        as it was.
        """
        errors: list[Exception] = []
        first = _sent(next(frames), kinds)

        def batches() -> Iterator[pa.RecordBatch]:
            try:
                yield from first.to_batches()
                for frame in frames:
                    yield from _sent(frame, kinds).to_batches()
            except Exception as error:
                errors.append(error)
                raise

        reader = pa.RecordBatchReader.from_batches(first.schema, batches())
        try:
            cursor.adbc_ingest(table, reader, mode="append")
        except Exception:
            if errors:
                raise errors[0] from None
            raise

    def empty_like(self, table: str, name: str) -> str:
        """Not logged: after a crash of the server the rows are loaded again."""
        return f"CREATE UNLOGGED TABLE {quoted(name)} (LIKE {quoted(table)} INCLUDING DEFAULTS)"

    def stage(self, statements: Statements, table: str, load: Callable[[str], int]) -> Staged:
        """A fresh table beside the present one; see `postgresql_stage`."""
        return stage(statements, table, load)

    def swap(self, statements: Statements, staged: Staged) -> None:
        """The fresh table in the place of the present one; see `postgresql_stage`."""
        swap(statements, staged)

    def analyze(self, statements: Statements, table: str) -> None:
        """Figures for the planner, and the visibility map for scans of the index alone."""
        statements.execute(f"VACUUM (ANALYZE) {quoted(table)}")


def _plain(column: pa.Array) -> pa.Array:
    return column.storage if isinstance(column, pa.ExtensionArray) else column


def _sent(frame: pl.DataFrame, kinds: Mapping[str, str]) -> pa.Table:
    """UUIDs as bytes; JSON marked, for the driver to put jsonb's version byte before it."""
    uuids = [
        pl.col(name).str.replace_all("-", "", literal=True).str.decode("hex")
        for name in frame.columns
        if kinds[name] == "uuid"
    ]
    table = frame.with_columns(uuids).to_arrow()
    for place, name in enumerate(table.column_names):
        if kinds[name] == "json":
            table = table.set_column(place, name, _json(table.column(place)))
    return table


def _json(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = pa.json_(pa.large_string())
    chunks = [
        pa.ExtensionArray.from_storage(kind, c.cast(pa.large_string())) for c in column.chunks
    ]
    return pa.chunked_array(chunks, kind)

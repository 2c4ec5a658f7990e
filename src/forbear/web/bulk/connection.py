"""The connection: frames in and out, statements, transactions, whole tables replaced."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from types import TracebackType
from typing import Any

import polars as pl

from forbear.problems import refuse
from forbear.web.bulk.dialect import Declared, Dialect, Staged, Value, quoted
from forbear.web.bulk.fitting import as_declared, check_selected, fit
from forbear.web.bulk.postgresql import PostgreSQL
from forbear.web.bulk.sqlite import SQLite


def connect(database: Mapping[str, Any]) -> Bulk:
    """A connection of its own to the database of an entry in Django's DATABASES."""
    engine = str(database.get("ENGINE", ""))
    if engine.endswith("postgresql"):
        return Bulk(PostgreSQL(database))
    if engine.endswith("sqlite3"):
        return Bulk(SQLite(database))
    raise refuse(
        "bulk-engine",
        "ENGINE",
        f"is {engine!r}; frames can be read from and written to SQLite and PostgreSQL only",
        f"当前为 {engine!r}；成批读写只支持 SQLite 和 PostgreSQL",
    )


class Bulk:
    """A connection for whole frames, to be used by one thread at a time.

    Placeholders are ``$1``, ``$2``... on both databases. Outside `transaction` every call
    commits for itself, wholly or not at all. An unfinished `read` holds the connection: finish or
    close it before the next call.
    """

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._connection = dialect.open()
        self._inside = False
        self._reading: Any = None

    def __enter__(self) -> Bulk:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the connection; what was not committed is rolled back."""
        self._connection.close()

    def read(
        self, sql: str, schema: Declared, parameters: Sequence[Value] = ()
    ) -> Iterator[pl.DataFrame]:
        """The query's rows in frames of some ten thousand rows, in the query's order.

        ``schema`` names the columns wanted with their Polars types; the query must select them
        by these names. Instants are declared ``Datetime("us", "UTC")``, UUIDs and JSON as
        ``String``. There is always at least one frame, if only an empty one.
        """
        declared = pl.Schema(schema)
        with self._cursor() as cursor:
            self._reading = cursor
            try:
                self._run(cursor, sql, parameters)
                check_selected([str(column[0]) for column in cursor.description], declared)
                empty = True
                for frame in self._dialect.received(cursor, declared):
                    if frame.height:
                        empty = False
                        yield as_declared(frame, declared)
                if empty:
                    yield declared.to_frame()
            finally:
                if self._reading is cursor:
                    self._reading = None

    def frame(self, sql: str, schema: Declared, parameters: Sequence[Value] = ()) -> pl.DataFrame:
        """All rows of the query in one frame, as `read` gives them."""
        return pl.concat(self.read(sql, schema, parameters), rechunk=True)

    def rows(self, sql: str, parameters: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        """All rows of a small query as the driver's Python values: counts, names, settings."""
        with self._cursor() as cursor:
            self._run(cursor, sql, parameters)
            return list(cursor.fetchall())

    def execute(self, sql: str, parameters: Sequence[Value] = ()) -> int:
        """Run one statement; the number of rows it changed, or -1 if the driver does not say."""
        with self._cursor() as cursor:
            self._run(cursor, sql, parameters)
            return int(cursor.rowcount)

    def write(
        self, table: str, frames: Iterable[pl.DataFrame], columns: Sequence[str] | None = None
    ) -> int:
        """Append the frames' rows to a table; how many there were.

        ``columns`` picks some of the frames' columns. What the frames leave out gets the table's
        default, an identity column its next number.
        """
        return self._load(table, table, frames, columns)

    def stage(
        self, table: str, frames: Iterable[pl.DataFrame], columns: Sequence[str] | None = None
    ) -> Staged:
        """Load the rows that are to replace a whole table into a fresh one beside it.

        The fresh table has the columns, defaults, checks and indexes of the present one, and what
        a run that died left of an earlier one is dropped. Nobody sees it before `swap`.
        """
        with self._whole():
            return self._dialect.stage(
                self, table, lambda stage: self._load(stage, table, frames, columns)
            )

    def aside(self, table: str, frames: Iterable[pl.DataFrame]) -> Staged:
        """Load rows beside a table into which they are to be merged (see `beside.merge`).

        What a run that died left of an earlier one is dropped. There are no indexes or checks yet.
        """
        stage = f"forbear_aside_{table}"
        with self._whole():
            self.execute(f"DROP TABLE IF EXISTS {quoted(stage)}")
            self.execute(self._dialect.empty_like(table, stage))
            rows = self._load(stage, table, frames, None)
        return Staged(table, stage, rows, ())

    def swap(self, staged: Staged) -> None:
        """Put a staged table in the place of the present one, with all its names.

        Nothing is copied or indexed any more. Others see the old rows until the commit; on
        PostgreSQL who begins to read between swap and commit waits for it, so swap late.
        """
        with self._whole():
            self._dialect.swap(self, staged)

    def replace(
        self, table: str, frames: Iterable[pl.DataFrame], columns: Sequence[str] | None = None
    ) -> int:
        """`stage` and `swap` in one; the number of rows the table now has."""
        with self._whole():
            staged = self.stage(table, frames, columns)
            self.swap(staged)
        return staged.rows

    def analyze(self, *tables: str) -> None:
        """After many rows changed: the planner's figures anew, and dead rows' room given back."""
        for table in tables:
            self._dialect.analyze(self, table)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is done inside is committed together, or none of it.

        After an error inside let the block end: what a failed call leaves half done differs
        between the databases until the rollback.
        """
        if self._inside:
            raise refuse(
                "bulk-nested",
                "transaction",
                "a transaction is already open on this connection",
                "该连接上已有打开的事务",
            )
        self.execute(self._dialect.begin)
        self._inside = True
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            self._roll_back()
            raise
        finally:
            self._inside = False

    def _roll_back(self) -> None:
        if self._reading is not None:
            self._reading.close()
            self._reading = None
        # The error that brought us here is the one to tell; SQLite may have rolled back already.
        with suppress(Exception):
            self.execute("ROLLBACK")

    @contextmanager
    def _whole(self) -> Iterator[None]:
        if self._inside:
            yield
        else:
            with self.transaction():
                yield

    @contextmanager
    def _cursor(self) -> Iterator[Any]:
        if self._reading is not None:
            raise refuse(
                "bulk-reading",
                "read",
                "an earlier read is not finished; finish or close it first",
                "上一次读取尚未结束；请先读完或关闭",
            )
        cursor = self._connection.cursor()
        try:
            yield cursor
        finally:
            cursor.close()

    def _run(self, cursor: Any, sql: str, parameters: Sequence[Value]) -> None:
        values = tuple(self._dialect.value(value) for value in parameters)
        cursor.execute(self._dialect.text(sql), *([values] if values else []))

    def _load(
        self,
        target: str,
        table: str,
        frames: Iterable[pl.DataFrame],
        columns: Sequence[str] | None,
    ) -> int:
        kinds = self._dialect.kinds(self, table)
        every = iter(frames)
        first = next(every, None)
        if first is None:
            return 0
        wanted = list(columns or first.columns)
        rows = 0

        def fitted() -> Iterator[pl.DataFrame]:
            nonlocal rows
            for frame in chain([first], every):
                yield fit(_picked(frame, wanted, table), kinds, table)
                rows += frame.height

        with self._whole(), self._cursor() as cursor:
            self._dialect.ingest(cursor, target, fitted(), kinds)
        return rows


def _picked(frame: pl.DataFrame, wanted: list[str], table: str) -> pl.DataFrame:
    missing = [name for name in wanted if name not in frame.columns]
    if missing:
        raise refuse(
            "bulk-missing",
            f"{table}.{missing[0]}",
            "one of the frames lacks this column",
            "有一批数据缺少这一列",
        )
    return frame.select(wanted)

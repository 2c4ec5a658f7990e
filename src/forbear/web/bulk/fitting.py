"""Frames brought to what a table's columns hold, and results to what was declared."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from polars.exceptions import PolarsError

from forbear.problems import ForbearError, refuse

INSTANT = pl.Datetime("us", "UTC")
DATE_TEXT = "%Y-%m-%d"
INSTANT_TEXT = "%Y-%m-%d %H:%M:%S%.f"

# A column's kind, whatever the database calls it, and what a frame holds for it.
KINDS: Mapping[str, pl.DataType] = {
    "smallint": pl.Int16(),
    "integer": pl.Int32(),
    "bigint": pl.Int64(),
    "float": pl.Float64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "instant": INSTANT,
    "text": pl.String(),
    "json": pl.String(),
    "uuid": pl.String(),
    "binary": pl.Binary(),
}


def fit(frame: pl.DataFrame, kinds: Mapping[str, str], table: str) -> pl.DataFrame:
    """The frame with each column in the type of its kind, as Django would store it.

    Categories become text, whole numbers are narrowed (out of range is refused), instants become
    microseconds of UTC. A column of another family (text for a date, an instant without a time
    zone) is refused: silently different rows on the two databases would be worse.
    """
    for name, dtype in frame.schema.items():
        kind = kinds.get(name)
        if kind is None:
            raise refuse(
                "bulk-no-column",
                f"{table}.{name}",
                "the table has no such column",
                "表中没有这一列",
            )
        if not _belongs(dtype, KINDS[kind]):
            raise refuse(
                "bulk-type",
                f"{table}.{name}",
                f"the column holds {KINDS[kind]}, the frame gives {dtype}",
                f"该列的类型是 {KINDS[kind]}，数据却是 {dtype}",
            )
    return _cast(
        frame,
        [pl.col(name).cast(KINDS[kinds[name]]).alias(name) for name in frame.columns],
        table,
    )


def _belongs(dtype: pl.DataType, target: pl.DataType) -> bool:
    if dtype == pl.Null or dtype == target:
        return True
    if isinstance(target, pl.String):
        return isinstance(dtype, pl.Enum | pl.Categorical)
    if isinstance(target, pl.Datetime):
        return isinstance(dtype, pl.Datetime) and dtype.time_zone is not None
    if target.is_float():
        return dtype.is_numeric() and not dtype.is_decimal()
    return target.is_integer() and dtype.is_integer()


def check_selected(names: list[str], schema: pl.Schema) -> None:
    """Refuse a query that lacks a declared column, even if it has no rows."""
    missing = [name for name in schema if name not in names]
    if missing:
        raise refuse(
            "bulk-not-selected",
            ", ".join(missing),
            "declared, but the query does not select it",
            "已声明，但查询没有选出这一列",
        )


def as_declared(frame: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    """A result's rows in the declared columns and types.

    SQLite gives dates and instants as text and booleans as 0 and 1; PostgreSQL gives UUIDs as 16
    bytes, which become the 32 hexadecimal digits that Django keeps in SQLite. Lists and structs
    are read from JSON text.
    """
    return _cast(
        frame,
        [_arrived(name, frame.schema[name], dtype) for name, dtype in schema.items()],
        "",
    )


def _arrived(name: str, given: pl.DataType, wanted: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if given == pl.String:
        if isinstance(wanted, pl.Date):
            return column.str.to_date(DATE_TEXT)
        if isinstance(wanted, pl.Datetime):
            instant = column.str.to_datetime(INSTANT_TEXT, time_unit="us")
            return instant.dt.replace_time_zone("UTC").cast(wanted)
        if wanted.is_nested():
            return column.str.json_decode(wanted)
    if given == pl.Binary and isinstance(wanted, pl.String):
        return column.bin.encode("hex")
    return column.cast(wanted)


def _cast(frame: pl.DataFrame, columns: list[pl.Expr], table: str) -> pl.DataFrame:
    try:
        return frame.select(columns)
    except PolarsError:
        raise _first_failure(frame, columns, table) from None


def _first_failure(frame: pl.DataFrame, columns: list[pl.Expr], table: str) -> ForbearError:
    """Which of the columns does not fit: never its values, which may be personal."""
    for column in columns:
        try:
            frame.select(column)
        except PolarsError:
            name = column.meta.output_name()
            break
    return refuse(
        "bulk-value",
        f"{table}.{name}" if table else name,
        "holds a value that does not fit the column's type",
        "含有不符合该列类型的值",
    )

"""Frames from elsewhere, brought to the declared columns of a table without changing a value."""

from __future__ import annotations

import polars as pl
from polars.exceptions import InvalidOperationError

from forbear.portfolio import spec
from forbear.portfolio.sources import CARRIED
from forbear.problems import refuse


def schema_of(table: str, rows: pl.DataFrame | None = None) -> pl.Schema:
    """A table's declared columns, and after them those that its rows carry along."""
    declared = {name: column.dtype for name, column in spec.columns(table).items()}
    schema = {} if rows is None else rows.schema
    carried = {n: dtype for n, dtype in schema.items() if n.startswith(CARRIED)}
    return pl.Schema({**declared, **carried})


def conform(table: str, rows: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    """The rows with just the columns of ``schema``; one that they lack is null.

    Codes may be text, and whole numbers of any width. Raises `ForbearError` for a column of another
    type, for one that ``schema`` doesn't know, and for a code or number that doesn't fit.
    """
    for name, dtype in rows.schema.items():
        if name not in schema:
            raise refuse(
                "lay_out.column",
                f"{table}.{name}",
                f"there is no such column; begin its name with {CARRIED} to have it carried along",
                f"没有此列；如需附带，列名请以 {CARRIED} 开头",
            )
        if not _fits(dtype, schema[name]):
            raise refuse(
                "lay_out.type",
                f"{table}.{name}",
                f"is {dtype} and should be {schema[name]}; convert it first",
                f"类型为 {dtype}，应为 {schema[name]}，请先转换",
            )
    if rows.is_empty():
        return schema.to_frame()
    columns = [
        pl.col(name).cast(dtype) if name in rows.columns else pl.lit(None, dtype).alias(name)
        for name, dtype in schema.items()
    ]
    try:
        return rows.select(columns)
    except InvalidOperationError as error:
        raise refuse(
            "lay_out.value",
            table,
            f"a value is not of its column's type: {error}",
            f"某值不符合该列的类型：{error}",
        ) from None


def _fits(given: pl.DataType, wanted: pl.DataType) -> bool:
    """Can every value that isn't told to be wrong be kept as it is?"""
    if given == wanted or given == pl.Null:
        return True
    if isinstance(wanted, pl.Enum):
        return isinstance(given, pl.String | pl.Categorical | pl.Enum)
    return given.is_integer() and wanted.is_integer()

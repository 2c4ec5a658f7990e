"""One part of a table from raw columns to typed ones, with every check that a row can be put to.

The same expressions serve both passes: over all rows, where only *whether* a row fails is asked,
and over the rows set aside, to say *why*.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from forbear.portfolio import spec
from forbear.portfolio.cells import RAW, Cell, Check, trimmed
from forbear.portfolio.checks import row_checks
from forbear.portfolio.currencies import DIGITS
from forbear.portfolio.intake import FILE, LINE, ROW, Part
from forbear.portfolio.mapping import ColumnMap, TableMap
from forbear.portfolio.parent_index import DIGITS_OF, ParentIndex
from forbear.portfolio.terms import Terms
from forbear.portfolio.values import parse

#: Columns in which an empty cell means nought.
_NOUGHT = {"instalments": ("interest", "fee")}


@dataclass(frozen=True)
class Screened:
    """``frame``: `ROW`, raw columns under ``raw:``, typed and carried ones; and its checks.

    ``source`` are the columns of it that were there before any was typed.
    """

    frame: pl.LazyFrame
    checks: tuple[Check, ...]
    source: tuple[str, ...]

    @property
    def failing(self) -> pl.Expr:
        """Does a row fail any check?"""
        return pl.any_horizontal(*(check.fails.fill_null(False) for check in self.checks))


def screen(
    table: str,
    part: Part,
    how: TableMap,
    terms: Terms,
    carried: dict[str, pl.DataType],
    index: ParentIndex | None = None,
    only: pl.DataFrame | None = None,
    kept: pl.LazyFrame | None = None,
) -> Screened:
    """Type and check one part of a table.

    ``carried``: the table's carried columns and their types; those the part lacks are null.
    ``index``: the accepted parents by which the rows find their shard. ``only``: the rows, by
    `ROW`, that are wanted. ``kept``: `Screened.source` of more rows, which need not be read again.
    """
    cells, selected = _cells(table, part, how, terms)
    raw = part.scan()
    if only is not None:
        raw = raw.join(only.lazy().select(ROW), on=ROW, how="semi", maintain_order="left")
    places = [name for name in (FILE, LINE) if name in part.dtypes]
    frame = raw.select(ROW, *selected, *places, *_carried(part, carried))
    if kept is not None:
        frame = kept if only is None or only.is_empty() else kept.merge_sorted(frame, ROW)
    source = (ROW, *(RAW + name for name in cells), *places, *carried)
    parsed = {name: parse(cell) for name, cell in cells.items()}
    checks = [check for each in parsed.values() for check in each.checks]
    if index is not None:
        key = parsed.pop(index.key).value
        frame = index.join(frame.with_columns(key.alias(index.key)))
    frame = frame.with_columns(
        *(each.value.alias(name) for name, each in parsed.items()),
        *(
            pl.lit(None, column.dtype).alias(name)
            for name, column in spec.columns(table).items()
            if name not in cells
        ),
    )
    checks.extend(row_checks(table, terms))
    return Screened(frame, tuple(checks), source)


def outcome(table: str, carried: dict[str, pl.DataType]) -> list[pl.Expr]:
    """The columns that leave a screened frame: typed in declared order, then the carried ones."""
    nought = _NOUGHT.get(table, ())
    return [
        *(
            pl.col(name).fill_null(0) if name in nought else pl.col(name)
            for name in spec.columns(table)
        ),
        *(pl.col(name) for name in carried),
    ]


def carried_types(parts: tuple[Part, ...]) -> dict[str, pl.DataType]:
    """The carried columns of a table and one type for each; text where its parts differ."""
    types: dict[str, set[pl.DataType]] = {}
    for part in parts:
        for header, name in part.sources.carried.items():
            seen = types.setdefault(name, set())
            if part.dtypes[header] != pl.Null:
                seen.add(part.dtypes[header])
    return {name: seen.pop() if len(seen) == 1 else pl.String() for name, seen in types.items()}


def _cells(
    table: str, part: Part, how: TableMap, terms: Terms
) -> tuple[dict[str, Cell], list[pl.Expr]]:
    """The declared columns that the part has, and the expressions that select them as raw."""
    cells: dict[str, Cell] = {}
    selected: list[pl.Expr] = []
    digits: pl.Expr = pl.col(DIGITS_OF) if table in spec.BY_ACCOUNT else pl.lit(2, pl.UInt8)
    if table == "accounts":
        digits = (
            pl.col(f"{RAW}currency")
            .str.to_uppercase()
            .replace_strict(DIGITS, default=2, return_dtype=pl.UInt8)
        )
    for name, column in spec.columns(table).items():
        if name in part.sources.headers:
            header = part.sources.headers[name]
            expression, dtype = trimmed(header, part.dtypes[header], how.empty, part.blanks)
        elif name in part.sources.constants:
            expression, dtype = pl.lit(part.sources.constants[name]), pl.String()
        else:
            continue
        selected.append(expression.alias(RAW + name))
        spelling = how.columns.get(name, ColumnMap())
        named = spec.keys(table) == (name,)
        cells[name] = Cell(column, dtype, spelling, terms, digits, named)
    return cells, selected


def _carried(part: Part, carried: dict[str, pl.DataType]) -> list[pl.Expr]:
    headers = {name: header for header, name in part.sources.carried.items()}
    found = []
    for name, dtype in carried.items():
        column = pl.col(headers[name]) if name in headers else pl.lit(None)
        theirs = part.dtypes[headers[name]] if name in headers else pl.Null()
        if theirs.is_nested() and theirs != dtype:
            column = pl.struct(column).struct.json_encode()
        found.append((column if theirs == dtype else column.cast(dtype)).alias(name))
    return found

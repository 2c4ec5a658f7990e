"""Packing facts into a key, so that rules are evaluated once per combination that occurs."""

from __future__ import annotations

import polars as pl

from forbear.rulebook.facts.names import FACTS

#: Bits a yes-or-no fact takes (no, yes, unknown), and any other.
_BOOL, _WIDE = 2, 16
_UNKNOWN = {_BOOL: 2, _WIDE: 65535}


def keyed(facts: pl.DataFrame, used: list[str]) -> tuple[pl.Series, pl.DataFrame]:
    """For each row the number of its combination, and one row for each combination.

    Facts that are the same for everybody take no part in the key. Numbers follow the order in
    which combinations first occur.
    """
    present = [name for name in used if name in facts.columns]
    varying = [name for name in present if not _constant(facts[name])]
    if not varying:
        first = facts.select("customer_id", *present).head(1)
        return pl.zeros(facts.height, dtype=pl.UInt32, eager=True), first
    lanes = facts.select(_lanes(varying))
    names = lanes.columns
    numbered = lanes.with_columns(row=pl.int_range(pl.len(), dtype=pl.UInt32))
    firsts = numbered.group_by(names).agg(pl.col("row").min()).sort("row")
    firsts = firsts.with_columns(code=pl.int_range(pl.len(), dtype=pl.UInt32))
    code = lanes.join(firsts, on=names, how="left", maintain_order="left")["code"]
    return code, facts.select("customer_id", *present)[firsts["row"]]


def _constant(column: pl.Series) -> bool:
    if column.null_count():
        return column.null_count() == column.len()
    if column.dtype == pl.Boolean:
        return bool(column.all()) or not column.any()
    return column.len() < 2 or column.min() == column.max()


def _lanes(names: list[str]) -> list[pl.Expr]:
    """The facts side by side in as few 64-bit columns as they need."""
    lanes: list[list[pl.Expr]] = [[]]
    free = 64
    for name in names:
        width = _BOOL if FACTS[name].type is bool else _WIDE
        if width > free:
            lanes.append([])
            free = 64
        free -= width
        lanes[-1].append(_bits(name, width) * pl.lit(1 << free, dtype=pl.UInt64))
    return [pl.sum_horizontal(lane).alias(f"lane_{n}") for n, lane in enumerate(lanes)]


def _bits(name: str, width: int) -> pl.Expr:
    column = pl.col(name)
    if FACTS[name].type is str:
        column = column.to_physical()
    return column.cast(pl.UInt64).fill_null(_UNKNOWN[width])

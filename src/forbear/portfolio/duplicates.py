"""Rows of a table that have the same key."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from forbear.portfolio.intake import ROW


def repeated(rows: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """The rows whose key another row has too.

    Rows in strictly ascending order of their key, as most extracts are, have none: that is seen
    without looking any of them up. Otherwise equal hashes are found first, then compared exactly.
    """
    if rows.is_empty() or rows.select(_ascending(keys).all()).item():
        return rows.clear()
    whole = pl.struct(*keys) if len(keys) > 1 else pl.col(keys[0])
    hashes = rows.select(whole.hash().alias("hash")).to_series()
    ordered = hashes.sort()
    twice = ordered.filter(ordered == ordered.shift(1)).unique()
    if twice.is_empty():
        return rows.clear()
    alike = rows.filter(hashes.is_in(twice.implode()))
    return alike.filter(pl.struct(*keys).is_duplicated())


def judge(rows: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """(`ROW`, rule) for rows with repeated keys, which are given whole.

    Rows of one key that agree in everything are one row: all but the first are surplus. If they
    differ, nobody can say which is right, and all of them go.
    """
    nested = [name for name, dtype in rows.schema.items() if dtype.is_nested()]
    flat = rows.with_columns(pl.struct(name).struct.json_encode().alias(name) for name in nested)
    content = pl.struct(pl.exclude(ROW, *keys))
    group = pl.struct(*keys)
    verdicts = flat.select(
        ROW,
        differ=content.n_unique().over(group) > 1,
        surplus=pl.col(ROW) != pl.col(ROW).min().over(group),
    )
    return (
        verdicts.filter(pl.col.differ | pl.col.surplus)
        .select(
            ROW,
            rule=pl.when("differ")
            .then(pl.lit("duplicate.conflict"))
            .otherwise(pl.lit("duplicate.same")),
        )
        .sort(ROW)
    )


def _ascending(keys: Sequence[str]) -> pl.Expr:
    """Is the key of each row greater than that of the row before it?"""
    rising = pl.lit(False)
    for key in reversed(keys):
        now, before = pl.col(key), pl.col(key).shift(1)
        rising = (now > before) | ((now == before) & rising)
    # Beside an empty part of a key nothing is known of the order: such rows are looked up.
    return (rising | (pl.int_range(pl.len()) == 0)).fill_null(False)

"""Unary tests as Polars expressions: the same spans the checks use, so both always agree."""

from __future__ import annotations

import math
from functools import reduce
from operator import or_

import polars as pl

from forbear.strategy.feel.axis import Cut, Span, spans
from forbear.strategy.feel.kinds import LISTED, Kind
from forbear.strategy.feel.syntax import Cell


def matches(tests: Cell, kind: Kind, column: pl.Expr) -> pl.Expr:
    """Boolean, never null: does `column` (as made by `kinds.axis_column`) meet the tests?"""
    if tests.always:
        return pl.lit(True)
    found = spans(tests, kind)
    null = any(span.null for span in found)
    met = reduce(or_, _known(found, kind, column), pl.lit(False))
    if tests.negated:
        return (~met).fill_null(False) & column.is_not_null()
    met = met.fill_null(False)
    return met | column.is_null() if null else met


def _known(found: tuple[Span, ...], kind: Kind, column: pl.Expr) -> list[pl.Expr]:
    if kind in LISTED:
        values = [span.value for span in found if not span.null]
        if kind is Kind.BOOLEAN:
            return [column if value else ~column for value in dict.fromkeys(values)]
        return [column.is_in(values)] if len(values) > 1 else [column == v for v in values]
    return [_between(span, column) for span in found if not span.null]


def _between(span: Span, column: pl.Expr) -> pl.Expr:
    low, high = _at_least(span.low, column), _at_least(span.high, column)
    if low is None or high is None:
        return ~high if high is not None else low if low is not None else column.is_not_null()
    return low & ~high


def _at_least(cut: Cut, column: pl.Expr) -> pl.Expr | None:
    """Is the value beyond the cut? Nothing to ask at the ends of the axis."""
    at, side = cut
    if isinstance(at, float) and math.isinf(at):
        return None
    return column > _plain(cut) if side else column >= _plain(cut)


def _plain(cut: Cut) -> int | float:
    at = cut[0]
    return at if isinstance(at, int) else float(at)

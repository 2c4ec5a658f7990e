"""Unary tests as exact spans of an axis, so that tables can be checked by arithmetic.

A cut lies just below (side 0) or just above (side 1) a point; a span runs from one cut to the
next. On an axis of whole numbers ``> 29``, ``>= 30`` and ``> 29.5`` make the same cut, so no gap is
seen where no number lies.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

from forbear.strategy.feel.kinds import LISTED, Kind, check, point
from forbear.strategy.feel.syntax import Cell, Compare, Equal, Interval, Null, Op, Test

#: (point, side); the ends of the axis are infinite.
Cut = tuple[int | Decimal | float, int]

FIRST: Cut = (-math.inf, 0)
LAST: Cut = (math.inf, 1)


@dataclass(frozen=True)
class Span:
    """What one test lets through: [low, high) between two cuts of an ordered axis, or one value of
    a listed kind, or null.
    """

    low: Cut = FIRST
    high: Cut = LAST
    value: str | bool | None = None
    null: bool = False


def spans(tests: Cell, kind: Kind) -> tuple[Span, ...]:
    """The spans of a cell's tests, before any negation. Raises `FeelError` on a wrong type."""
    return tuple(_span(test, kind) for test in tests.some)


def cut(at: int | Decimal, side: int, kind: Kind) -> Cut:
    """The cut just below (0) or above (1) a point; on whole axes always just below an integer."""
    if kind is Kind.NUMBER:
        return at, side
    whole = math.floor(at) + 1 if side == 1 and at == math.floor(at) else math.ceil(at)
    return whole, 0


def _span(test: Test, kind: Kind) -> Span:
    if isinstance(test, Null):
        return Span(null=True)
    if isinstance(test, Equal):
        if kind in LISTED:
            value = check(test.value, kind)
            assert isinstance(value, str | bool)
            return Span(value=value)
        here = point(test.value, kind)
        return Span(cut(here, 0, kind), cut(here, 1, kind))
    if isinstance(test, Interval):
        low, high = point(test.low, kind), point(test.high, kind)
        return Span(
            cut(low, 0 if test.low_in else 1, kind), cut(high, 1 if test.high_in else 0, kind)
        )
    return _compared(test, kind)


def _compared(test: Compare, kind: Kind) -> Span:
    here = point(test.value, kind)
    if test.op is Op.LESS:
        return Span(high=cut(here, 0, kind))
    if test.op is Op.AT_MOST:
        return Span(high=cut(here, 1, kind))
    if test.op is Op.MORE:
        return Span(low=cut(here, 1, kind))
    return Span(low=cut(here, 0, kind))

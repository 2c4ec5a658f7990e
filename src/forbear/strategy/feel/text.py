"""Write spans back as S-FEEL, so that a gap can be shown as the cell that would fill it."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

from forbear.strategy.feel.axis import Cut, Span
from forbear.strategy.feel.kinds import MINOR, Kind


def written(span: Span, kind: Kind) -> str:
    """One span as a test of a cell."""
    if span.null:
        return "null"
    if isinstance(span.value, bool):
        return str(span.value).lower()
    if span.value is not None:
        escaped = span.value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    low, high = _low(span.low, kind), _high(span.high, kind)
    if low is None or high is None:
        end = low or high
        if end is None:
            return "-"
        sign, at = end
        return f"{sign} {at}"
    if low[1] == high[1]:
        return low[1]
    return f"{'[' if low[0] == '>=' else '('}{low[1]}..{high[1]}{']' if high[0] == '<=' else ')'}"


def _low(cut: Cut, kind: Kind) -> tuple[str, str] | None:
    at, side = cut
    if math.isinf(at):
        return None
    return (">" if side else ">="), _literal(at, kind)


def _high(cut: Cut, kind: Kind) -> tuple[str, str] | None:
    at, side = cut
    if math.isinf(at):
        return None
    if kind is Kind.NUMBER:
        return ("<=" if side else "<"), _literal(at, kind)
    if kind in (Kind.INTEGER, Kind.MONTHS, Kind.DATE):
        return "<=", _literal(int(at) - 1, kind)
    return "<", _literal(at, kind)


def _literal(at: int | Decimal | float, kind: Kind) -> str:
    if kind is Kind.MONEY:
        return f"{Decimal(int(at)) / MINOR:f}"
    if kind is Kind.DATE:
        return f'date("{dt.date(1970, 1, 1) + dt.timedelta(days=int(at))}")'
    if kind is Kind.MONTHS:
        years, months = divmod(abs(int(at)), 12)
        return f'duration("{"-" if at < 0 else ""}P{years}Y{months}M")'
    moment = dt.timedelta(microseconds=int(at))
    if kind is Kind.TIME:
        return f'time("{(dt.datetime(1970, 1, 1) + moment).time().isoformat()}")'  # noqa: DTZ001
    if kind is Kind.INSTANT:
        shown = (dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + moment).isoformat()
        return f'date and time("{shown}")'
    if kind is Kind.DAYS:
        sign, moment = ("-", -moment) if moment < dt.timedelta() else ("", moment)
        part = f".{moment.microseconds:06d}" if moment.microseconds else ""
        return f'duration("{sign}P{moment.days}DT{moment.seconds}{part}S")'
    return f"{at:f}" if isinstance(at, Decimal) else str(at)

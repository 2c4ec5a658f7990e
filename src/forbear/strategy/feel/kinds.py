"""The types an input may have, and how a literal becomes a point on the input's axis.

Each ordered type has an axis of exact numbers: whole numbers for integers, money (minor units),
dates (days), instants and durations (microseconds, months); decimal numbers for ``number``.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Any

import polars as pl

from forbear.strategy.feel.syntax import FeelError, Literal, Months, Value


class Kind(StrEnum):
    """The type of an input or output. ``money`` is written in major units, held in minor ones."""

    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"
    STRING = "string"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    INSTANT = "date and time"
    DAYS = "days and time duration"
    MONTHS = "years and months duration"


#: The Python types of a literal that fit each kind.
_FITS: dict[Kind, type[Any]] = {
    Kind.INTEGER: Decimal,
    Kind.NUMBER: Decimal,
    Kind.MONEY: Decimal,
    Kind.STRING: str,
    Kind.BOOLEAN: bool,
    Kind.DATE: dt.date,
    Kind.TIME: dt.time,
    Kind.INSTANT: dt.datetime,
    Kind.DAYS: dt.timedelta,
    Kind.MONTHS: Months,
}

_WORDS: dict[Kind, tuple[str, str]] = {
    Kind.INTEGER: ("a number such as 30", "数字，如 30"),
    Kind.NUMBER: ("a number such as 0.35", "数字，如 0.35"),
    Kind.MONEY: ("an amount such as 5000", "金额，如 5000"),
    Kind.STRING: ('a text such as "card"', '文本，如 "card"'),
    Kind.BOOLEAN: ("true or false", "true 或 false"),
    Kind.DATE: ('date("2026-01-31")', 'date("2026-01-31")'),
    Kind.TIME: ('time("18:30:00")', 'time("18:30:00")'),
    Kind.INSTANT: ('date and time("2026-01-31T18:30:00")',) * 2,
    Kind.DAYS: ('duration("P30D")', 'duration("P30D")'),
    Kind.MONTHS: ('duration("P1Y6M")', 'duration("P1Y6M")'),
}

#: Kinds whose values are listed one by one rather than ordered.
LISTED = (Kind.STRING, Kind.BOOLEAN)

_DTYPES: dict[Kind, pl.DataType] = {
    Kind.INTEGER: pl.Int64(),
    Kind.NUMBER: pl.Float64(),
    Kind.MONEY: pl.Int64(),
    Kind.STRING: pl.String(),
    Kind.BOOLEAN: pl.Boolean(),
    Kind.DATE: pl.Date(),
    Kind.TIME: pl.Time(),
    Kind.INSTANT: pl.Datetime("us", "UTC"),
    Kind.DAYS: pl.Duration("us"),
    Kind.MONTHS: pl.Int64(),
}

#: Minor units in one major unit, by ISO 4217 for every currency with two decimals.
MINOR = 100


def dtype(kind: Kind) -> pl.DataType:
    """The Polars type in which a column of this kind is compared."""
    return _DTYPES[kind]


def check(literal: Literal, kind: Kind) -> Value:
    """The literal's value if it is of the kind; `FeelError` if not."""
    value = literal.value
    fits = isinstance(value, _FITS[kind])
    if kind is Kind.DATE and isinstance(value, dt.datetime):
        fits = False
    if not fits:
        en, zh = _WORDS[kind]
        raise FeelError(literal.at, f"expected {en}", f"此处应为{zh}")
    return value


def point(literal: Literal, kind: Kind) -> int | Decimal:
    """Where a literal lies on the axis of an ordered kind."""
    value = check(literal, kind)
    if isinstance(value, Decimal):
        return value * MINOR if kind is Kind.MONEY else value
    if isinstance(value, dt.datetime):
        return (value - _EPOCH) // _MICROSECOND
    if isinstance(value, dt.date):
        return value.toordinal() - dt.date(1970, 1, 1).toordinal()
    if isinstance(value, dt.time):
        clock = dt.timedelta(
            hours=value.hour,
            minutes=value.minute,
            seconds=value.second,
            microseconds=value.microsecond,
        )
        return clock // _MICROSECOND
    if isinstance(value, dt.timedelta):
        return value // _MICROSECOND
    if isinstance(value, Months):
        return value.count
    raise FeelError(
        literal.at,
        "a text or a yes/no can't be compared by size; write the value alone",
        "文本与是/否不能比较大小，请只写值本身",
    )


def axis_column(name: str, kind: Kind) -> pl.Expr:
    """A column as points of its axis: Int64, or Float64 for ``number``; listed kinds as they are.

    Times of day become microseconds after midnight, dates days since 1970-01-01.
    """
    column = pl.col(name).cast(dtype(kind))
    if kind is Kind.TIME:
        return column.cast(pl.Int64) // 1_000
    if kind is Kind.DATE:
        return column.cast(pl.Int32).cast(pl.Int64)
    if kind in (Kind.INSTANT, Kind.DAYS):
        return column.cast(pl.Int64)
    return column


_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)

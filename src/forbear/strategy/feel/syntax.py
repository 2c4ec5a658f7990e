"""What a cell says once it is read: the parts of an S-FEEL unary test."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True)
class Months:
    """A years and months duration, counted in months."""

    count: int


Value = Decimal | str | bool | dt.datetime | dt.date | dt.time | dt.timedelta | Months


@dataclass(frozen=True)
class Literal:
    """A constant and where it starts in its cell (from 1)."""

    value: Value
    at: int


class Op(StrEnum):
    """The comparisons of grammar rule 7; equality is written without a sign."""

    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


@dataclass(frozen=True)
class Equal:
    """The value alone."""

    value: Literal


@dataclass(frozen=True)
class Compare:
    """``>= 30``."""

    op: Op
    value: Literal


@dataclass(frozen=True)
class Interval:
    """``[30..60)``: from, to, and whether each end belongs to it."""

    low: Literal
    high: Literal
    low_in: bool
    high_in: bool


@dataclass(frozen=True)
class Null:
    """``null``."""

    at: int


Test = Equal | Compare | Interval | Null


@dataclass(frozen=True)
class Cell:
    """A cell: any one of ``some``; none of them if ``negated``. No tests at all is ``-``."""

    some: tuple[Test, ...]
    negated: bool = False

    @property
    def always(self) -> bool:
        """Is it ``-``, which every value meets, null included?"""
        return not self.some


class FeelError(Exception):
    """A cell that can't be read: the position in it (from 1) and what is wrong, in en and zh."""

    def __init__(self, at: int, en: str, zh: str) -> None:
        super().__init__(f"position {at}: {en}")
        self.at, self.en, self.zh = at, en, zh

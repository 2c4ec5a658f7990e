"""A column of the file on its way to ours: what it is, how it is written, what may be wrong."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from forbear.portfolio.mapping import ColumnMap
from forbear.portfolio.spec import Column
from forbear.portfolio.terms import Terms

#: Raw columns stand in a frame under this prefix, beside the typed ones made of them.
RAW = "raw:"


@dataclass(frozen=True)
class Check:
    """``fails`` is true (neither false nor null) on rows that break ``rule`` in ``column``."""

    rule: str
    column: str
    fails: pl.Expr


@dataclass(frozen=True)
class Cell:
    """One declared column together with where it comes from.

    ``raw`` and ``dtype``: the column as the file has it, trimmed and with empty texts as null;
    ``digits``: minor digits of the row's currency.
    """

    column: Column
    dtype: pl.DataType
    how: ColumnMap
    terms: Terms
    digits: pl.Expr
    #: Do other tables name their rows by this column?
    named: bool = False

    @property
    def raw(self) -> pl.Expr:
        """The column as the file has it."""
        return pl.col(RAW + self.column.name)

    @property
    def typed(self) -> pl.Expr:
        """The column once it is typed."""
        return pl.col(self.column.name)

    def unread(self, rule: str) -> Check:
        """The check that whatever stood in the file could be read."""
        return self.check(rule, self.raw.is_not_null() & self.typed.is_null())

    def check(self, rule: str, fails: pl.Expr) -> Check:
        """A check of this column."""
        return Check(rule, self.column.name, fails)


@dataclass(frozen=True)
class Parsed:
    """The expression that makes the typed column of the raw one, and the checks it needs."""

    value: pl.Expr
    checks: tuple[Check, ...] = ()


def readable(dtype: pl.DataType) -> bool:
    """Can a declared column come from a raw column of this type?"""
    return not dtype.is_nested() and not isinstance(dtype, pl.Binary | pl.Object | pl.Time)


def trimmed(
    name: str, dtype: pl.DataType, empty: tuple[str, ...], blanks: str | None
) -> tuple[pl.Expr, pl.DataType]:
    """A raw text column without `blanks` around it and with `empty` as null; others as they are.

    ``blanks`` None means white space of any kind.
    """
    column = pl.col(name)
    if dtype == pl.Null:
        return pl.lit(None, pl.String), pl.String()
    if not isinstance(dtype, pl.String | pl.Categorical):
        return column, dtype

    longest = max((len(text.encode()) for text in empty), default=0)

    def kernel(texts: pl.Series) -> pl.Series:
        if blanks != " " or (texts.str.starts_with(" ") | texts.str.ends_with(" ")).any():
            texts = texts.str.strip_chars(blanks)
        if not empty or not (texts.str.len_bytes() <= longest).any():
            return texts
        gone = texts.is_in(empty)
        return texts.set(gone, None) if gone.any() else texts

    text = column if dtype == pl.String else column.cast(pl.String)
    return text.map_batches(kernel, return_dtype=pl.String, is_elementwise=True), pl.String()

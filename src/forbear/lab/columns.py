"""Small helpers that turn arrays into columns of the tape."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from forbear.lab.draw import Flags, Ints

EPOCH = date(1970, 1, 1)


def days(number: Ints) -> pl.Series:
    """Dates from days since 1970-01-01."""
    return pl.Series(number.astype(np.int32)).cast(pl.Date)


def before(as_of: date, ago: Ints) -> pl.Series:
    """Dates so many days before the business date."""
    return days((as_of - EPOCH).days - ago)


def pick(cond: Flags, yes: pl.Series | str, no: pl.Series | str | None = None) -> pl.Series:
    """``yes`` where the condition holds, else ``no``, or empty."""
    otherwise = None if no is None else pl.lit(no)
    return pl.select(pl.when(pl.Series(cond)).then(pl.lit(yes)).otherwise(otherwise)).to_series()


def spread(cond: Flags, values: pl.Series) -> pl.Series:
    """The next of ``values`` in each row where the condition holds, empty elsewhere."""
    at = pick(cond, pl.Series(np.cumsum(cond) - 1))
    return values.gather(at)


def joined(*parts: pl.Series | str) -> pl.Series:
    """Texts one after the other, row by row."""
    return pl.select(
        pl.concat_str([pl.lit(part) if isinstance(part, str) else part for part in parts])
    ).to_series()


def empty(size: int, dtype: type[pl.DataType]) -> pl.Series:
    """A column of nothing."""
    return pl.Series([None], dtype=dtype).new_from_index(0, size)


def same(value: str | int | bool, size: int) -> pl.Series:
    """One value in every row."""
    return pl.Series([value]).new_from_index(0, size)


def numbered(prefix: str, index: Ints, width: int) -> pl.Series:
    """Identifiers such as ``C00000042``."""
    return joined(prefix, pl.Series(index + 10**width).cast(pl.String).str.slice(1))

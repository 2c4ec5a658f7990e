"""Whole-column kernels that try the usual form first and look closer only at what is left."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

Kernel = Callable[[pl.Series], pl.Series]


def two_speeds(raw: pl.Expr, fast: Kernel, slow: Kernel, dtype: pl.DataType) -> pl.Expr:
    """``fast`` over the whole column, then ``slow`` over the values it turned to null.

    Both map a series to one of `dtype` and the same length; null says "not of this form".
    """

    def kernel(column: pl.Series) -> pl.Series:
        read = fast(column)
        left = (column.is_not_null() & read.is_null()).arg_true()
        if left.is_empty():
            return read
        return read.scatter(left, slow(column.gather(left)).cast(dtype))

    return raw.map_batches(kernel, return_dtype=dtype, is_elementwise=True)

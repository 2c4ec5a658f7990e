"""Personal data as it is shown by default: enough to recognise, too little to identify.

The habit of Chinese banks: the first and last character of a name of three or more, the first of
a name of two; the last four digits of a telephone number.
"""

from __future__ import annotations

import polars as pl


def name(of: pl.Expr) -> pl.Expr:
    """欧阳明华 -> 欧**华, 张明 -> 张*, Ann Lee -> A*****e. Empty stays empty."""
    length = of.str.len_chars()
    inner = pl.when(length > 2).then(length - 2).otherwise(1)
    stars = pl.lit("*").repeat_by(inner).list.join("")
    tail = pl.when(length > 2).then(of.str.slice(-1, 1)).otherwise(pl.lit(""))
    return pl.when(of.is_null()).then(None).otherwise(of.str.slice(0, 1) + stars + tail)


def phone(of: pl.Expr) -> pl.Expr:
    """+8613812345678 -> *******5678: the last four digits. Empty stays empty."""
    return pl.when(of.is_null()).then(None).otherwise(pl.lit("*******") + of.str.slice(-4, 4))

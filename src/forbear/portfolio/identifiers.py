"""Check characters of Chinese identity numbers, for whole columns at once."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

_Numbers = NDArray[np.int64]
_Truths = NDArray[np.bool_]

#: A year of birth has four digits of its own: 0000 would pass for a year.
_RESIDENT_SHAPE = r"^[0-9]{6}[1-9][0-9]{10}[0-9X]$"
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
#: The check character by the weighted sum of the digits before it, modulo 11.
_RESIDENT_CHECKS = pl.Series(list("10X98765432"))

#: No I, O, S, V, Z: they look like digits.
_USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_SHAPE = rf"^[{_USCC_SIGNS}]{{2}}[0-9]{{6}}[{_USCC_SIGNS}]{{10}}$"
_USCC_WEIGHTS = np.array([pow(3, place, 31) for place in range(17)])


def resident_form(written: pl.Expr) -> pl.Expr:
    """Has the text the form of a resident identity number, with a birth date that exists?"""
    born = written.str.slice(6, 8).str.to_date("%Y%m%d", strict=False)
    return written.str.contains(_RESIDENT_SHAPE) & born.is_not_null()


def resident_check(written: pl.Expr) -> pl.Expr:
    """Is the check character of well-formed text right (GB 11643, ISO 7064 MOD 11-2)?

    Null where the first 17 characters are no number.
    """

    def kernel(texts: pl.Series) -> pl.Series:
        body = texts.str.slice(0, 17).cast(pl.Int64, strict=False)
        sums = _weighted_sums(body.fill_null(0).to_numpy())
        right = texts.str.slice(17) == _RESIDENT_CHECKS.gather(sums % 11)
        return right.set(body.is_null(), None) if body.null_count() else right

    return written.map_batches(kernel, return_dtype=pl.Boolean, is_elementwise=True)


def uscc_form(written: pl.Expr) -> pl.Expr:
    """Has the text the form of a unified social credit code?"""
    return written.str.contains(_USCC_SHAPE)


def uscc_check(written: pl.Expr) -> pl.Expr:
    """Is the check character right (GB 32100, MOD 31)? Null for text of another form."""
    values = np.zeros(256, dtype=np.int64)
    for value, sign in enumerate(_USCC_SIGNS):
        values[ord(sign)] = value

    def kernel(texts: pl.Series) -> pl.Series:
        formed = texts.str.contains(_USCC_SHAPE).fill_null(False)
        joined = texts.filter(formed).str.join("").item().encode("ascii")
        signs = values[np.frombuffer(joined, dtype=np.uint8)].reshape(-1, 18)
        right: _Truths = (signs[:, :17] @ _USCC_WEIGHTS + signs[:, 17]) % 31 == 0
        verdict = pl.Series([None], dtype=pl.Boolean).new_from_index(0, len(texts))
        return verdict.scatter(formed.arg_true(), pl.Series(right)).alias(texts.name)

    return written.map_batches(kernel, return_dtype=pl.Boolean, is_elementwise=True)


def _weighted_sums(numbers: _Numbers) -> _Numbers:
    """The weighted sums of the digits of 17-digit numbers, four digits at a look-up."""
    sums = np.zeros(len(numbers), dtype=np.int64)
    for table in _tables():
        numbers, four = np.divmod(numbers, 10_000)
        sums += table[four]
    return sums


@cache
def _tables() -> tuple[_Numbers, ...]:
    """Weighted digit sums of 0 to 9999, for each four places from the right."""
    digits = np.arange(10_000)[:, None] // np.array([1, 10, 100, 1000]) % 10
    weights = [*reversed(_RESIDENT_WEIGHTS), 0, 0, 0]
    return tuple(digits @ np.array(weights[at : at + 4]) for at in range(0, 20, 4))

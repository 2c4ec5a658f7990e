"""Check characters of Chinese identity numbers, for whole columns at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

_Numbers = NDArray[np.float32]
_Truths = NDArray[np.bool_]

_RESIDENT_SIGNS = "0123456789X"
_RESIDENT_SHAPE = r"^[0-9]{17}[0-9X]$"
_RESIDENT_WEIGHTS = np.array(
    [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.float32
)

#: No I, O, S, V, Z: they look like digits.
_USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_SHAPE = rf"^[{_USCC_SIGNS}]{{2}}[0-9]{{6}}[{_USCC_SIGNS}]{{10}}$"
_USCC_WEIGHTS = np.array([pow(3, place, 31) for place in range(17)], dtype=np.float32)


def resident_form(written: pl.Expr) -> pl.Expr:
    """Has the text the form of a resident identity number, with a birth date that exists?"""
    born = written.str.slice(6, 8).str.to_date("%Y%m%d", strict=False)
    return written.str.contains(_RESIDENT_SHAPE) & born.is_not_null()


def resident_check(written: pl.Expr) -> pl.Expr:
    """Is the check character right (GB 11643, ISO 7064 MOD 11-2)? Null for any other form."""

    def right(signs: _Numbers) -> _Truths:
        sums: _Numbers = signs[:, :17] @ _RESIDENT_WEIGHTS + signs[:, 17]
        return np.equal(sums % 11, 1)

    return _judge(written, _RESIDENT_SHAPE, _RESIDENT_SIGNS, right)


def uscc_form(written: pl.Expr) -> pl.Expr:
    """Has the text the form of a unified social credit code?"""
    return written.str.contains(_USCC_SHAPE)


def uscc_check(written: pl.Expr) -> pl.Expr:
    """Is the check character right (GB 32100, MOD 31)? Null for any other form."""

    def right(signs: _Numbers) -> _Truths:
        sums: _Numbers = signs[:, :17] @ _USCC_WEIGHTS + signs[:, 17]
        return np.equal(sums % 31, 0)

    return _judge(written, _USCC_SHAPE, _USCC_SIGNS, right)


def _judge(
    written: pl.Expr, shape: str, signs: str, right: Callable[[_Numbers], _Truths]
) -> pl.Expr:
    """Lay the well-formed texts out as a matrix of sign values, one row each, and judge that."""
    values = np.zeros(256, dtype=np.float32)  # sums stay far below 2**24: exact
    for value, sign in enumerate(signs):
        values[ord(sign)] = value

    def kernel(texts: pl.Series) -> pl.Series:
        formed = texts.str.contains(shape).fill_null(False)
        whole = formed.all()
        chosen = texts if whole else texts.filter(formed)
        raw = np.frombuffer(chosen.str.join("").item().encode("ascii"), dtype=np.uint8)
        verdict = pl.Series(texts.name, right(values[raw].reshape(-1, 18)))
        if whole:
            return verdict
        empty = pl.Series(texts.name, [None], dtype=pl.Boolean).new_from_index(0, len(texts))
        return empty.scatter(formed.arg_true(), verdict)

    return written.map_batches(kernel, return_dtype=pl.Boolean, is_elementwise=True)

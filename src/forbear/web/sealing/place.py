"""Where a sealed value belongs: it opens there and nowhere else."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

_COLUMN = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Place:
    """``column``: ``table.column``; ``key``: the row's key, which has to stand before sealing.

    The key is named in errors: an id of the bank or the database, never personal data itself.
    """

    column: str
    key: str | int

    def __str__(self) -> str:
        return f"{self.column}, {self.key}"

    @property
    def bound(self) -> bytes:
        """What is authenticated along with the value."""
        return f"{_prefix(self.column)}{self.key}".encode()


def bound(column: str, keys: pl.Series) -> list[bytes]:
    """For each row's key, what is authenticated along with the value: ``table.column``, NUL, key.

    No column's name holds NUL, so no two places are bound alike.
    """
    if keys.null_count():
        raise ValueError(f"{column}: a row without a key has no place")
    return (pl.Series([_prefix(column)]) + keys.cast(pl.String)).cast(pl.Binary).to_list()


def _prefix(column: str) -> str:
    if not _COLUMN.fullmatch(column):
        raise ValueError(f"a place is table.column in small letters, not {column!r}")
    return f"{column}\0"

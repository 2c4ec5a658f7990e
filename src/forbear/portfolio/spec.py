"""What `tables` declares, in the shape in which the reader and the checks ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import polars as pl

from forbear.portfolio.tables import KEYS, MUST_TABLES, PARENTS, TABLES

#: Small tables that every shard needs whole; the others are split by customer.
SHARED = ("branches", "officers", "teams", "agencies")

#: Tables whose rows name an account and reach their customer through it.
BY_ACCOUNT = ("instalments", "payments")


@dataclass(frozen=True)
class Column:
    """One declared column. ``kind`` is the form it is written in: money, date, code, phone, ..."""

    name: str
    kind: str
    dtype: pl.DataType
    must: bool
    key: bool
    en: str
    zh: str
    also: tuple[str, ...]
    #: What a coded column may say; empty for the others.
    codes: tuple[str, ...]


@cache
def columns(table: str) -> dict[str, Column]:
    """The declared columns of a table, in order."""
    found = {}
    for name, column in TABLES[table].columns().items():
        meta = column.metadata or {}
        dtype = column.dtype
        found[name] = Column(
            name=name,
            kind=meta["kind"],
            dtype=dtype,
            must=meta["must"],
            key=column.primary_key or name in KEYS.get(table, ()),
            en=meta["en"],
            zh=meta["zh"],
            also=tuple(meta["also"]),
            codes=tuple(dtype.categories.to_list()) if isinstance(dtype, pl.Enum) else (),
        )
    return found


@cache
def keys(table: str) -> tuple[str, ...]:
    """The columns that together name a row; one of several may be empty, which is a value too."""
    return tuple(c.name for c in columns(table).values() if c.key)


@cache
def musts(table: str) -> tuple[str, ...]:
    """The columns that have to be in the file and filled."""
    return tuple(c.name for c in columns(table).values() if c.must)


@cache
def heading(table: str) -> str:
    """The first sentence that describes the table."""
    return (TABLES[table].__doc__ or table).strip().splitlines()[0]


def parents(table: str) -> tuple[tuple[str, str], ...]:
    """(column, parent table) for each parent a row must have."""
    return PARENTS.get(table, ())


def owner(table: str) -> tuple[str, str] | None:
    """(column, parent table) through which a row reaches its customer, and so its shard.

    None for customers themselves and for tables that every shard needs.
    """
    if table in SHARED or table == "customers":
        return None
    return ("account_id", "accounts") if table in BY_ACCOUNT else ("customer_id", "customers")


def must_be_there(table: str) -> bool:
    """Can nothing be planned without this table?"""
    return table in MUST_TABLES

"""Where each declared column of a file comes from, and which columns are carried along."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from forbear.portfolio import spec
from forbear.portfolio.cells import readable
from forbear.portfolio.mapping import ColumnMap, TableMap

#: Columns that nobody maps are carried along under this prefix.
CARRIED = "x_"


@dataclass(frozen=True)
class Sources:
    """How the columns of one file become ours.

    ``headers``: declared column -> header; ``constants``: declared column -> the same value for
    all rows; ``carried``: header -> name under which it is carried; ``missing``: must-columns
    that the file lacks.
    """

    headers: dict[str, str]
    constants: dict[str, str]
    carried: dict[str, str]
    missing: tuple[str, ...]


def resolve(table: str, headers: Iterable[str], how: TableMap, currency: str) -> Sources:
    """Match a file's headers to the declared columns: by the mapping, else by our own names.

    Our names are matched without regard to case and outer blanks. An accounts file without a
    currency column is in the bank's own ``currency``.
    """
    theirs = list(headers)
    plain = {h.strip().casefold(): h for h in reversed(theirs)}
    found: dict[str, str] = {}
    constants: dict[str, str] = {}
    for name in spec.columns(table):
        column = how.columns.get(name, ColumnMap.model_validate({"from": name}))
        if column.value is not None:
            constants[name] = column.value
        elif (header := _header(column.header or name, theirs, plain)) is not None:
            found[name] = header
    if table == "accounts" and "currency" not in found:
        constants.setdefault("currency", currency)
    used = {*found.values()}
    missing = [n for n in spec.musts(table) if n not in found and n not in constants]
    return Sources(found, constants, _carried([h for h in theirs if h not in used]), tuple(missing))


def unfit(sources: Sources, dtypes: dict[str, pl.DataType]) -> list[str]:
    """Headers of declared columns whose values are nested or binary."""
    return [h for h in sources.headers.values() if not readable(dtypes[h])]


def _header(wanted: str, theirs: list[str], plain: dict[str, str]) -> str | None:
    return wanted if wanted in theirs else plain.get(wanted.strip().casefold())


def _carried(headers: list[str]) -> dict[str, str]:
    names: dict[str, str] = {}
    for header in headers:
        name = header if header.startswith(CARRIED) else CARRIED + header
        while name in names.values():
            name += "_2"
        names[header] = name
    return names

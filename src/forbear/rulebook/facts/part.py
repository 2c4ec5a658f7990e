"""One table's share of the facts."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache

import numpy as np
import polars as pl

from forbear.rulebook.facts import kernels
from forbear.rulebook.facts.names import FACTS

#: Tables by name. Inside this folder they have ``who``, the customer's number, for his id.
Tables = Mapping[str, pl.DataFrame]

#: Facts by name, each with one value a customer, in the customers' order.
Part = dict[str, pl.Series]


def flagged(table: pl.DataFrame, flags: Mapping[str, pl.Expr], people: int) -> Part:
    """For each flag whether it is true in some row of a customer's."""
    if table.is_empty():
        nowhere = pl.Series(np.zeros(people, dtype=bool))
        return {name: nowhere.alias(name) for name in flags}
    marks = table.select("who", **{name: flag.fill_null(False) for name, flag in flags.items()})
    who = marks["who"].to_numpy()
    return {
        name: pl.Series(name, kernels.some(who[marks[name].to_numpy()], people)) for name in flags
    }


def coded(table: pl.DataFrame, column: str, codes: type[StrEnum], prefix: str, people: int) -> Part:
    """For each code whether a customer has a row with it in ``column``; named with the prefix."""
    names = [f"{prefix}_{code}" for code in codes]
    if table.is_empty():
        nowhere = pl.Series(np.zeros(people, dtype=bool))
        return {name: nowhere.alias(name) for name in names}
    who = table["who"].to_numpy()
    number = table[column].cast(_as_codes(codes)).to_physical().to_numpy()
    return {
        name: pl.Series(name, kernels.some(who[number == place], people))
        for place, name in enumerate(names)
    }


@cache
def _as_codes(codes: type[StrEnum]) -> pl.Enum:
    """The codes as a type of columns; to make it costs as much as to use it."""
    return pl.Enum(codes)


def spread(frame: pl.DataFrame, people: int, others: Mapping[str, object] | None = None) -> Part:
    """Facts of those that ``frame`` has a row for, put in their places.

    ``others`` gives the values of everybody else; what is not in it is unknown for them.
    """
    place = np.full(people, -1, dtype=np.int64)
    place[frame["who"].to_numpy()] = np.arange(frame.height)
    own = pl.col("place") >= 0
    at = pl.when(own).then(pl.col("place"))
    rest = others or {}
    found = {}
    for name in frame.columns:
        if name in FACTS:
            dtype = FACTS[name].dtype
            mine = pl.lit(frame[name].cast(dtype)).gather(at)
            other = rest.get(name)
            found[name] = (
                mine if other is None else pl.when(own).then(mine).otherwise(pl.lit(other, dtype))
            )
    return pl.DataFrame({"place": place}).select(**found).to_dict()


def one_of(column: str, codes: tuple[str, ...]) -> pl.Expr:
    """True where a coded column has one of the codes."""
    return pl.any_horizontal(pl.col(column) == str(code) for code in codes)

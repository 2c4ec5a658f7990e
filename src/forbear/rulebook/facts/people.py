"""The customers of a tape, numbered, so that what tables say of them is put together by number.

Looking up a text costs a hundred times what an array index does: each table's ``customer_id`` is
looked up once, and from then on a customer is a position.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

import numpy as np
import polars as pl

from forbear.rulebook.facts.kernels import Numbers


@dataclass(frozen=True)
class People:
    """Customers sorted by id; ``zones`` are time zones by name, ``zone`` each one's position.

    ``day`` is the local day asked about. With ``days`` there is one customer, who stands there once
    for each of several days: what holds for many customers on one day is worked out in the same
    way as what holds for one on many.
    """

    ids: pl.Series
    zones: tuple[str, ...]
    zone: Numbers
    day: date
    days: pl.Series | None = None

    @classmethod
    def of(cls, customers: pl.DataFrame, zone: str, days: Sequence[date]) -> People:
        """The people of the customers' table, sorted by id; without a time zone, in ``zone``.

        Several ``days`` only of a table with one customer.
        """
        ids, names = customers["customer_id"], customers["timezone"]
        if len(days) > 1:
            count = len(days)
            alone = np.zeros(count, np.int64)
            every = pl.Series("on", days, dtype=pl.Date)
            return cls(ids.new_from_index(0, count), (names[0] or zone,), alone, days[0], every)
        names = names.fill_null(zone)
        distinct = names.unique().sort()
        if len(distinct) < 2:
            numbers = np.zeros(len(names), np.int64)
        else:
            places = range(len(distinct))
            found = names.replace_strict(distinct, places, return_dtype=pl.Int64)
            numbers = found.to_numpy()
        return cls(ids, tuple(distinct), numbers, days[0])

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def today(self) -> pl.Expr:
        """The local day asked about, for a row of a table made by `numbered`."""
        return pl.lit(self.day) if self.days is None else pl.col("on")

    def numbered(self, tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
        """The tables with ``who``, the customer's number, instead of his id.

        Rows of somebody who is no customer are left out. With several days, each row stands there
        once for each, with the day as ``on``.
        """
        if self.days is not None:
            return {name: self._each_day(table) for name, table in tables.items()}
        asked = {name: t["customer_id"] for name, t in tables.items() if not self._same(t)}
        found = self._looked_up(asked)
        return {
            name: _with(table, found.get(name, pl.int_range(len(self), eager=True)))
            for name, table in tables.items()
        }

    def _each_day(self, table: pl.DataFrame) -> pl.DataFrame:
        mine = table["customer_id"] == self.ids[0]
        own = table if mine.all() else table.filter(mine)
        rows, columns = _each(own.height, self.dates)
        return (own[rows] if own.height else own).hstack(columns)

    @cached_property
    def dates(self) -> tuple[date, ...]:
        """The days asked about, one or several."""
        return (self.day,) if self.days is None else tuple(self.days)

    @property
    def day_numbers(self) -> Numbers:
        """For each customer which of the days asked is his."""
        return np.zeros(len(self), np.int64) if self.days is None else np.arange(len(self))

    def _same(self, table: pl.DataFrame) -> bool:
        """Whether the table has one row a customer, in order."""
        return table.height == len(self) and self.ids.equals(table["customer_id"])

    def _looked_up(self, asked: Mapping[str, pl.Series]) -> dict[str, pl.Series]:
        if len(self) == 1:
            own = self.ids[0]
            return {
                name: pl.Series([0 if one == own else None for one in ids], dtype=pl.Int64)
                for name, ids in asked.items()
            }
        if not asked:
            return {}
        index = self.ids.alias("customer_id").to_frame()
        index = index.with_columns(who=pl.int_range(pl.len(), dtype=pl.Int64))
        every = pl.concat([ids.alias("customer_id") for ids in asked.values()], rechunk=False)
        who = every.to_frame().join(index, on="customer_id", how="left", maintain_order="left")
        ends = np.cumsum([len(ids) for ids in asked.values()])
        return {
            name: who["who"].slice(end - len(ids), len(ids))
            for (name, ids), end in zip(asked.items(), ends.tolist(), strict=True)
        }


@lru_cache(maxsize=256)
def _each(rows: int, days: tuple[date, ...]) -> tuple[pl.Series, list[pl.Series]]:
    """Which row stands at each place if every one stands there for each day; ``who`` and ``on``."""
    places = np.arange(rows * len(days))
    who = places % len(days)
    on = pl.Series("on", days, dtype=pl.Date).to_numpy()[who]
    return pl.Series(places // len(days)), [pl.Series("who", who), pl.Series("on", on)]


def _with(table: pl.DataFrame, who: pl.Series) -> pl.DataFrame:
    numbered = table.drop("customer_id").with_columns(who.alias("who"))
    return numbered.filter(pl.col("who").is_not_null()) if who.null_count() else numbered

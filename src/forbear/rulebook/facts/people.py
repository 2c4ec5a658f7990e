"""The customers of a tape, numbered, so that what tables say of them is put together by number.

Looking up a text costs a hundred times what an array index does: each table's ``customer_id`` is
looked up once, and from then on a customer is a position.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from forbear.rulebook.facts.kernels import Numbers


@dataclass(frozen=True)
class People:
    """Customers sorted by id; ``zones`` are time zones by name, ``zone`` each one's position."""

    ids: pl.Series
    zones: tuple[str, ...]
    zone: Numbers

    @classmethod
    def of(cls, customers: pl.DataFrame, zone: str) -> People:
        """The people of the customers' table, sorted by id; without a time zone, in ``zone``."""
        names = customers["timezone"].fill_null(zone)
        distinct = names.unique().sort()
        if len(distinct) < 2:
            return cls(customers["customer_id"], tuple(distinct), np.zeros(len(names), np.int64))
        numbers = names.replace_strict(distinct, np.arange(len(distinct)), return_dtype=pl.Int64)
        return cls(customers["customer_id"], tuple(distinct), numbers.to_numpy())

    def __len__(self) -> int:
        return len(self.ids)

    def numbered(self, tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
        """The tables with ``who``, the customer's number, instead of his id.

        Rows of somebody who is no customer are left out.
        """
        asked = {name: t["customer_id"] for name, t in tables.items() if not self._same(t)}
        found = self._looked_up(asked)
        return {
            name: _with(table, found.get(name, pl.int_range(len(self), eager=True)))
            for name, table in tables.items()
        }

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


def _with(table: pl.DataFrame, who: pl.Series) -> pl.DataFrame:
    numbered = table.drop("customer_id").with_columns(who.alias("who"))
    return numbered.filter(pl.col("who").is_not_null()) if who.null_count() else numbered

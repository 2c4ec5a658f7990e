"""The real card customers shipped with Forbear (see data/README.md for source and licence)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path

import numpy as np
import polars as pl

from forbear.lab.draw import Dice, Ints

FILE = "default_of_credit_card_clients.parquet"
#: Statements in the source: column 0 is the newest (September 2005), column 5 the oldest (April).
MONTHS = 6


@dataclass(frozen=True)
class Source:
    """The source by row (30,000) and month (newest first). Amounts in whole currency units."""

    row: Ints
    limit: Ints
    sex: Ints
    education: Ints
    marriage: Ints
    age: Ints
    status: Ints
    bill: Ints
    payment: Ints
    default: Ints

    def __len__(self) -> int:
        return len(self.row)


@lru_cache(maxsize=1)
def load() -> Source:
    """Read the shipped copy."""
    frame = pl.read_parquet(Path(str(resources.files("forbear.lab") / "data" / FILE)))

    def one(name: str) -> Ints:
        return frame[name].cast(pl.Int64).to_numpy()

    def months(name: str) -> Ints:
        return np.column_stack([one(f"{name}_{month}") for month in range(MONTHS)])

    return Source(
        row=one("source_row"),
        limit=one("limit"),
        sex=one("sex"),
        education=one("education"),
        marriage=one("marriage"),
        age=one("age"),
        status=months("status"),
        bill=months("bill"),
        payment=months("payment"),
        default=one("default_next_month"),
    )


def resample(dice: Dice, source: Source, accounts: Ints) -> Ints:
    """Which source row stands behind each account number.

    Every 30,000 accounts in a row hold each source row once, in one shuffled order.
    """
    order = np.argsort(dice.bits("source", np.arange(len(source))), kind="stable")
    return order[accounts % len(source)]

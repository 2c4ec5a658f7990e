"""The work folder: screened rows by table and shard."""

from __future__ import annotations

import math
from pathlib import Path

import polars as pl

SHARD = "shard"

#: Shards of rows that fail a check, and of rows whose account isn't among the accepted ones.
ASIDE, ORPHANED = 65_535, 65_534


def shards_for(accounts: int, shard_size: int) -> int:
    """How many shards hold so many accounts, about ``shard_size`` each; at least one."""
    return min(max(math.ceil(accounts / shard_size), 1), ORPHANED)


def shard_of(customer_id: pl.Expr, shards: int) -> pl.Expr:
    """The shard of a customer: it depends on nothing but his number and how many shards."""
    return (customer_id.hash() % shards).cast(pl.UInt16)


class Store:
    """Arrow files by table and shard under one folder.

    Uncompressed: each is written once and read a few times the same night, and packing costs more
    processor time than all the checks.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(
        self, table: str, part: int, rows: pl.LazyFrame, source: pl.LazyFrame | None = None
    ) -> None:
        """Write one part of a table, split by its `SHARD` column, rows in their order.

        ``source``: the rows set aside as the file has them. What both frames are made of is read
        once.
        """
        target = self._folder / table / f"{part:06}"
        target.mkdir(parents=True)
        split = pl.PartitionBy(target, key=SHARD, include_key=False)
        sinks = [rows.sink_ipc(split, compression="uncompressed", lazy=True)]
        if source is not None:
            beside = self._source(table, part)
            sinks.append(source.sink_ipc(beside, compression="uncompressed", lazy=True))
        pl.collect_all(sinks, engine="streaming")

    def source(self, table: str, part: int) -> pl.LazyFrame:
        """The rows of a part that were set aside, as the file has them."""
        return pl.scan_ipc(self._source(table, part), glob=False, hive_partitioning=False)

    def scan(self, table: str, shard: int) -> pl.LazyFrame | None:
        """A shard of a table, rows in the order of the tape; None if it has none."""
        paths = sorted((self._folder / table).glob(f"*/{SHARD}={shard}/*"))
        return pl.scan_ipc(paths, glob=False, hive_partitioning=False) if paths else None

    def _source(self, table: str, part: int) -> Path:
        return self._folder / table / f"{part:06}.arrow"

    def rows(self, table: str, shard: int) -> int:
        """How many rows of a shard were written."""
        scan = self.scan(table, shard)
        return 0 if scan is None else int(scan.select(pl.len()).collect().item())

"""What a check knows while it goes through the tables, parents before children."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from forbear.portfolio import parents, spec
from forbear.portfolio.intake import ROW
from forbear.portfolio.mapping import Mapping
from forbear.portfolio.parent_index import ParentIndex, build
from forbear.portfolio.quarantine import Quarantine
from forbear.portfolio.store import ORPHANED, SHARD, Store, shard_of
from forbear.portfolio.terms import Terms


@dataclass
class Run:
    """One check under way. ``taken`` and ``fallen`` grow table by table."""

    terms: Terms
    mapping: Mapping
    work: Path
    #: Number of shards by which customers are split.
    shards: int
    #: Where accepted customers and accounts are, once their table is done.
    indexes: dict[str, ParentIndex] = field(default_factory=dict)
    #: Rows (`TAKEN`) that were taken out of a table after screening.
    taken: dict[str, pl.DataFrame] = field(default_factory=dict)
    #: Keys (`parents.FALLEN`) of rows that were set aside.
    fallen: dict[str, pl.DataFrame] = field(default_factory=dict)

    @property
    def store(self) -> Store:
        """Screened rows by table and shard."""
        return Store(self.work / "tables")

    @property
    def quarantine(self) -> Quarantine:
        """Faults by table."""
        return Quarantine(self.work / "quarantine")

    def shards_of(self, table: str) -> range:
        """The shards of accepted rows of a table; small tables have one."""
        return range(1 if table in spec.SHARED else self.shards)

    def shard_of(self, table: str) -> pl.Expr:
        """The shard of a screened row; null for a row whose parent is not known."""
        if table in spec.SHARED:
            return pl.lit(0, pl.UInt16)
        if table == "customers":
            return shard_of(pl.col.customer_id, self.shards)
        return pl.col(SHARD)

    def index_for(self, table: str) -> ParentIndex | None:
        """The index by which rows of a table find their shard."""
        owner = spec.owner(table)
        return None if owner is None else self.indexes[owner[1]]

    def accepted(self, table: str, shard: int) -> pl.LazyFrame:
        """The accepted rows of a finished table."""
        scan = self.store.scan(table, shard)
        if scan is None:
            return pl.LazyFrame(schema={n: c.dtype for n, c in spec.columns(table).items()})
        gone = self.gone(table)
        if gone.is_empty():
            return scan
        return scan.join(gone.lazy(), on=ROW, how="anti", maintain_order="left")

    def gone(self, table: str) -> pl.DataFrame:
        """`ROW` of what was taken out of a table's shards of accepted rows."""
        taken = self.taken[table].select(ROW).unique().sort(ROW)
        lost = self.store.scan(table, ORPHANED)
        if lost is None:
            return taken
        return taken.join(lost.select(ROW).collect(), on=ROW, how="anti", maintain_order="left")

    def remember(self, table: str) -> None:
        """Keep the index of a finished table through which others find their shard."""
        if table in ("customers", "accounts"):
            (key,) = spec.keys(table)
            wanted = [key, *(("opened_on", "currency") if table == "accounts" else ())]
            shards = (self.accepted(table, s).select(wanted) for s in self.shards_of(table))
            self.indexes[table] = build(key, shards)

    def fallen_keys(self, table: str) -> pl.DataFrame:
        """Keys of a table's rows that were set aside (`parents.FALLEN`)."""
        return self.fallen.get(table, pl.DataFrame(schema=parents.FALLEN))

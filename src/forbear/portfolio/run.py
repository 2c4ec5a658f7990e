"""What a check knows while it goes through the tables, parents before children."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from forbear.portfolio import parents, spec
from forbear.portfolio.account_index import AccountIndex
from forbear.portfolio.intake import ROW
from forbear.portfolio.mapping import Mapping
from forbear.portfolio.quarantine import Quarantine
from forbear.portfolio.store import SHARD, Store
from forbear.portfolio.terms import Terms


@dataclass
class Run:
    """One check under way. ``taken`` and ``fallen`` grow table by table."""

    terms: Terms
    mapping: Mapping
    work: Path
    #: Number of shards by which customers are split.
    shards: int
    #: Accepted accounts, once their table is done.
    index: AccountIndex | None = None
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
        """The shard of a screened row; null for a row whose account is not known."""
        if table in spec.SHARED:
            return pl.lit(0, pl.UInt16)
        if table in spec.BY_ACCOUNT:
            return pl.col(SHARD)
        return (pl.col.customer_id.hash() % self.shards).cast(pl.UInt16)

    def accepted(self, table: str, shard: int, columns: Iterable[str]) -> pl.DataFrame:
        """Some columns of the accepted rows of a finished table."""
        wanted = list(columns)
        scan = self.store.scan(table, shard)
        if scan is None:
            types = {name: column.dtype for name, column in spec.columns(table).items()}
            return pl.DataFrame(schema={name: types[name] for name in wanted})
        gone = self.taken[table].lazy().select(ROW)
        return scan.join(gone, on=ROW, how="anti", maintain_order="left").select(wanted).collect()

    def fallen_keys(self, table: str) -> pl.DataFrame:
        """Keys of a table's rows that were set aside (`parents.FALLEN`)."""
        return self.fallen.get(table, pl.DataFrame(schema=parents.FALLEN))

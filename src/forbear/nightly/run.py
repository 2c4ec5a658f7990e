"""One run: what was ordered, what the policy says, and where each stage's work stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

import numpy as np
import polars as pl

from forbear.nightly import spend
from forbear.nightly.cases import Tape
from forbear.nightly.order import Order
from forbear.nightly.settings import Settings
from forbear.nightly.sums import added
from forbear.nightly.work import Work
from forbear.portfolio import Checked
from forbear.portfolio.tables import TABLES
from forbear.strategy import Capacities, Cases

#: Columns that no stage looks at.
UNREAD = {"contacts": ("contact_id", "staff_id"), "payments": ("payment_id",)}

#: Tables that belong to the bank, not to a customer: every shard sees them whole.
SHARED = ("branches", "officers", "teams", "agencies")


@dataclass(frozen=True)
class Run:
    """What every stage after the check works from."""

    order: Order
    settings: Settings
    work: Work
    checked: Checked

    @cached_property
    def shared(self) -> dict[str, pl.DataFrame]:
        """The bank's own tables."""
        return {name: self.checked.shared(name) for name in SHARED}

    @cached_property
    def branches(self) -> tuple[str, ...]:
        """Every branch, in order."""
        return tuple(self.shared["branches"]["branch_id"].sort())

    @property
    def shards(self) -> range:
        """Numbers of the shards."""
        return range(self.checked.shards)

    def tape(self, shard: int) -> Tape:
        """Every table as one shard sees it."""
        own = {name: self.table(name, shard) for name in TABLES if name not in SHARED}
        return {**own, **self.shared}

    def table(self, name: str, shard: int) -> pl.DataFrame:
        """One table of customers' data, cut to a shard."""
        return self.checked.table(name, shard).drop(UNREAD.get(name, ())).collect()

    def folder(self, stage: str) -> Path:
        """Where a finished stage stands."""
        return self.work.folder / stage

    def assessed(self, shard: int, frame: str) -> Path:
        """A frame of a shard's assessment."""
        return self.folder(f"assess-{shard:03d}") / f"{frame}.parquet"

    def sums(self, name: str) -> pl.DataFrame:
        """One of the sums, over all shards."""
        return added(name, (pl.read_parquet(self.assessed(s, f"sum-{name}")) for s in self.shards))

    def values(self, shard: int) -> Cases:
        """What the allocator needs of a shard's cases."""
        folder = self.folder(f"assess-{shard:03d}")
        ids = pl.read_parquet(self.assessed(shard, "cases"), columns=["case_id"])
        return Cases(
            ids["case_id"],
            np.load(folder / "branch.npy", mmap_mode="r"),
            np.load(folder / "value.npy", mmap_mode="r"),
        )

    def all_values(self) -> list[Callable[[], Cases]]:
        """`values` of every shard, each read when it is asked for."""
        return [partial(self.values, shard) for shard in self.shards]

    @cached_property
    def capacities(self) -> Capacities:
        """The bank's limits on the day planned."""
        cases, day = self.sums("cases"), self.order.plan_for
        return spend.limits(self.settings, self.shared, cases, day)

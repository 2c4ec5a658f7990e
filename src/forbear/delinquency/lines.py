"""The line of what is owed, and where on it the money has got to.

Lay everything an account owes end to end, oldest first: instalment 1 from 0 to 300, instalment 2
from 300 to 600. Money paid moves along this line, so an instalment is cleared on the day on which
the sum paid reaches its end, and what is unpaid of it is the stretch beyond. Instead of one line
for each account, the lines of all accounts of a shard are laid end to end as well; then one sorted
column says it all, and the day of clearing is found by one sorted merge.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from forbear.delinquency.ledger import PARTS, Ledger, account_date

#: Stands for the day of clearing where there was nothing to clear.
_AT_ALL_TIMES = pl.date(1, 1, 1)


@dataclass(frozen=True)
class Line:
    """One line of money owed, and how far along it the payments of each account have come.

    ``end``: the column of the instalments that says where each ends on this line.
    ``parts``: the components on it, in the order in which they are settled.
    ``begins``: where each account's stretch begins; ``reached``: where its money has got to.
    ``steps``: at, on, since, reached: each payment's stretch, sorted; ``key`` packs at and on.
    """

    end: str
    parts: tuple[str, ...]
    begins: pl.Series
    reached: pl.Series
    steps: pl.DataFrame

    @property
    def width(self) -> pl.Expr:
        """What an instalment takes up of this line."""
        return pl.sum_horizontal(self.parts)

    def end_of(self, part: str) -> pl.Expr:
        """Where a component of an instalment ends on this line."""
        after = self.parts[self.parts.index(part) + 1 :]
        return pl.col(self.end) - pl.sum_horizontal(pl.lit(0), *after)


@dataclass(frozen=True)
class Allotted:
    """A ledger with its payments allotted. ``instalments`` has gained a column for each line."""

    ledger: Ledger
    instalments: pl.DataFrame
    lines: tuple[Line, ...]

    def line(self, part: str) -> Line:
        """The line on which a component lies."""
        return next(line for line in self.lines if part in line.parts)


def draw_line(end: str, parts: tuple[str, ...], begins: pl.Series, steps: pl.DataFrame) -> Line:
    """A line from each account's position after each of its payments."""
    first = pl.col("at").ne_missing(pl.col("at").shift(1))
    start = begins.gather(steps["at"])
    since = pl.when(first).then(start).otherwise(pl.col("reached").shift(1))
    steps = steps.with_columns(since=since).filter(pl.col("reached") > pl.col("since"))
    last = steps["at"].ne_missing(steps["at"].shift(-1))
    reached = begins.clone().scatter(steps["at"].filter(last), steps["reached"].filter(last))
    key = account_date(pl.col("at"), pl.col("on")).alias("key")
    return Line(end, parts, begins, reached, steps.select("at", "on", key, "since", "reached"))


def unpaid(allotted: Allotted, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of ``allotted.instalments`` with ``unpaid_principal``, ``_interest`` and ``_fee``."""
    left = []
    for part in PARTS:
        line = allotted.line(part)
        reached = line.reached.gather(rows["at"])
        beyond = (line.end_of(part) - reached).clip(0, pl.col(part))
        left.append(beyond.cast(pl.Int64).alias(f"unpaid_{part}"))
    return rows.with_columns(left)


def is_open(allotted: Allotted) -> pl.Series:
    """Of each instalment, due or not: is something left to pay?"""
    rows = allotted.instalments
    left = pl.lit(False)
    for line in allotted.lines:
        reached = line.reached.gather(rows["at"])
        left = left | ((pl.col(line.end) > reached) & (line.width > 0))
    return rows.select(left).to_series()


def cleared_on(allotted: Allotted) -> pl.Series:
    """The day on which each instalment was paid in full; null while it is not."""
    days = [_cleared_on(line, allotted.instalments).alias(line.end) for line in allotted.lines]
    if len(days) == 1:
        return days[0]
    whole = pl.all_horizontal(pl.all().is_not_null())
    return pl.DataFrame(days).select(pl.when(whole).then(pl.max_horizontal(pl.all()))).to_series()


def reached_by(line: Line, at: pl.Series, day: pl.Series) -> pl.Series:
    """How far the money had come at the end of a day. Rows sorted by account and day."""
    asked = pl.select(account_date(pl.lit(at), pl.lit(day)).alias("key"))
    steps = line.steps.select("key", "reached", of="at")
    found = asked.set_sorted("key").join_asof(
        steps.set_sorted("key"), on="key", strategy="backward", check_sortedness=False
    )
    own = pl.col("of") == at
    return found.select(pl.when(own).then("reached").otherwise(line.begins.gather(at))).to_series()


def _cleared_on(line: Line, rows: pl.DataFrame) -> pl.Series:
    ends = rows.select("at", key=pl.col(line.end), empty=line.width == 0)
    steps = line.steps.select("on", key="reached", of="at")
    found = ends.set_sorted("key").join_asof(
        steps.set_sorted("key"), on="key", strategy="forward", check_sortedness=False
    )
    own = pl.col("of") == pl.col("at")
    return found.select(pl.when("empty").then(_AT_ALL_TIMES).when(own).then("on")).to_series()

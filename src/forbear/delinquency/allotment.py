"""Allotting payments: where on the line of what is owed the money has got to.

Lay everything an account owes end to end, oldest first: instalment 1 from 0 to 300, instalment 2
from 300 to 600. Money paid moves along this line, so an instalment is cleared on the day on which
the sum paid reaches its end, and what is unpaid of it is the stretch beyond. Instead of one line
for each account, the lines of all accounts of a shard are laid end to end as well; then one sorted
column says it all, and the day of clearing is one sorted merge.

Settled instalment by instalment there is a single line, on which each instalment's parts follow
one another. Settled component by component there are three, one for each part, and how the money
divides among them day by day is found first (`_by_component`).

A column ``end_1`` says where an instalment ends on the first line, and so on.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from forbear.delinquency.conventions import Across
from forbear.delinquency.ledger import PARTS, Ledger, account_date

_NEVER_LATE = pl.date(1, 1, 1)


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


def allot(ledger: Ledger) -> Allotted:
    """Spread every counted payment over the instalments, as the policy says."""
    allotment = ledger.policy.allotment
    order = tuple(part.value for part in allotment.order)
    if allotment.across == Across.INSTALMENTS:
        return _by_instalment(ledger, order)
    return _by_component(ledger, order)


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
    return found.select(pl.when("empty").then(_NEVER_LATE).when(own).then("on")).to_series()


def _by_instalment(ledger: Ledger, order: tuple[str, ...]) -> Allotted:
    """One line: an instalment's parts in order, then the next instalment's."""
    whole = ledger.instalments.select(pl.sum_horizontal(PARTS)).to_series()
    rows = ledger.instalments.with_columns(end_1=ledger.running(whole))
    begins, ends = ledger.bounds(rows["at"], rows["end_1"])
    at = ledger.payments["at"]
    paid = ledger.running(ledger.payments["amount"])
    before, _ = ledger.bounds(at, paid)
    reached = pl.lit(begins.gather(at) + (paid - before.gather(at)))
    most = ends.gather(at)
    steps = ledger.payments.select("at", on="paid_on", reached=pl.min_horizontal(reached, most))
    return Allotted(ledger, rows, (_line("end_1", order, begins, steps),))


def _by_component(ledger: Ledger, order: tuple[str, ...]) -> Allotted:
    """Three lines, and on each day all money at hand to what stands first and has fallen due.

    Of everything due by a day, the parts that stand first get the money until they are settled;
    what remains goes to the next. Money beyond all that is due waits for the next due day. So up
    to day d, with D the sum due of the first parts, P the sum paid and S the sum allotted to all,

        S(d) = min(P(d), D of all parts(d))
        first parts(d) = min(D(d), P(d) + min over earlier days e of (D(e) - S(e)))

    the second line because after the last day e on which the first parts were settled, they get
    all that is paid, and before e all of D(e). Days after ``as_of`` are walked too: they show what
    waiting money will be used for.
    """
    rows = ledger.instalments.with_columns(
        ledger.running(ledger.instalments[part]).alias(f"end_{rank}")
        for rank, part in enumerate(order, 1)
    )
    begins = [ledger.bounds(rows["at"], rows[f"end_{rank}"])[0] for rank in (1, 2, 3)]
    days = _days(ledger, order, begins)
    whole = pl.lit((begins[0] + begins[1] + begins[2]).gather(days["at"]))
    owed, settled = pl.lit(0), [pl.lit(0)]
    for part in order[:2]:
        owed = owed + pl.col(part)
        # Taken from where the account begins, a running minimum starts afresh with each account.
        slack = pl.min_horizontal(owed - pl.col("spent"), 0) - whole
        least = (slack.cum_min().shift(1).fill_null(0) + whole).clip(upper_bound=0)
        settled.append(pl.min_horizontal(owed, pl.col("paid") + least))
    settled.append(pl.col("spent"))
    lines = []
    for rank, part in enumerate(order):
        begin = begins[rank].gather(days["at"])
        steps = days.select("at", "on", reached=begin + settled[rank + 1] - settled[rank])
        lines.append(_line(f"end_{rank + 1}", (part,), begins[rank], steps))
    return Allotted(ledger, rows, tuple(lines))


def _days(ledger: Ledger, order: tuple[str, ...], begins: list[pl.Series]) -> pl.DataFrame:
    """One row an account and day on which something falls due or is paid, with running sums.

    Columns: at, on, the three parts due so far, paid so far, spent = what of it finds a use.
    """
    paying = ledger.payments
    first_paid, _ = ledger.bounds(paying["at"], ledger.running(paying["amount"]))
    key = account_date(pl.col("at"), pl.col("on"))
    due = ledger.instalments.select("at", *order, on="due_on", paid=pl.lit(0, pl.Int64))
    nothing = {part: pl.lit(0, pl.Int64) for part in order}
    paid = paying.select("at", **nothing, on="paid_on", paid="amount")
    events = due.with_columns(key=key).merge_sorted(paid.with_columns(key=key), key="key")
    running = events.with_columns(pl.col(*order, "paid").cast(ledger.money).cum_sum())
    days = running.filter(pl.col("key").ne_missing(pl.col("key").shift(-1)))
    for column, first in zip((*order, "paid"), (*begins, first_paid), strict=True):
        days = days.with_columns(pl.col(column) - first.gather(days["at"]))
    return days.with_columns(spent=pl.min_horizontal("paid", pl.sum_horizontal(order)))


def _line(end: str, parts: tuple[str, ...], begins: pl.Series, steps: pl.DataFrame) -> Line:
    """A line from each account's position after each of its payments."""
    first = pl.col("at").ne_missing(pl.col("at").shift(1))
    start = begins.gather(steps["at"])
    since = pl.when(first).then(start).otherwise(pl.col("reached").shift(1))
    steps = steps.with_columns(since=since).filter(pl.col("reached") > pl.col("since"))
    last = steps["at"].ne_missing(steps["at"].shift(-1))
    reached = begins.clone().scatter(steps["at"].filter(last), steps["reached"].filter(last))
    key = account_date(pl.col("at"), pl.col("on")).alias("key")
    return Line(end, parts, begins, reached, steps.select("at", "on", key, "since", "reached"))

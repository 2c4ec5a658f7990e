"""Allotting payments: where on the line of what is owed the money has got to.

Lay everything an account owes end to end, oldest first: instalment 1 from 0 to 300, instalment 2
from 300 to 600. Money paid moves along this line, so an instalment is cleared on the day on which
the sum paid reaches its end, and what is unpaid of it is the stretch beyond. Instead of one line
for each account, the lines of all accounts of a shard are laid end to end as well; then one sorted
column says it all, and the day of clearing is one sorted merge.

Settled instalment by instalment there is a single line, on which each instalment's parts follow
one another. Settled component by component there are three, one for each part, and how the money
divides among them day by day is found first (`_by_component`).

A column ``principal_end`` says where the principal of an instalment ends on its line.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from forbear.delinquency.conventions import Across
from forbear.delinquency.ledger import PARTS, Ledger, account_date, sort_rows, stretches

_NEVER_LATE = pl.date(1, 1, 1)


@dataclass(frozen=True)
class Line:
    """One line of money owed, and how far along it the payments of each account have come.

    ``parts``: the components on it, in the order in which they are settled.
    ``begins``: where each account's stretch begins; ``reached``: where its money has got to.
    ``steps``: at, on, since, reached: each payment's stretch, sorted.
    """

    parts: tuple[str, ...]
    begins: pl.Series
    reached: pl.Series
    steps: pl.DataFrame

    @property
    def end(self) -> str:
        """The column that says where an instalment ends on this line."""
        return f"{self.parts[-1]}_end"

    @property
    def width(self) -> pl.Expr:
        """What an instalment takes up of this line."""
        return pl.sum_horizontal(self.parts)


@dataclass(frozen=True)
class Allotted:
    """A ledger with its payments allotted. ``instalments`` has gained the ``*_end`` columns."""

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
    at = rows["at"]
    for part in PARTS:
        reached = allotted.line(part).reached.gather(at)
        left = (pl.col(f"{part}_end") - reached).clip(0, pl.col(part))
        rows = rows.with_columns(left.cast(pl.Int64).alias(f"unpaid_{part}"))
    return rows


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
    key = account_date(pl.col("at"), pl.col("on")).alias("key")
    asked = pl.DataFrame({"at": at, "on": day}).select("at", key)
    steps = line.steps.select("reached", key, of="at")
    found = asked.set_sorted("key").join_asof(
        steps.set_sorted("key"), on="key", strategy="backward", check_sortedness=False
    )
    own = pl.col("of") == pl.col("at")
    begins = line.begins.gather(at)
    return found.select(pl.when(own).then("reached").otherwise(begins)).to_series()


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
    first, second, third = order
    last = pl.sum_horizontal(pl.col(PARTS).cast(ledger.money)).cum_sum()
    rows = ledger.instalments.with_columns(last.alias(f"{third}_end"))
    rows = rows.with_columns((pl.col(f"{third}_end") - pl.col(third)).alias(f"{second}_end"))
    rows = rows.with_columns((pl.col(f"{second}_end") - pl.col(second)).alias(f"{first}_end"))
    begins, ends = stretches(ledger, rows["at"], rows[f"{third}_end"])
    at = ledger.payments["at"]
    paid = ledger.payments["amount"].cast(ledger.money).cum_sum()
    before, _ = stretches(ledger, at, paid)
    most = ends.gather(at)
    reached = begins.gather(at) + (paid - before.gather(at))
    steps = ledger.payments.select("at", on="paid_on", reached=pl.min_horizontal(reached, most))
    return Allotted(ledger, rows, (_line(order, begins, steps),))


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
    days = _days(ledger, order)
    owed = pl.lit(0)
    settled = [pl.lit(0)]
    for part in order[:2]:
        owed = owed + pl.col(part)
        slack = (owed - pl.col("spent")).cum_min().shift(1).over("at")
        settled.append(
            pl.min_horizontal(owed, pl.col("paid") + slack.fill_null(0).clip(upper_bound=0))
        )
    settled.append(pl.col("spent"))
    lines = []
    rows = ledger.instalments
    for rank, part in enumerate(order):
        rows = rows.with_columns(pl.col(part).cast(ledger.money).cum_sum().alias(f"{part}_end"))
        begins, _ = stretches(ledger, rows["at"], rows[f"{part}_end"])
        own = settled[rank + 1] - settled[rank]
        steps = days.select("at", "on", reached=own + begins.gather(days["at"]))
        lines.append(_line((part,), begins, steps))
    return Allotted(ledger, rows, tuple(lines))


def _days(ledger: Ledger, order: tuple[str, ...]) -> pl.DataFrame:
    """One row an account and day on which something falls due or is paid, with running sums.

    Columns: at, on, the three parts due so far, paid so far, spent = what of it finds a use.
    """
    due = ledger.instalments.select("at", *order, on="due_on", amount=pl.lit(0, pl.Int64))
    nothing = {part: pl.lit(0, pl.Int64) for part in order}
    paid = ledger.payments.select("at", **nothing, on="paid_on", amount="amount")
    columns = ["at", "on", *order, "amount"]
    events = sort_rows(pl.concat([due.select(columns), paid.select(columns)]))
    sums = events.group_by("at", "on", maintain_order=True).agg(pl.col(*order, "amount").sum())
    running = sums.with_columns(
        pl.col(*order, "amount").cast(ledger.money).cum_sum().over("at")
    ).rename({"amount": "paid"})
    return running.with_columns(spent=pl.min_horizontal("paid", pl.sum_horizontal(order)))


def _line(parts: tuple[str, ...], begins: pl.Series, steps: pl.DataFrame) -> Line:
    """A line from each account's position after each of its payments."""
    first = pl.col("at").ne_missing(pl.col("at").shift(1))
    start = begins.gather(steps["at"])
    since = pl.when(first).then(start).otherwise(pl.col("reached").shift(1))
    steps = steps.with_columns(since=since).filter(pl.col("reached") > pl.col("since"))
    last = steps["at"].ne_missing(steps["at"].shift(-1))
    reached = begins.clone().scatter(steps["at"].filter(last), steps["reached"].filter(last))
    return Line(parts, begins, reached, steps.select("at", "on", "since", "reached"))

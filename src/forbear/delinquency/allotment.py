"""Allotting payments to instalments, as the bank's policy says.

Settled instalment by instalment, there is a single line of what is owed (see `lines`), on which an
instalment's parts follow one another. Settled component by component there are three, one a part,
and how the money divides among them day by day is found first.
"""

from __future__ import annotations

import polars as pl

from forbear.delinquency.conventions import Across
from forbear.delinquency.ledger import PARTS, Ledger, account_date
from forbear.delinquency.lines import Allotted, draw_line


def allot(ledger: Ledger) -> Allotted:
    """Spread every counted payment over the instalments, as the policy says."""
    allotment = ledger.policy.allotment
    order = tuple(part.value for part in allotment.order)
    if allotment.across == Across.INSTALMENTS:
        return _by_instalment(ledger, order)
    return _by_component(ledger, order)


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
    return Allotted(ledger, rows, (draw_line("end_1", order, begins, steps),))


def _by_component(ledger: Ledger, order: tuple[str, ...]) -> Allotted:
    """Three lines, and on each day all money at hand to what stands first and has fallen due.

    Of everything due by a day, the parts that stand first get the money until they are settled;
    what remains goes to the next. Money beyond all that is due waits for the next due day. So up
    to day d, with D the sum due of the first parts, P the sum paid and S the sum allotted to all,

        S(d) = min(P(d), D of all parts(d))
        first parts(d) = min(D(d), P(d) + min over days e up to d of (D(e) - S(e), 0))

    the second line because since the last day e on which the first parts were settled, they have
    got all that was paid, and until e all of D(e). Days after ``as_of`` are walked too: they show
    what waiting money will be used for.
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
        least = slack.cum_min() + whole
        settled.append(pl.min_horizontal(owed, pl.col("paid") + least))
    settled.append(pl.col("spent"))
    lines = []
    for rank, part in enumerate(order):
        begin = begins[rank].gather(days["at"])
        steps = days.select("at", "on", reached=begin + settled[rank + 1] - settled[rank])
        lines.append(draw_line(f"end_{rank + 1}", (part,), begins[rank], steps))
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

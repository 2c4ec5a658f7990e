"""Which instalments are unpaid, which are overdue now, and which once were.

Business dates: an instalment due on day d and unpaid at the end of d is one day past due on d + 1.
So on ``as_of`` it is ``as_of - d`` days past due, and one cleared on day c was late for ``c - d``.
Within the product's days of grace it does not count; beyond them it counts from its due date.
"""

from __future__ import annotations

import polars as pl

from forbear.delinquency.lines import Allotted, cleared_on, is_open, unpaid


def unsettled(allotted: Allotted) -> pl.DataFrame:
    """The instalments, due or not, on which something is unpaid; sorted by at, due_on, number.

    Adds ``unpaid_principal``, ``unpaid_interest``, ``unpaid_fee``, ``days`` since the due date
    (negative before it) and ``overdue``: whether these are more than the days of grace.
    """
    ledger = allotted.ledger
    rows = unpaid(allotted, allotted.instalments.filter(is_open(allotted)))
    grace = ledger.of_account("grace_days", rows["at"])
    days = (pl.lit(ledger.as_of) - pl.col("due_on")).dt.total_days().cast(pl.Int32)
    return rows.with_columns(days=days, overdue=days > pl.max_horizontal(grace, 0))


def late(allotted: Allotted) -> pl.DataFrame:
    """Every instalment that fell overdue by the day, cleared since or not; in the same order.

    Adds ``grace_days`` and ``cleared_on``, null while the instalment is overdue.
    """
    ledger, rows = allotted.ledger, allotted.instalments
    grace = ledger.of_account("grace_days", rows["at"])
    cleared = cleared_on(allotted)
    days = (cleared.fill_null(ledger.as_of) - rows["due_on"]).dt.total_days()
    fell = days > grace
    return rows.filter(fell).with_columns(
        grace_days=grace.filter(fell), cleared_on=cleared.filter(fell)
    )

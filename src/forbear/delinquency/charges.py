"""What lateness costs: interest on what is overdue, and the contract's one-off penalty.

Both are charged on instalments that are overdue now. The tape doesn't say which charges of the past
have been paid, so of an instalment paid in full, late or not, nothing is claimed here: what it cost
is the bank's to book when it is paid. Once nothing is overdue, nothing is owed.
"""

from __future__ import annotations

import polars as pl

from forbear.delinquency.ledger import PARTS, Ledger
from forbear.delinquency.lines import Allotted, Line, reached_by

#: Rates on the tape are millionths.
MILLION = 1_000_000


def bearing(allotted: Allotted, overdue: pl.DataFrame) -> pl.DataFrame:
    """What interest accrues on: one row a sum of money and the days it was overdue.

    That is what is unpaid now, from its due date to ``as_of``; and of what is paid in part, each
    sum that came late, from the due date to the day it came. Only components that bear interest.
    Columns: at, number, part, due_on, days, base; in no order.
    """
    ledger = allotted.ledger
    rows = overdue.with_columns(ledger.of_account("product", overdue["at"]))
    spans = []
    for part in PARTS:
        on = [p.value for p, on in ledger.policy.interest_on(ledger.as_of).items() if part in on]
        left = pl.col(f"unpaid_{part}")
        some = rows.filter(pl.col("product").is_in(on), left > 0)
        begun = some.filter(left < pl.col(part))
        for span in (
            some.select("at", "number", "due_on", "days", base=left),
            _paid_late(allotted.line(part), begun, part),
        ):
            spans.append(span.with_columns(part=pl.lit(part)))
    return pl.concat(spans)


def accrued_interest(ledger: Ledger, spans: pl.DataFrame) -> pl.Series:
    """Simple interest on `bearing` spans: one value an account, by position."""
    sums = spans.group_by("at").agg(base_days=base_days().sum())
    amounts = sums.select(interest(ledger, sums["at"])).to_series()
    return ledger.placed(sums["at"], amounts).fill_null(0)


def base_days() -> pl.Expr:
    """Money times days of a `bearing` span: simple interest is in proportion to it."""
    return pl.col("base").cast(pl.Int128) * pl.col("days")


def interest(ledger: Ledger, at: pl.Series) -> pl.Expr:
    """Interest on a column ``base_days`` of the accounts at these positions.

    base_days x yearly rate / days of the year, in whole numbers, rounded once, half up, to the
    minor unit. A contract that names no overdue rate bears none.
    """
    days = {product.value: c.day_count for product, c in ledger.policy.products.items()}
    year = ledger.of_account("product", at).replace_strict(days, return_dtype=pl.Int64)
    rate = ledger.of_account("overdue_rate", at).fill_null(0)
    return half_up(pl.col("base_days") * rate, pl.lit(year) * MILLION)


def penalties(allotted: Allotted, overdue: pl.DataFrame) -> pl.DataFrame:
    """The penalty of each overdue instalment: at, number, missed, penalty; in the rows' order.

    ``missed`` is what was unpaid of it at the end of its due date. The penalty is the contract's
    share of that, rounded half up to the minor unit, and at least ``penalty_min``; charged once,
    bearing no interest.
    """
    at = overdue["at"]
    missed = pl.lit(0)
    for line in allotted.lines:
        reached = reached_by(line, at, overdue["due_on"])
        missed = missed + (pl.col(line.end) - reached).clip(0, line.width)
    share = allotted.ledger.of_account("penalty", at).fill_null(0)
    least = allotted.ledger.of_account("penalty_min", at).fill_null(0)
    charged = pl.max_horizontal(
        half_up(pl.col("missed").cast(pl.Int128) * share, pl.lit(MILLION)), least
    )
    return (
        overdue.with_columns(missed=missed.cast(pl.Int64))
        .with_columns(penalty=charged)
        .select("at", "number", "missed", "penalty")
    )


def half_up(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """Numerator over denominator, whole numbers of 0 or more, rounded half up; Int64."""
    return ((numerator * 2 + denominator) // (denominator * 2)).cast(pl.Int64)


def _paid_late(line: Line, begun: pl.DataFrame, part: str) -> pl.DataFrame:
    """Sums paid after the due date into instalments whose part is paid in part.

    The oldest is paid first, so an account has at most one such instalment a part.
    """
    stretch = begun.select(
        "at",
        "number",
        "due_on",
        stops=line.end_of(part),
        starts=line.end_of(part) - pl.col(part),
    )
    into = pl.min_horizontal("reached", "stops") - pl.max_horizontal("since", "starts")
    return (
        line.steps.join(stretch, on="at", how="inner", maintain_order="left")
        .select(
            *("at", "number", "due_on"),
            days=(pl.col("on") - pl.col("due_on")).dt.total_days().cast(pl.Int32),
            base=into.cast(pl.Int64),
        )
        .filter(pl.col("days") > 0, pl.col("base") > 0)
    )

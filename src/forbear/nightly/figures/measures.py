"""What is counted, and the one long table in which it is kept."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import polars as pl


class Measure(StrEnum):
    """What a row of the figures tells; what ``row`` and ``column`` say depends on it.

    ``items`` are accounts unless said otherwise; money in minor units of the bank's currency.
    """

    #: row: bucket; column: owed or outstanding, which ``amount`` then is.
    BUCKET = "bucket"
    #: row: five-tier class; column: as above.
    TIER = "tier"
    #: row: month (2026-11) and bucket at its start; column: bucket at its end, or by now.
    #: ``amount``: overdue at the start.
    ROLL = "roll"
    #: row: month in which accounts fell behind; column: months until they had caught up, or STILL.
    #: ``amount``: the instalment with which it began.
    CURE = "cure"
    #: row: day (2026-11-22); ``items``: payments received on accounts past due.
    RECOVERED_DAY = "recovered_day"
    #: row: month; ``items``: payments received on accounts past due.
    RECOVERED_MONTH = "recovered_month"
    #: row: month; column: bucket; ``amount``: what of it was to be recovered; ``items``: accounts
    #: in it at the start of the month.
    TARGET = "target"
    #: row: channel; column: MADE, REACHED or FOLLOWED; ``items``: contacts; ``amount``: cost.
    CONTACT = "contact"
    #: row: local hour (09); column: kind of channel, with REACHED after a dot for those in which
    #: the debtor was reached; ``items``: contacts.
    HOUR = "hour"
    #: row: rule; column: channel; ``items``: customers kept from it.
    REFUSAL = "refusal"


OWED, OUTSTANDING = "owed", "outstanding"
MADE, REACHED, FOLLOWED = "made", "reached", "followed"
#: Not caught up yet.
STILL = "still"

KEYS = ("measure", "branch_id", "product", "row", "column")
COUNTS = ("items", "customers", "amount")
#: As they leave a shard: ``amount`` in the currency named, which is only known exactly before sums
#: are brought to the bank's own.
PARTS = (*KEYS, "currency")
SCHEMA = pl.Schema({name: pl.String() for name in PARTS} | {name: pl.Int64() for name in COUNTS})
#: Each row belongs to a branch and a product.
OF = ("branch_id", "product")


def counted(
    measure: Measure,
    rows: pl.DataFrame,
    *,
    row: pl.Expr,
    column: pl.Expr | str = "",
    items: pl.Expr | None = None,
    customers: pl.Expr | None = None,
    amount: pl.Expr | None = None,
    currency: pl.Expr | str = "",
) -> pl.DataFrame:
    """Rows of one measure by `PARTS`. ``row``, ``column`` and ``currency`` are of each row.

    The others are aggregates over each group; ``items`` counts the rows if it is left out.
    """
    nothing = pl.lit(0, pl.Int64)
    by = {"row": row, "column": column, "currency": currency}
    return (
        rows.lazy()
        .with_columns(pl.col(OF).cast(pl.String))
        .group_by(*OF, *(_text(told).alias(name) for name, told in by.items()))
        .agg(
            items=(pl.len() if items is None else items).cast(pl.Int64),
            customers=(nothing if customers is None else customers).cast(pl.Int64),
            amount=(nothing if amount is None else amount).cast(pl.Int64),
        )
        .select(pl.lit(str(measure)).alias("measure"), *PARTS[1:], *COUNTS)
        .collect()
    )


def _text(told: pl.Expr | str) -> pl.Expr:
    return (pl.lit(told) if isinstance(told, str) else told).cast(pl.String)


def together(parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """The parts in one frame, sorted by `PARTS`, without rows that count nothing."""
    whole = pl.concat([SCHEMA.to_frame(), *parts])
    return whole.filter(pl.any_horizontal(pl.col(name) != 0 for name in COUNTS)).sort(PARTS)

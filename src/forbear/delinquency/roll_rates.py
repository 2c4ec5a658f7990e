"""Roll rates: how accounts moved from bucket to bucket in each of the last months."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import polars as pl

from forbear.delinquency.allotment import allot
from forbear.delinquency.arrears import late
from forbear.delinquency.classes import bucket
from forbear.delinquency.conventions import DelinquencyPolicy
from forbear.delinquency.lines import Allotted, reached_by
from forbear.delinquency.opening import AnyFrame, open_ledger
from forbear.delinquency.schema import Moves, Rolls
from forbear.problems import refuse


def rolls(
    accounts: AnyFrame,
    instalments: AnyFrame,
    payments: AnyFrame,
    *,
    as_of: date,
    months: int = 6,
    policy: DelinquencyPolicy,
) -> pl.DataFrame:
    """Moves between buckets in each of the last whole months: `Rolls`, sorted by its key.

    An account counts in a month if it was open at the end of the month before. Its buckets at both
    month ends follow from the days on which its instalments were cleared, by what is known on
    ``as_of``: a payment reversed since is taken never to have come. Rows of several shards add up.
    Takes the same frames as `age` and refuses the same faults, and ``months`` below 1.
    """
    ledger = open_ledger(accounts, instalments, payments, as_of=as_of, policy=policy)
    allotted = allot(ledger)
    return rolled(moves(allotted, late(allotted), months), as_of)


def rolled(moved: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """`Rolls` from `moves`: whole months only, all branches and products together."""
    key = Rolls.primary_key()
    unfinished = (as_of + timedelta(days=1)).replace(day=1)
    whole = moved.filter(pl.col("month") < unfinished)
    return (
        whole.group_by(key)
        .agg(pl.col("accounts", "overdue").sum())
        .select(Rolls.column_names())
        .sort(key)
    )


def moves(allotted: Allotted, late_rows: pl.DataFrame, months: int) -> pl.DataFrame:
    """`Moves` of the last whole months and of the month not over yet, sorted by their key."""
    as_of = allotted.ledger.as_of
    ends = month_ends(as_of, months)
    ends += [as_of] if ends[-1] < as_of else []
    standings = [_standing(allotted, late_rows, end) for end in ends]
    held = allotted.ledger.accounts.select(
        pl.col("currency", "branch_id").cast(pl.Categorical), "product", "opened_on", "closed_on"
    )
    moved = [
        _moves(was, now, held, end)
        for end, (was, now) in zip(ends, pairwise(standings), strict=False)
    ]
    counts = pl.concat(moved).with_columns(pl.col("currency", "branch_id").cast(pl.String))
    return counts.select(Moves.column_names()).sort(Moves.primary_key())


def month_ends(as_of: date, months: int) -> list[date]:
    """The ends of the last whole months and of the one before them, oldest first."""
    if months < 1:
        raise refuse(
            "delinquency.months",
            "months",
            f"{months} is not a number of months; give 1 or more",
            f"月数 {months} 无效，请填写 1 或以上的整数",
        )
    end = (as_of + timedelta(days=1)).replace(day=1) - timedelta(days=1)
    ends = [end]
    for _ in range(months):
        end = end.replace(day=1) - timedelta(days=1)
        ends.append(end)
    return ends[::-1]


def _standing(allotted: Allotted, late_rows: pl.DataFrame, end: date) -> pl.DataFrame:
    """How each account stood at the end of a day: bucket, overdue. One row an account."""
    waited = (pl.lit(end) - pl.col("due_on")).dt.total_days()
    uncleared = pl.col("cleared_on").is_null() | (pl.col("cleared_on") > end)
    rows = late_rows.filter(uncleared & (waited > pl.col("grace_days")))
    at = pl.col("at")
    oldest = rows.filter(at.ne_missing(at.shift(1)))
    newest = rows.filter(at.ne_missing(at.shift(-1)))
    overdue = pl.lit(0)
    for line in allotted.lines:
        reached = reached_by(line, newest["at"], pl.repeat(end, len(newest), eager=True))
        overdue = overdue + (pl.col(line.end) - reached).clip(lower_bound=0)
    owed = newest.select(overdue.cast(pl.Int64)).to_series()
    days = oldest.select(waited.cast(pl.Int32)).to_series()
    days = allotted.ledger.placed(oldest["at"], days).fill_null(0)
    owed = allotted.ledger.placed(newest["at"], owed).fill_null(0)
    return pl.select(bucket=bucket(pl.lit(days), allotted.ledger.policy), overdue=owed)


def _moves(was: pl.DataFrame, now: pl.DataFrame, held: pl.DataFrame, end: date) -> pl.DataFrame:
    """Moves from the end of a month on, of the accounts on book then."""
    closed = pl.col("closed_on").is_not_null() & (pl.col("closed_on") <= end)
    on_book = held.with_columns(
        was=was["bucket"], now=now["bucket"], overdue=was["overdue"]
    ).filter((pl.col("opened_on") <= end) & ~closed)
    return (
        on_book.group_by("currency", "branch_id", "product", "was", "now")
        .agg(accounts=pl.len().cast(pl.Int64), overdue=pl.col("overdue").sum())
        .with_columns(month=pl.lit(end + timedelta(days=1)))
    )

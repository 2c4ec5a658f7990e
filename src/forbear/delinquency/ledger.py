"""The books of one shard, laid out by account.

Accounts have a position (their row, sorted by number), and instalments and payments carry it, so
that all that is asked works with integers and sorted columns instead of joins on text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from forbear.delinquency.conventions import Component, DelinquencyPolicy

PARTS = [component.value for component in Component]


@dataclass(frozen=True)
class Ledger:
    """Accounts, instalments and counted payments of one shard as of a day.

    ``accounts``: sorted by account_id; a row's position is its ``at``. Adds ``grace_days``,
    ``has_instalments``, and ``excess``: what the bank's books show paid beyond the instalments.
    ``instalments``: at, due_on, number, principal, interest, fee (owed by contract, or what the
    bank's books leave of it), sorted by the first three; only rows that ask for money.
    ``payments``: at, paid_on, amount, sorted by at, paid_on; only those that count on the day.
    ``money``: the type in which sums over the whole shard are exact.
    """

    accounts: pl.DataFrame
    instalments: pl.DataFrame
    payments: pl.DataFrame
    as_of: date
    policy: DelinquencyPolicy
    money: type[pl.Int64] | type[pl.Int128]

    def of_account(self, column: str, at: pl.Series) -> pl.Series:
        """A column of the accounts, for rows that carry their position."""
        return self.accounts[column].gather(at)

    def placed(self, at: pl.Series, values: pl.Series) -> pl.Series:
        """Values put at their accounts' positions; null at the others."""
        empty = pl.repeat(None, len(self.accounts), dtype=values.dtype, eager=True)
        return empty.scatter(at, values)

    def first(self, at: pl.Series, values: pl.Series) -> pl.Series:
        """The first value of each account, rows sorted by account; null where there is none."""
        head = at.ne_missing(at.shift(1))
        return self.placed(at.filter(head), values.filter(head))

    def last(self, at: pl.Series, values: pl.Series) -> pl.Series:
        """The last value of each account, rows sorted by account; null where there is none."""
        tail = at.ne_missing(at.shift(-1))
        return self.placed(at.filter(tail), values.filter(tail))

    def bounds(self, at: pl.Series, running: pl.Series) -> tuple[pl.Series, pl.Series]:
        """Where each account's stretch of a running sum over sorted rows begins and ends."""
        ends = self.last(at, running.cast(self.money)).forward_fill().fill_null(0)
        return ends.shift(1, fill_value=0), ends

    def running(self, amounts: pl.Series) -> pl.Series:
        """Amounts summed up over the whole shard."""
        return amounts.cast(self.money).cum_sum()

    def totals(self, at: pl.Series, amounts: pl.Series) -> pl.Series:
        """The sum of each account, rows sorted by account; 0 where there is none."""
        begins, ends = self.bounds(at, self.running(amounts))
        return (ends - begins).cast(pl.Int64)


def account_date(account: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Account position and day packed in one integer that sorts as the pair does."""
    return account.cast(pl.Int64) * 2**32 + day.to_physical()

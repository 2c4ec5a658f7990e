"""Finds the shard of an instalment or a payment by its account, over the whole tape.

The look-up compares two 64-bit hashes of the account's number and not the text itself: half the
work, and a third of the memory, at ten million accounts. No two accounts of the index share the
first hash (another seed is taken if they would); that an unknown number has both hashes of a known
one has a chance of 2**-128 a pair.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from forbear.portfolio.checks import OPENED
from forbear.portfolio.currencies import DIGITS
from forbear.portfolio.store import SHARD

#: Minor digits of the currency of a row's account.
DIGITS_OF = "forbear:digits"
_FIRST, _SECOND, _KNOWN = "forbear:first", "forbear:second", "forbear:known"


@dataclass(frozen=True)
class AccountIndex:
    """`SHARD`, `OPENED` and `DIGITS_OF` of every accepted account, by hashes of its number."""

    frame: pl.DataFrame
    seed: int

    def join(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        """Add the three columns to rows with an ``account_id``; null where it isn't known.

        Digits are 2 there, so that the row's other faults can be told.
        """
        hashed = rows.with_columns(_hash(self.seed).alias(_FIRST))
        found = hashed.join(self.frame.lazy(), on=_FIRST, how="left", maintain_order="left")
        known = pl.col(_SECOND) == _hash(self.seed + 1)
        return found.with_columns(
            pl.when(known).then(SHARD).alias(SHARD),
            pl.when(known).then(OPENED).alias(OPENED),
            pl.when(known).then(DIGITS_OF).otherwise(2).cast(pl.UInt8).alias(DIGITS_OF),
        ).drop(_FIRST, _SECOND)


def build(accounts: pl.LazyFrame) -> AccountIndex:
    """The index of accepted accounts: account_id (each once), opened_on, currency, `SHARD`."""
    seed = 0
    while True:
        frame = accounts.select(
            _hash(seed).alias(_FIRST),
            _hash(seed + 1).alias(_SECOND),
            SHARD,
            pl.col.opened_on.alias(OPENED),
            pl.col.currency.replace_strict(DIGITS, return_dtype=pl.UInt8).alias(DIGITS_OF),
        ).collect(engine="streaming")
        if frame[_FIRST].is_unique().all():
            return AccountIndex(frame, seed)
        seed += 1


def _hash(seed: int) -> pl.Expr:
    return pl.col.account_id.hash(seed)

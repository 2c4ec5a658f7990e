"""Ageing of a shard and all that shows how it moves, so that the books are opened once."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import polars as pl

from forbear.delinquency.ageing import aged
from forbear.delinquency.allotment import allot
from forbear.delinquency.arrears import late
from forbear.delinquency.conventions import DelinquencyPolicy
from forbear.delinquency.opening import AnyFrame, open_ledger
from forbear.delinquency.roll_rates import moves
from forbear.delinquency.spells import recovered, spells


class Followed(NamedTuple):
    """Frames of one shard: `Aged`, `Moves`, `Spells`, `Recovered`."""

    aged: pl.DataFrame
    moves: pl.DataFrame
    spells: pl.DataFrame
    recovered: pl.DataFrame


def age_and_follow(
    accounts: AnyFrame,
    instalments: AnyFrame,
    payments: AnyFrame,
    *,
    as_of: date,
    months: int = 6,
    policy: DelinquencyPolicy,
) -> Followed:
    """What `age` gives, and how the accounts moved, for less than the price of both."""
    ledger = open_ledger(accounts, instalments, payments, as_of=as_of, policy=policy)
    allotted = allot(ledger)
    late_rows = late(allotted)
    found = spells(ledger, late_rows)
    return Followed(
        aged(allotted, late_rows),
        moves(allotted, late_rows, months),
        found,
        recovered(ledger, found),
    )

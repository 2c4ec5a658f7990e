"""Ageing and roll rates of a shard together, so that the books are opened once."""

from __future__ import annotations

from datetime import date

import polars as pl

from forbear.delinquency.ageing import aged
from forbear.delinquency.allotment import allot
from forbear.delinquency.arrears import late
from forbear.delinquency.conventions import DelinquencyPolicy
from forbear.delinquency.opening import AnyFrame, open_ledger
from forbear.delinquency.roll_rates import rolled


def age_and_roll(
    accounts: AnyFrame,
    instalments: AnyFrame,
    payments: AnyFrame,
    *,
    as_of: date,
    months: int = 6,
    policy: DelinquencyPolicy,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What `age` and `rolls` give, for less than the price of both."""
    ledger = open_ledger(accounts, instalments, payments, as_of=as_of, policy=policy)
    allotted = allot(ledger)
    late_rows = late(allotted)
    return aged(allotted, late_rows), rolled(allotted, late_rows, months)

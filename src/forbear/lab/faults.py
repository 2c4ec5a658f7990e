"""Faults planted on purpose, so that the demo shows quarantine at work. All of them are made."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from forbear.lab.draw import Dice

#: One row in so many is made wrong, for each fault below.
ONE_IN = 4000

#: Fault, table, and the expression that replaces each named column in the rows drawn.
FAULTS: tuple[tuple[str, str, dict[str, pl.Expr]], ...] = (
    ("wrong check digit", "customers", {"resident_id": pl.lit("339999199001011239")}),
    ("impossible phone", "phones", {"phone": pl.lit("12345")}),
    ("null island", "addresses", {"lat": pl.lit(0.0), "lon": pl.lit(0.0)}),
    ("unknown currency", "accounts", {"currency": pl.lit("RMB")}),
    ("orphan account", "accounts", {"customer_id": pl.lit("C99999999")}),
    ("negative principal", "instalments", {"principal": -pl.col("principal")}),
    ("paid beyond its amount", "instalments", {"paid": pl.col("principal") * 2 + 100}),
    ("paid before opening", "payments", {"paid_on": pl.lit(date(1999, 1, 4))}),
)

Tables = dict[str, pl.DataFrame]


def plant(dice: Dice, tables: Tables, chunk: int) -> Tables:
    """Spoil a few rows of each table; rows stay as many, but for duplicates of payments."""
    spoiled = dict(tables)
    for name, table, change in FAULTS:
        frame = spoiled[table]
        hit = pl.Series(_drawn(dice, name, frame.height, chunk))
        spoiled[table] = frame.with_columns(
            **{
                column: pl.when(hit).then(value).otherwise(pl.col(column))
                for column, value in change.items()
            }
        )
    payments = spoiled["payments"]
    same = payments.filter(pl.Series(_drawn(dice, "repeated", payments.height, chunk)))
    other = payments.filter(
        pl.Series(_drawn(dice, "contradicted", payments.height, chunk))
    ).with_columns(amount=pl.col("amount") + 100)
    spoiled["payments"] = pl.concat([payments, same, other])
    return spoiled


def plant_staff(tables: Tables) -> Tables:
    """Put one officer into two teams at once."""
    teams = tables["teams"]
    twice = teams.head(1).with_columns(team_id=pl.lit(teams["team_id"][-1]))
    return {**tables, "teams": pl.concat([teams, twice])}


def _drawn(dice: Dice, name: str, height: int, chunk: int) -> np.typing.NDArray[np.bool_]:
    return dice.chance(f"fault.{name}", np.arange(height) + chunk * 10**8, 1 / ONE_IN)

"""One table's share of the facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

Tables = Mapping[str, pl.DataFrame]


class Part(NamedTuple):
    """Facts of those customers that a table speaks of, and what holds for all the others."""

    frame: pl.LazyFrame
    #: Fact -> value for a customer without a row; None leaves it unknown.
    others: dict[str, bool | int | str | None]
    #: Whether a fact may be unknown though the customer has a row.
    unknowns: bool = False

    def onto(self, customers: pl.LazyFrame) -> pl.LazyFrame:
        """The customers with these facts beside what they have."""
        there = pl.lit(True).alias("there")
        frame = self.frame.with_columns(there) if self.unknowns else self.frame
        joined = customers.join(frame, on="customer_id", how="left")
        filled = {fact: value for fact, value in self.others.items() if value is not None}
        if not self.unknowns:
            return joined.with_columns(pl.col(f).fill_null(value) for f, value in filled.items())
        return joined.with_columns(
            pl.when("there").then(pl.col(fact)).otherwise(pl.lit(value)).alias(fact)
            for fact, value in filled.items()
        ).drop("there")


def one_of(column: str, codes: tuple[str, ...]) -> pl.Expr:
    """True where a coded column has one of the codes."""
    return pl.any_horizontal(pl.col(column) == str(code) for code in codes)

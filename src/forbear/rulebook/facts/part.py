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
    #: What customers are matched by.
    key: str = "customer_id"


def one_of(column: str, codes: tuple[str, ...]) -> pl.Expr:
    """True where a coded column has one of the codes."""
    return pl.any_horizontal(pl.col(column) == str(code) for code in codes)

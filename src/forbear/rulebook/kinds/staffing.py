"""Staffing: how many must go together."""

from __future__ import annotations

from typing import Self

import polars as pl
from pydantic import Field
from typing_extensions import override

from forbear.rulebook.kinds.base import Kind


class Staffing(Kind):
    """At least ``min`` collectors together."""

    min: int = Field(ge=1, le=20)

    @override
    def refuses(self) -> pl.Expr:
        return (pl.col("staff") < self.min).fill_null(False)

    @override
    def requires(self) -> pl.Expr:
        return (pl.col("staff") < self.min).fill_null(True)

    @override
    def stricter(self, law: Self) -> bool:
        return self.min >= law.min

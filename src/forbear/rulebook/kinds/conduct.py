"""Conduct: what nobody may do while in contact."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Self

import polars as pl
from pydantic import Field
from typing_extensions import override

from forbear.rulebook.kinds.base import Kind
from forbear.rulebook.kinds.requirement import Act


class Conduct(Kind):
    """None of ``never`` may be done; a plan that says it will be is refused."""

    never: tuple[Act, ...] = Field(min_length=1)

    @override
    def refuses(self) -> pl.Expr:
        return reduce(or_, [pl.col(act).fill_null(False) for act in self.never])

    @override
    def requires(self) -> pl.Expr:
        return reduce(or_, [pl.col(act).fill_null(True) for act in self.never])

    @override
    def tokens(self) -> tuple[str, ...]:
        return self.never

    @override
    def stricter(self, law: Self) -> bool:
        return set(self.never) >= set(law.never)

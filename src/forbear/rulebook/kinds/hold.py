"""Hold: a state of the case in which contact stops."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Self

import polars as pl
from pydantic import Field
from typing_extensions import override

from forbear.portfolio.words import HoldKind
from forbear.rulebook.kinds.base import Kind


class Hold(Kind):
    """No contact while one of ``holds`` lasts."""

    holds: tuple[HoldKind, ...] = Field(min_length=1)

    @override
    def refuses(self) -> pl.Expr:
        return reduce(or_, [pl.col(f"hold_{kind}") for kind in self.holds])

    @override
    def stricter(self, law: Self) -> bool:
        return set(self.holds) >= set(law.holds)

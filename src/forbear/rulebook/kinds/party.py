"""Party: who may be on the other end."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Literal, Self

import polars as pl
from pydantic import Field
from typing_extensions import override

from forbear.portfolio.words import Role
from forbear.rulebook.condition import Condition, compiled
from forbear.rulebook.kinds.base import Kind


class Party(Kind):
    """Only those in ``may`` may be addressed, and others only if ``others_if`` holds.

    ``may`` lists roles, or ``debtor``; without ``others_if`` nobody else may be.
    """

    may: tuple[Role | Literal["debtor"], ...] = Field(min_length=1)
    others_if: Condition | None = None

    @override
    def refuses(self) -> pl.Expr:
        outside = ~reduce(or_, [pl.col("addressee") == str(role) for role in self.may])
        return outside if self.others_if is None else outside & ~compiled(self.others_if)

    @override
    def stricter(self, law: Self) -> bool:
        same = self.others_if is None or self.others_if == law.others_if
        return same and set(self.may) <= set(law.may)

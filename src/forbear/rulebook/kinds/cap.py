"""Cap: at most so many of a counted event."""

from __future__ import annotations

from typing import Annotated, Self

import polars as pl
from pydantic import AfterValidator, Field
from typing_extensions import override

from forbear.rulebook.facts.names import FACTS
from forbear.rulebook.kinds.base import Kind


def counted(name: str) -> str:
    """The name of a fact that counts, or `ValueError`."""
    if name not in FACTS or FACTS[name].type is not int:
        raise ValueError(f"'{name}' is no count among the facts")
    return name


class Cap(Kind):
    """At most ``max`` of the fact ``counts``; the next one is refused."""

    max: int = Field(ge=0, le=1000)
    counts: Annotated[str, AfterValidator(counted)]

    @override
    def refuses(self) -> pl.Expr:
        return pl.col(self.counts) >= self.max

    @override
    def remaining(self) -> pl.Expr:
        return (self.max - pl.col(self.counts)).clip(lower_bound=0)

    @override
    def stricter(self, law: Self) -> bool:
        return self.counts == law.counts and self.max <= law.max

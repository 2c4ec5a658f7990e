"""Requirement: what has to be done for the contact to be lawful."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Annotated, Self

import polars as pl
from pydantic import AfterValidator, Field, WithJsonSchema
from typing_extensions import override

from forbear.rulebook.facts.plan import ACTS, NEEDS
from forbear.rulebook.kinds.base import Kind


def _need(name: str) -> str:
    if name not in NEEDS:
        raise ValueError(f"'{name}' is no need; known are {', '.join(NEEDS)}")
    return name


def _act(name: str) -> str:
    if name not in ACTS:
        raise ValueError(f"'{name}' is no act; known are {', '.join(ACTS)}")
    return name


Need = Annotated[str, AfterValidator(_need), WithJsonSchema({"enum": list(NEEDS)})]
Act = Annotated[str, AfterValidator(_act), WithJsonSchema({"enum": list(ACTS)})]


class Requirement(Kind):
    """All of ``needs`` have to be met; one known to be unmet refuses the contact."""

    needs: tuple[Need, ...] = Field(min_length=1)

    @override
    def refuses(self) -> pl.Expr:
        return reduce(or_, [(~pl.col(need)).fill_null(False) for need in self.needs])

    @override
    def requires(self) -> pl.Expr:
        return reduce(or_, [(~pl.col(need)).fill_null(True) for need in self.needs])

    @override
    def tokens(self) -> tuple[str, ...]:
        return self.needs

    @override
    def stricter(self, law: Self) -> bool:
        return set(self.needs) >= set(law.needs)

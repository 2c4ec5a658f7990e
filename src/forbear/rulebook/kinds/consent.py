"""Consent: an act that needs somebody's yes, asked on the spot."""

from __future__ import annotations

import polars as pl
from typing_extensions import override

from forbear.rulebook.kinds.base import Kind
from forbear.rulebook.kinds.requirement import Act, Need


class Consent(Kind):
    """``act`` only with the consent ``needs``; without it the act is left, not the contact."""

    act: Act
    needs: Need

    @override
    def refuses(self) -> pl.Expr:
        return pl.col(self.act).fill_null(False) & ~pl.col(self.needs).fill_null(False)

    @override
    def requires(self) -> pl.Expr:
        return pl.col(self.act).fill_null(True) & ~pl.col(self.needs).fill_null(False)

    @override
    def tokens(self) -> tuple[str, ...]:
        return (self.needs,)

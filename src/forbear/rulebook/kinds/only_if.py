"""Only if: contact needs a condition to be true."""

from __future__ import annotations

import polars as pl
from typing_extensions import override

from forbear.rulebook.condition import Condition, compiled
from forbear.rulebook.kinds.base import Kind


class OnlyIf(Kind):
    """Refused unless ``condition`` holds."""

    condition: Condition

    @override
    def refuses(self) -> pl.Expr:
        return ~compiled(self.condition)

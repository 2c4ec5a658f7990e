"""What every kind of rule can say about one contact, in terms of facts."""

from __future__ import annotations

from typing import Self

import polars as pl

from forbear.policy import PolicyModel
from forbear.rulebook.kinds.hours import Hours


class Kind(PolicyModel):
    """The value of a rule. Each kind answers those questions that it has an answer for.

    Expressions are boolean (or integer, for `remaining`) over fact columns in three-valued logic;
    they leave aside whether the rule binds, which is worked out from the rule itself.
    """

    def refuses(self) -> pl.Expr | None:
        """True where the rule, if it binds, forbids the contact."""
        return None

    def requires(self) -> pl.Expr | None:
        """True where the rule, if it binds, asks for something not yet known to be met."""
        return None

    def remaining(self) -> pl.Expr | None:
        """Attempts that remain today."""
        return None

    def hours(self) -> Hours | None:
        """Local hours in which contact may be made."""
        return None

    def tokens(self) -> tuple[str, ...]:
        """Names out of `plan.NEEDS` and `plan.ACTS` that a permit lists for this rule."""
        return ()

    def stricter(self, law: Self) -> bool:
        """Whether this value forbids at least all that `law` forbids."""
        return self == law

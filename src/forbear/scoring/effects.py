"""What a treatment does to the chance of payment: one formula, an assumption."""

from __future__ import annotations

import polars as pl


def after(p_self: pl.Expr, effect: pl.Expr | float) -> pl.Expr:
    """The chance of payment after a treatment: ``p + 4 * effect * p * (1 - p)``, within 0 and 1.

    ``p_self`` is the chance if nobody does anything, ``effect`` what the treatment adds (or takes
    away) where that chance is a half, both as fractions: 0.02 is two points. The effect shrinks to
    nothing at 0 and at 1, because nobody who surely pays or surely cannot is moved by a call.
    The shape is an assumption, as the effects themselves are: no data here shows what a contact
    does. For effects of up to a quarter either way no bound is ever met, and who was more likely
    to pay before stays so.
    """
    return (p_self + 4 * effect * p_self * (1 - p_self)).clip(0, 1)

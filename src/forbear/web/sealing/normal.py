"""One way of writing for what is looked up, so that the same person or line is the same text."""

from __future__ import annotations

from enum import StrEnum

import polars as pl

from forbear.portfolio import phones


class Kind(StrEnum):
    """What is looked up by equality; the same text of two kinds has two blind indexes."""

    NAME = "name"
    PHONE = "phone"
    IDENTITY = "identity"
    EMAIL = "email"
    EMPLOYER = "employer"


#: What names are compared without: blanks, hyphens, the many dots of 买买提·艾力, invisible signs.
_NOT_IN_NAMES = r"[^\p{L}\p{M}\p{N}]+"
_NOT_IN_IDENTITY = r"[^0-9A-Z]+"
_BLANK = r"[\s\p{Cc}\p{Cf}]+"


def normal(kind: Kind, written: pl.Expr, *, country: str) -> pl.Expr:
    """The text to compare; null where nothing is left of it, or where it is no such number.

    Wide and narrow forms are one (NFKC, Unicode Standard Annex 15), and so are capital and small
    letters. A phone is written as on the tape; `country` (ISO 3166) is where numbers without "+"
    are dialled from.
    """
    text = written.str.normalize("NFKC")
    if kind is Kind.PHONE:
        return phones.phone(text, country)
    # Capitals first: ß has one (SS), and the two small sigmas share one.
    capital = text.str.to_uppercase()
    match kind:
        case Kind.IDENTITY:
            left = capital.str.replace_all(_NOT_IN_IDENTITY, "")
        case Kind.EMAIL:
            left = capital.str.to_lowercase().str.replace_all(_BLANK, "")
        case Kind.NAME | Kind.EMPLOYER:
            left = capital.str.to_lowercase().str.replace_all(_NOT_IN_NAMES, "")
    return pl.when(left != "").then(left)

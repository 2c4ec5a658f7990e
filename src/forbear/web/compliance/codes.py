"""The words of the field's codes in one list, as the rulebook's speaker takes them."""

from __future__ import annotations

from functools import cache

from forbear.portfolio.code_words import code_words


@cache
def codes() -> dict[str, tuple[str, str]]:
    """English and Chinese of each code; one of two kinds has the words of the first."""
    found: dict[str, tuple[str, str]] = {}
    for words in code_words().values():
        for code, both in words.items():
            found.setdefault(code, both)
    return found

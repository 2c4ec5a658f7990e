"""The words of the rulebook's pages: those of codes stand in the glossary."""

from __future__ import annotations

import re
from pathlib import Path

from forbear.rulebook.ways.words import Speaker as _Speaker

GLOSSARY = Path(__file__).resolve().parent.parent / "docs" / "glossary.md"
_CODE = re.compile(r"^\| `(\w+)` \| (.+?) \| (.+?) \|$", re.MULTILINE)


class Speaker(_Speaker):
    """Says values in one language; words for codes are those of the glossary."""

    def __init__(self, language: str) -> None:
        text = GLOSSARY.read_text(encoding="utf-8")
        # A code of two sets has the words of the first: third_party is a channel before a consent.
        found = reversed(_CODE.findall(text))
        super().__init__(language, {code: (en, zh) for code, en, zh in found})

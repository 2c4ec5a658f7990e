"""What the command line and other programs ask of the rulebook: plain data and text, no printing.

`open_books` reads what some packs hold; `answers` takes cases and gives permits, or says
what is wrong with a case; `replayed` asks under the law of another day; `explained` says how each
rule stands on a case; `listed`, `shown`, `coverage` and `tried` are about the rules themselves.
"""

from forbear.rulebook.ways.asking import answers, explained, read_cases, replayed, spoken
from forbear.rulebook.ways.books import Books, open_books
from forbear.rulebook.ways.rules import coverage, listed, shown, tried

__all__ = [
    "Books",
    "answers",
    "coverage",
    "explained",
    "listed",
    "open_books",
    "read_cases",
    "replayed",
    "shown",
    "spoken",
    "tried",
]

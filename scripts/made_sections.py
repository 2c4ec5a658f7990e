"""Sections of pages that are made from the code: settings, acts of the journal, guards."""

from __future__ import annotations

from collections.abc import Sequence

from forbear.web.environment import SETTINGS
from forbear.web.guards import NoTruncate
from forbear.web.journal.acts import WORDS
from forbear.web.journal.guards import GUARDS as JOURNAL
from forbear.web.records.guards import GUARDS as RECORDS


def settings() -> str:
    """Every setting with its default and what it means."""
    rows = [
        (f"`{one.name}`", f"`{one.default}`" if one.default else "-", one.en, one.zh)
        for one in SETTINGS
    ]
    return _table(("setting", "default", "meaning", "含义"), rows)


def acts() -> str:
    """Every act that the journal knows."""
    rows = [(f"`{act}`", en, zh) for act, (en, zh) in WORDS.items()]
    return _table(("action", "English", "中文"), rows)


def guards() -> str:
    """Every trigger: the table, what is refused, in the database's own words."""
    rows = [
        (
            f"`{one.table}`",
            "TRUNCATE (PostgreSQL)" if isinstance(one, NoTruncate) else one.event,
            one.says,
        )
        for one in (*RECORDS, *JOURNAL)
    ]
    return _table(("table", "on", "refused with"), rows)


def filled(page: str) -> str:
    """A page with each made section between its marks ``<!-- name -->``, ``<!-- /name -->``."""
    for name, made in (("settings", settings), ("acts", acts), ("guards", guards)):
        head, opening, rest = page.partition(f"<!-- {name} -->\n")
        _, closing, tail = rest.partition(f"<!-- /{name} -->\n")
        if opening and closing:
            page = f"{head}{opening}\n{made()}\n\n{closing}{tail}"
    return page


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)

"""The desk's work by branch."""

from __future__ import annotations

from dataclasses import dataclass

from forbear.nightly.report.figures import Money, number
from forbear.nightly.report.model import Summary, Text
from forbear.nightly.report.words import say


@dataclass(frozen=True)
class Row:
    """One branch's list; money in the scale of the column."""

    branch: str
    collectors: str
    cases: str
    owed: Text
    file: str | None


@dataclass(frozen=True)
class Worklists:
    """The section."""

    finding: Text
    unit: Text
    rows: tuple[Row, ...]


def worklists(summary: Summary, money: Money) -> Worklists | None:
    """None when nobody is called or written to."""
    lists = summary.worklists
    if not lists:
        return None
    scale = money.scale(max(w.owed for w in lists))
    names = {b.branch_id: b.name for b in summary.branches}
    rows = tuple(
        Row(
            names.get(w.branch_id, w.branch_id),
            number(w.collectors),
            number(w.cases),
            scale.write(w.owed),
            w.file,
        )
        for w in lists
    )
    cases, people = sum(w.cases for w in lists), sum(w.collectors for w in lists)
    return Worklists(say("find.worklists", n=cases, collectors=people), scale.unit, rows)

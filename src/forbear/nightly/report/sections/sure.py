"""How sure: the data received, the score against what came true, the plan against its bound."""

from __future__ import annotations

from dataclasses import dataclass

from forbear.nightly.report.charts.score import expected
from forbear.nightly.report.figures import Money, number, share
from forbear.nightly.report.model import Summary, Text
from forbear.nightly.report.sections.overdue import Figure
from forbear.nightly.report.words import say, word

#: Reasons of quarantine listed.
SHOWN = 40


@dataclass(frozen=True)
class Received:
    """The tape's tables with their total, and why rows were set aside."""

    finding: Text
    rows: tuple[tuple[Text, str, str, str], ...]
    total: tuple[Text, str, str, str]
    balanced: bool
    reasons: tuple[tuple[Text, Text, str, str], ...]
    more: Text | None


def received(summary: Summary) -> Received | None:
    """None when the run gave no counts."""
    if not summary.tape:
        return None
    got = sum(t.received for t in summary.tape)
    kept = sum(t.accepted for t in summary.tape)
    aside = sum(t.quarantined for t in summary.tape)
    balanced = all(t.accepted + t.quarantined == t.received for t in summary.tape)
    rows = tuple(
        (word("table", t.table), number(t.received), number(t.accepted), number(t.quarantined))
        for t in summary.tape
    )
    ordered = sorted(summary.quarantine, key=lambda q: (-q.rows, q.table, q.rule))
    reasons = tuple(
        (word("table", q.table), q.title, q.rule, number(q.rows)) for q in ordered[:SHOWN]
    )
    key = "find.received" if aside else "find.received_all"
    return Received(
        say(key, n=aside, all=got, share=share(aside, got, 2)),
        rows,
        (say("data.total"), number(got), number(kept), number(aside)),
        balanced,
        reasons,
        say("cut.reasons", n=len(ordered) - SHOWN) if len(ordered) > SHOWN else None,
    )


def score(summary: Summary) -> Figure | None:
    """The scorecard's quality; None when nothing was measured."""
    rows = [r for r in summary.score if r.accounts]
    if not rows:
        return None
    heads = ("bucket", "accounts", "predicted", "observed", "auc", "ks", "brier", "ece")
    cells: tuple[tuple[Text | str, ...], ...] = tuple(
        (
            word("bucket", r.bucket),
            number(r.accounts),
            share(r.predicted),
            share(r.observed),
            *(
                "–" if v is None else f"{v:.3f}"
                for v in (r.auc, r.ks, r.brier, r.calibration_error)
            ),
        )
        for r in rows
    )
    far = max(rows, key=lambda r: abs(r.observed - r.predicted))
    whole = next((r for r in rows if r.bucket == "all"), None)
    auc = f"{whole.auc:.2f}" if whole and whole.auc is not None else "–"
    finding = say(
        "find.score",
        auc=auc,
        bucket=word("bucket", far.bucket),
        off=f"{100 * abs(far.observed - far.predicted):.1f}",
    )
    named = tuple(say(f"col.{h}") for h in heads)
    return Figure(finding, expected(rows), named, cells, summary.score_note)


def allocation(summary: Summary, money: Money) -> tuple[Text, Text] | None:
    """How near the plan's value is to the most any plan could reach: finding and explanation."""
    a = summary.allocation
    if a is None:
        return None
    gap = share(a.gap, decimals=3)
    sums = {"value": money.short(a.value), "short": money.short(max(a.bound - a.value, 0))}
    return say("find.allocation", gap=gap), say("note.allocation", **sums)

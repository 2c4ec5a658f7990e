"""Refusals for the report: how hard each rule binds, what would lift it, and when it ends."""

from __future__ import annotations

from typing import Any

import polars as pl

from forbear.nightly.report.model import RefusalSum, Text
from forbear.nightly.run import Run
from forbear.rulebook.entry import Entry
from forbear.rulebook.facts.names import FACTS
from forbear.rulebook.kinds.base import Kind
from forbear.rulebook.kinds.cap import Cap
from forbear.rulebook.kinds.consent import Consent
from forbear.rulebook.kinds.cooldown import Cooldown
from forbear.rulebook.kinds.hold import Hold
from forbear.rulebook.kinds.only_if import OnlyIf
from forbear.rulebook.kinds.party import Party
from forbear.rulebook.kinds.window import Window
from forbear.rulebook.rule import Bindingness

#: Instruments that are binding law; standards and self-regulation are the industry's own.
LAW = (
    Bindingness.LAW,
    Bindingness.REGULATION,
    Bindingness.DEPARTMENTAL_RULE,
    Bindingness.SUPERVISORY_RULE,
)


def refusals(run: Run) -> tuple[RefusalSum, ...]:
    """Every rule of law, industry or bank that keeps somebody from a channel, most first."""
    frame = run.sums("refusals").sort(
        ["customers", "rule_id", "channel"], descending=[True, False, False]
    )
    ends = {
        kind: run.sums("holds").filter(pl.col("kind") == kind).row(0, named=True)
        for kind in run.sums("holds")["kind"]
    }
    return tuple(
        _refusal(run, row, ends)
        for row in frame.iter_rows(named=True)
        if row["basis"] != Bindingness.PRACTICAL
    )


def _refusal(run: Run, row: dict[str, Any], ends: dict[str, dict[str, Any]]) -> RefusalSum:
    entry = run.settings.rules.rule(row["rule_id"])
    in_force = entry.on(run.order.plan_for)
    holds = getattr(in_force.value, "holds", ()) if in_force else ()
    known = [ends[str(kind)] for kind in holds if str(kind) in ends]
    cited = Text(row["citation_en"], row["citation_zh"])
    return RefusalSum(
        rule=row["rule_id"],
        channel=row["channel"],
        customers=row["customers"],
        title=Text(row["title_en"], row["title_zh"]),
        citation=None if entry.bindingness is Bindingness.POLICY else cited,
        status="" if entry.bindingness is Bindingness.POLICY else row["status"],
        basis=_basis(entry.bindingness),
        lifts=_lifts(entry, in_force.value if in_force else None),
        first_ends_on=min((e["first_ends_on"] for e in known if e["first_ends_on"]), default=None),
        last_ends_on=max((e["last_ends_on"] for e in known if e["last_ends_on"]), default=None),
        open_ended=sum(e["open_ended"] for e in known),
    )


def _basis(bindingness: Bindingness) -> str:
    if bindingness is Bindingness.POLICY:
        return "policy"
    return "law" if bindingness in LAW else "industry"


#: What ends a refusal by the kind of its rule, where the rule itself names nothing that lifts it.
ENDS: dict[type[Kind], Text] = {
    Cap: Text("when attempts are counted anew", "重新计数后"),
    Consent: Text("with the debtor's consent", "经债务人同意"),
    Cooldown: Text("when its days are over", "冷却期满后"),
    Hold: Text("when the hold ends", "限制解除后"),
    OnlyIf: Text("when its condition is met", "条件具备后"),
    Party: Text("when its condition is met", "条件具备后"),
    Window: Text("at a permitted hour", "进入许可时段后"),
}


def _lifts(entry: Entry, value: Kind | None) -> Text | None:
    named = [FACTS[fact] for fact in entry.rule.lifted_by]
    if not named:
        return None if value is None else ENDS.get(type(value))
    return Text("; ".join(f.en for f in named), "；".join(f.zh for f in named))

"""What we do: treatments chosen, capacity used, and what one more unit would bring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forbear.nightly.report.figures import Money, number, points, share
from forbear.nightly.report.model import ResourceUse, Summary, Text
from forbear.nightly.report.words import say

#: Resources listed: the whole bank's, then the branches', dearest first; the rest are counted.
SHOWN = 40


@dataclass(frozen=True)
class TreatmentRow:
    """One treatment; money in the scale of its column."""

    title: Text
    proposed: str
    permitted: str
    chosen: str
    width: float
    cost: Text
    value: Text
    effect: Text | None


@dataclass(frozen=True)
class ResourceRow:
    """One scarce thing: used of capacity, and the price of one more unit."""

    title: Text
    where: str | None
    used: str
    capacity: str
    unit: Text
    share: str
    width: float
    price: Text | None


@dataclass(frozen=True)
class Treatments:
    """The section."""

    finding: Text
    rows: tuple[TreatmentRow, ...]
    cost_unit: Text
    value_unit: Text
    scarce: Text | None
    resources: tuple[ResourceRow, ...]
    more: Text | None


def treatments(summary: Summary, money: Money) -> Treatments:
    """Treatments by how often chosen; the whole bank's resources first, dearest first."""
    rows = sorted(summary.treatments, key=lambda t: (-t.chosen, t.treatment))
    cost = money.scale(max((t.cost for t in rows), default=0))
    value = money.scale(max((abs(t.value) for t in rows), default=0))
    most = max((t.chosen for t in rows), default=0) or 1
    made = tuple(
        TreatmentRow(
            t.title,
            number(t.proposed),
            number(t.permitted),
            number(t.chosen),
            100 * t.chosen / most,
            cost.write(t.cost),
            value.write(t.value),
            points(t.effect) if t.effect is not None else None,
        )
        for t in rows
    )
    scarce = sorted(
        summary.resources,
        key=lambda r: (r.branch_id is not None, -r.price, r.resource, r.branch_id or ""),
    )
    more = say("cut.resources", n=len(scarce) - SHOWN) if len(scarce) > SHOWN else None
    names = {b.branch_id: b.name for b in summary.branches}
    return Treatments(
        _finding(summary, money),
        made,
        cost.unit,
        value.unit,
        _dearest(scarce, names, money),
        tuple(_resource(r, names, money) for r in scarce[:SHOWN]),
        more,
    )


def _finding(summary: Summary, money: Money) -> Text:
    acting = [t for t in summary.treatments if t.channel and t.chosen]
    whole = sum(t.value for t in acting)
    if not acting or whole <= 0:
        return say("find.treatments_none")
    best = max(acting, key=lambda t: (t.value, t.treatment))
    return say(
        "find.treatments",
        title=best.title,
        share=share(best.value, whole, 0),
        sum=money.short(whole),
    )


def _resource(row: ResourceUse, names: dict[str, str], money: Money) -> ResourceRow:
    part = 100 * row.used / row.capacity if row.capacity else 0.0
    where = names.get(row.branch_id, row.branch_id) if row.branch_id else None
    return ResourceRow(
        row.title,
        where,
        number(row.used),
        number(row.capacity),
        row.unit,
        share(row.used, row.capacity, 0),
        min(part, 100.0),
        money.price(row.price) if row.price > 0 else None,
    )


def _dearest(rows: Sequence[ResourceUse], names: dict[str, str], money: Money) -> Text | None:
    """How many are used up, and the one of which a hundredth more would bring most."""
    if not rows:
        return None
    binding = [r for r in rows if r.price > 0]
    if not binding:
        return say("find.resources_enough")
    top = max(binding, key=lambda r: r.price * r.capacity)
    title = top.title
    if top.branch_id:
        where = names.get(top.branch_id, top.branch_id)
        title = Text(f"{title.en}, {where}", f"{where}{title.zh}")
    return say(
        "find.resources",
        n=len(binding),
        all=len(rows),
        title=title,
        unit=top.unit,
        price=money.price(top.price),
    )

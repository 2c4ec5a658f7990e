"""What may be done: permits by channel, and refusals by rule with their sources."""

from __future__ import annotations

from dataclasses import dataclass

from forbear.nightly.report.figures import day, share
from forbear.nightly.report.model import RefusalSum, Summary, Text
from forbear.nightly.report.words import join, say, word

#: Rules listed one by one; the rest are counted.
SHOWN = 40


@dataclass(frozen=True)
class ChannelRow:
    """One channel: permitted freely or with requirements, refused, no means; widths in per cent."""

    channel: Text
    free: int
    conditional: int
    refused: int
    impossible: int
    widths: tuple[float, ...]


@dataclass(frozen=True)
class RuleRow:
    """One rule with all channels it closes."""

    rule: str
    title: Text
    citation: Text | None
    basis: str
    basis_text: Text
    status: Text | None
    #: Channels it closes, with how many customers each where they differ.
    channels: Text
    customers: int
    width: float
    ends: Text


@dataclass(frozen=True)
class Permits:
    """The section."""

    finding: Text
    channels: tuple[ChannelRow, ...]
    refused_finding: Text | None
    #: Rules in all, and those of them that rest on law or an industry standard.
    count: int
    by_law: int
    rules: tuple[RuleRow, ...]
    more: Text | None


def permits(summary: Summary) -> Permits:
    """Channels in the caller's order, rules by the number of customers they refuse."""
    rules = _rules(summary)
    more = say("cut.rules", n=len(rules) - SHOWN) if len(rules) > SHOWN else None
    return Permits(
        _finding(summary),
        _channels(summary),
        say("find.refusals", title=rules[0].title, n=rules[0].customers) if rules else None,
        len(rules),
        sum(r.basis != "policy" for r in rules),
        tuple(rules[:SHOWN]),
        more,
    )


def _channels(summary: Summary) -> tuple[ChannelRow, ...]:
    rows = []
    for p in summary.permits:
        parts = (p.permitted - p.conditional, p.conditional, p.refused, p.impossible)
        whole = sum(parts) or 1
        widths = tuple(100 * part / whole for part in parts)
        rows.append(ChannelRow(word("channel", p.channel), *parts, widths))
    return tuple(rows)


def _finding(summary: Summary) -> Text:
    t = summary.totals
    if not t.overdue_customers:
        return say("find.nothing_overdue")
    if not t.refused_customers:
        return say("find.all_reachable")
    part = share(t.refused_customers, t.overdue_customers)
    return say("find.permits", n=t.refused_customers, share=part)


def _rules(summary: Summary) -> list[RuleRow]:
    by_rule: dict[str, list[RefusalSum]] = {}
    for row in summary.refusals:
        by_rule.setdefault(row.rule, []).append(row)
    most = max((r.customers for r in summary.refusals), default=0) or 1
    made = [_rule(rule, rows, most, summary.as_of.year) for rule, rows in by_rule.items()]
    return sorted(made, key=lambda r: (-r.customers, r.rule))


def _rule(rule: str, rows: list[RefusalSum], most: int, year: int) -> RuleRow:
    """One rule; it refuses a customer often on several channels at once, so the most counts."""
    first = rows[0]
    customers = max(r.customers for r in rows)
    status = word("status", first.status) if first.status else None
    return RuleRow(
        rule,
        first.title,
        first.citation if first.citation and first.citation.en else None,
        first.basis,
        word("basis", first.basis),
        status,
        _closed(rows),
        customers,
        100 * customers / most,
        _ends(rows, year),
    )


def _closed(rows: list[RefusalSum]) -> Text:
    names = [word("channel", r.channel) for r in rows]
    if len({r.customers for r in rows}) > 1:
        pairs = zip(names, rows, strict=True)
        names = [say("first.by_channel", channel=name, count=r.customers) for name, r in pairs]
    return join(names)


def _ends(rows: list[RefusalSum], year: int) -> Text:
    """What would lift the refusal and when it ends, as far as known."""
    parts = [rows[0].lifts] if rows[0].lifts else []
    first = min((r.first_ends_on for r in rows if r.first_ends_on), default=None)
    last = max((r.last_ends_on for r in rows if r.last_ends_on), default=None)
    if first and last and first != last:
        parts.append(say("ends.between", first=day(first, year), last=day(last, year)))
    elif known := first or last:
        parts.append(say("ends.on", day=day(known, year)))
    open_ended = max(r.open_ended for r in rows)
    if open_ended and (first or last):
        parts.append(say("ends.open_some", n=open_ended))
    if not parts:
        return say("ends.unknown")
    return join(parts, "; ", "；")

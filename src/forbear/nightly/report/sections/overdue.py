"""How late: buckets, the five classes, and how accounts moved from month to month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from forbear.nightly.report.charts import overdue as charts
from forbear.nightly.report.charts import rolls as roll_charts
from forbear.nightly.report.figures import Money, month, number, share
from forbear.nightly.report.model import BucketSum, Roll, Summary, Text
from forbear.nightly.report.sections.first import npl_ratio
from forbear.nightly.report.words import say, word

#: Buckets whose way to a worse one is drawn as a line: five at most.
_LINES = 5
#: A title is made of no bucket with fewer accounts: a single one would move it by percents.
FEW = 30
Cell = Text | str


@dataclass(frozen=True)
class Figure:
    """A chart under its finding, with the table behind it. The first column names the row."""

    finding: Text
    chart: Markup
    heads: tuple[Text, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: Text | None = None


def finding(summary: Summary, money: Money) -> Text:
    """How many accounts are overdue, and how much they owe."""
    t = summary.totals
    if not t.overdue_accounts:
        return say("find.nothing_overdue")
    part = share(t.overdue_accounts, t.accounts)
    return say("find.overdue", n=t.overdue_accounts, share=part, sum=money.short(t.owed))


def figures(summary: Summary, money: Money) -> tuple[Figure, ...]:
    """The section's charts, as far as the run gave the figures."""
    made = (_buckets(summary, money), _tiers(summary, money), _matrix(summary), _worse(summary))
    return tuple(figure for figure in made if figure is not None)


def _buckets(summary: Summary, money: Money) -> Figure | None:
    late = [b for b in summary.buckets if b.bucket != "M0"]
    if not late:
        return None
    heads = ("bucket", "accounts", "customers", "owed", "outstanding")
    rows = tuple(
        (
            word("bucket", b.bucket),
            number(b.accounts),
            number(b.customers),
            money.exact(b.owed),
            money.exact(b.outstanding),
        )
        for b in summary.buckets
    )
    return Figure(_where_money_sits(late), charts.buckets(late, money), _heads(heads, money), rows)


def _where_money_sits(late: Sequence[BucketSum]) -> Text:
    """From which bucket on few accounts hold much of the money."""
    accounts, owed = sum(b.accounts for b in late), sum(b.owed for b in late)
    if not accounts or not owed:
        return say("find.nothing_overdue")

    def parts(i: int) -> tuple[float, float]:
        return sum(b.accounts for b in late[i:]) / accounts, sum(b.owed for b in late[i:]) / owed

    cut = max(range(len(late)), key=lambda i: parts(i)[1] - parts(i)[0])
    count, sums = parts(cut)
    if cut == 0:
        return say("find.buckets_alike", bucket=late[0].bucket, share=share(late[0].owed, owed, 0))
    return say(
        "find.buckets",
        bucket=late[cut].bucket,
        count=share(count, decimals=0),
        sum=share(sums, decimals=0),
    )


def _tiers(summary: Summary, money: Money) -> Figure | None:
    if not summary.tiers:
        return None
    whole = sum(t.outstanding for t in summary.tiers)
    rows = tuple(
        (
            word("tier", t.five_tier),
            number(t.accounts),
            money.exact(t.owed),
            money.exact(t.outstanding),
            share(t.outstanding, whole, 2),
        )
        for t in summary.tiers
    )
    heads = ("tier", "accounts", "owed", "outstanding", "share")
    finding = say("find.npl", ratio=npl_ratio(summary))
    chart = charts.tiers(summary.tiers)
    return Figure(finding, chart, _heads(heads, money), rows, say("note.tiers"))


def _heads(names: Sequence[str], money: Money) -> tuple[Text, ...]:
    return tuple(say(f"col.{name}", unit=money.unit) for name in names)


def _matrix(summary: Summary) -> Figure | None:
    if not summary.rolls:
        return None
    last = max(r.month for r in summary.rolls)
    moves = [r for r in summary.rolls if r.month == last]
    names = _order({r.was for r in moves} | {r.now for r in moves})
    totals = _totals(moves)
    shares = {(r.was, r.now): r.accounts / totals[r.was] for r in moves if totals[r.was]}
    rows = tuple(
        (was, number(totals.get(was, 0)), *(share(shares.get((was, n), 0)) for n in names))
        for was in names
    )
    heads = (say("col.was"), say("col.accounts"), *(Text(n, n) for n in names))
    chart = roll_charts.matrix(names, shares)
    return Figure(_steepest(names, moves, last), chart, heads, rows, say("note.matrix"))


def _steepest(names: Sequence[str], moves: Sequence[Roll], when: date) -> Text:
    """The late bucket of which most accounts got worse, and how many came back to M0."""
    totals = _totals(moves)
    shares = {name: _worse_share(name, names, moves) for name in names[1:]}
    if not any(shares.values()):
        return say("find.rolls_none", month=month(when))
    cured = sum(r.accounts for r in moves if r.was != "M0" and r.now == "M0")
    late = sum(count for name, count in totals.items() if name != "M0")
    worse = {n: s for n, s in shares.items() if s is not None and totals[n] >= FEW}
    if not worse:
        return say("find.rolls_few", month=month(when), cured=share(cured, late, 0))
    top = max(worse, key=lambda name: worse[name])
    return say(
        "find.rolls",
        month=month(when),
        cured=share(cured, late, 0),
        bucket=top,
        worse=share(worse[top], decimals=0),
    )


def _worse(summary: Summary) -> Figure | None:
    months = sorted({r.month for r in summary.rolls})
    if len(months) < 2:
        return None
    names = _order({r.was for r in summary.rolls} | {r.now for r in summary.rolls})
    by_month = {m: [r for r in summary.rolls if r.month == m] for m in months}
    lines = {
        name: [_worse_share(name, names, by_month[m]) for m in months]
        for name in names[:_LINES]
        if name != names[-1]
    }
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (month(m), *(share(v) if (v := line[i]) is not None else "–" for line in lines.values()))
        for i, m in enumerate(months)
    )
    heads = (say("col.month"), *(Text(n, n) for n in lines))
    ends = [_totals(by_month[m]) for m in (months[0], months[-1])]
    many = {n: line for n, line in lines.items() if all(end.get(n, 0) >= FEW for end in ends)}
    return Figure(_trend(many), roll_charts.worse(months, lines), heads, rows)


def _trend(lines: dict[str, list[float | None]]) -> Text:
    """The bucket whose share getting worse changed most between the first and the last month."""
    change = {
        name: line[-1] - line[0]
        for name, line in lines.items()
        if line[0] is not None and line[-1] is not None
    }
    if not change:
        return say("find.trend_none")
    most = max(change, key=lambda name: abs(change[name]))
    line = lines[most]
    key = "find.trend_up" if change[most] > 0 else "find.trend_down"
    return say(
        key,
        bucket=most,
        first=share(line[0] or 0, decimals=0),
        last=share(line[-1] or 0, decimals=0),
    )


def _totals(moves: Sequence[Roll]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for move in moves:
        totals[move.was] = totals.get(move.was, 0) + move.accounts
    return totals


def _worse_share(name: str, names: Sequence[str], moves: Sequence[Roll]) -> float | None:
    """Share of a bucket's accounts that ended in a worse one; None where it held nobody."""
    mine = [m for m in moves if m.was == name]
    total = sum(m.accounts for m in mine)
    worse = sum(m.accounts for m in mine if names.index(m.now) > names.index(name))
    return worse / total if total and name != names[-1] else None


def _order(names: set[str]) -> list[str]:
    """Buckets mildest first: M0, M1, ..., M7+."""
    return sorted(names, key=lambda name: (len(name.rstrip("+")), name))

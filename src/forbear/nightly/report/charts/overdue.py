"""How late: accounts against money by bucket, and the five classes."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from markupsafe import Markup

from forbear.nightly.report.charts.svg import Svg, ticks, widest
from forbear.nightly.report.figures import Money, number, share
from forbear.nightly.report.model import BucketSum, TierSum
from forbear.nightly.report.words import say, word

_ROW = 24
_TOP = 24


def buckets(rows: Sequence[BucketSum], money: Money) -> Markup:
    """Two wings, one row a bucket: accounts to the left, what they owe to the right."""
    left, right, reach = 192.0, 248.0, 134.0
    bottom = _TOP + _ROW * len(rows)
    svg = Svg(bottom + 20, "chart")
    counts, sums = [r.accounts for r in rows], [r.owed for r in rows]
    scale = money.scale(max(sums, default=0))
    for wing, values, way in ((left, counts, -1), (right, sums, 1)):
        steps = ticks(max(values, default=0))
        labels = [number(int(s)) if way < 0 else scale.write(int(s)) for s in steps]
        every = ceil(max(widest(t, 10.5) for t in labels) * 1.15 / (reach / (len(steps) - 1)))
        for n, step in enumerate(steps):
            x = wing + way * reach * step / steps[-1]
            svg.line(x, _TOP, x, bottom, "grid" if step else "axis")
            if n % every == 0:
                svg.text(x, bottom + 14, labels[n], "tick", "middle")
        for i, value in enumerate(values):
            y, long = _TOP + _ROW * i, reach * value / steps[-1]
            svg.rect(
                min(wing, wing + way * long),
                y + 4,
                long,
                _ROW - 8,
                "data d1" if way < 0 else "data d0",
            )
            end = wing + way * (long + 5)
            text = number(value) if way < 0 else scale.write(value)
            svg.text(end, y + 16, text, "value", "end" if way < 0 else "start")
    svg.text(left, 13, say("unit.accounts"), "head", "end")
    svg.text(right, 13, say("unit.owed", unit=scale.unit), "head")
    for i, row in enumerate(rows):
        svg.text((left + right) / 2, _TOP + _ROW * i + 16, row.bucket, "name", "middle")
    return svg.done()


def tiers(rows: Sequence[TierSum]) -> Markup:
    """Share of the outstanding principal in each class, with the non-performing ones braced."""
    start, reach = 116.0, 210.0
    bottom = _TOP + _ROW * len(rows)
    whole = sum(r.outstanding for r in rows)
    svg = Svg(bottom + 20, "chart")
    for step in (0, 25, 50, 75, 100):
        x = start + reach * step / 100
        svg.line(x, _TOP, x, bottom, "grid" if step else "axis")
        svg.text(x, bottom + 14, f"{step}%", "tick", "middle")
    svg.text(start, 13, say("unit.outstanding_share"), "head")
    bad = [i for i, r in enumerate(rows) if r.five_tier in NON_PERFORMING]
    for i, row in enumerate(rows):
        y, long = _TOP + _ROW * i, reach * row.outstanding / whole if whole else 0
        svg.rect(start, y + 4, long, _ROW - 8, "data d2" if i in bad else "data d0")
        svg.text(start - 8, y + 16, word("tier", row.five_tier), "name", "end")
        svg.text(start + long + 5, y + 16, share(row.outstanding, whole, 2), "value")
    if bad:
        x, top, end = start + reach + 30, _TOP + _ROW * bad[0] + 4, _TOP + _ROW * (bad[-1] + 1) - 4
        svg.path([(x - 5, top), (x, top), (x, end), (x - 5, end)], "brace")
        ratio = share(sum(rows[i].outstanding for i in bad), whole, 2)
        svg.text(x + 8, (top + end) / 2 - 2, say("unit.npl"), "name")
        svg.text(x + 8, (top + end) / 2 + 13, ratio, "value strong")
    return svg.done()


#: Classes that count as non-performing (RISK23).
NON_PERFORMING = ("substandard", "doubtful", "loss")

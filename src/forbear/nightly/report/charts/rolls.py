"""How accounts move: last month's matrix, and the share that got worse month by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from markupsafe import Markup

from forbear.nightly.report.charts.svg import Svg, ticks
from forbear.nightly.report.figures import month
from forbear.nightly.report.words import say

_TOP = 40.0
_LEFT = 50.0


def matrix(names: Sequence[str], shares: Mapping[tuple[str, str], float]) -> Markup:
    """Rows: bucket at the month's start; columns: at its end; each row adds up to 100 %."""
    wide, high = (440 - _LEFT - 2) / len(names), 24.0
    svg = Svg(_TOP + high * len(names) + 4, "chart")
    svg.text(_LEFT, 11, say("rolls.axis"), "head")
    for i, name in enumerate(names):
        svg.text(_LEFT + wide * (i + 0.5), _TOP - 7, name, "name", "middle")
        svg.text(_LEFT - 8, _TOP + high * i + 16, name, "name", "end")
    for i, was in enumerate(names):
        for j, now in enumerate(names):
            part = shares.get((was, now))
            x, y = _LEFT + wide * j, _TOP + high * i
            svg.rect(x + 1, y + 1, wide - 2, high - 2, _shade(part, j - i))
            if part:
                text = f"{100 * part:.0f}%" if part >= 0.005 else "<1%"
                strong = " on" if part >= 0.65 else ""
                svg.text(x + wide / 2, y + 16, text, f"cell{strong}", "middle")
    return svg.done()


def _shade(part: float | None, step: int) -> str:
    """A cell's class: better, same or worse, in five depths; empty where nobody was."""
    if not part:
        return "none"
    way = "same" if step == 0 else "worse" if step > 0 else "better"
    return f"{way} s{min(4, int(part * 5))}"


def worse(months: Sequence[date], lines: Mapping[str, Sequence[float | None]]) -> Markup:
    """One line a bucket (five at most): share of its accounts that ended a month in a worse one."""
    left, right, top, bottom = 36.0, 372.0, 26.0, 206.0
    svg = Svg(bottom + 26, "chart")
    peak = max((v for line in lines.values() for v in line if v is not None), default=0)
    steps = ticks(100 * peak, 4)
    svg.text(0, 12, say("rolls.worse_axis"), "head")

    def at(i: int, value: float) -> tuple[float, float]:
        along = i / (len(months) - 1) if len(months) > 1 else 0.5
        return left + 8 + (right - left - 16) * along, bottom - (bottom - top) * (
            100 * value / steps[-1]
        )

    for step in steps:
        y = at(0, step / 100)[1]
        svg.line(left, y, right, y, "grid" if step else "axis")
        svg.text(left - 6, y + 4, f"{step:g}%", "tick", "end")
    for i, when in enumerate(months):
        svg.text(at(i, 0)[0], bottom + 16, month(when), "tick", "middle")
    ends = []
    for n, (name, line) in enumerate(lines.items()):
        known = [at(i, v) for i, v in enumerate(line) if v is not None]
        if not known:
            continue
        svg.path(known, f"stroke t{n}")
        for x, y in known:
            svg.circle(x, y, 2.6, f"dot f{n}")
        last = next(v for v in reversed(line) if v is not None)
        ends.append((known[-1][1], n, f"{name}  {100 * last:.0f}%"))
    for y, n, label in _apart(ends, 14):
        svg.text(right + 4, y + 4, label, f"value c{n}")
    return svg.done()


def _apart(labels: list[tuple[float, int, str]], least: float) -> list[tuple[float, int, str]]:
    """The labels moved down where needed so that none covers another."""
    placed: list[tuple[float, int, str]] = []
    for y, n, text in sorted(labels):
        floor = placed[-1][0] + least if placed else y
        placed.append((max(y, floor), n, text))
    return placed

"""The teams' day on one clock: travel thin, visits thick, breaks hollow, slack empty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from forbear.nightly.report.charts.marks import mark
from forbear.nightly.report.charts.svg import WIDTH, Svg
from forbear.nightly.report.figures import clock
from forbear.nightly.report.model import Stop, TeamDay
from forbear.nightly.report.words import say

_ROW = 34.0
_TOP = 22.0


@dataclass(frozen=True)
class Day:
    """One team's row. ``series`` picks its mark."""

    series: int
    team: TeamDay
    stops: tuple[Stop, ...]


def days(rows: Sequence[Day]) -> Markup:
    """One row a team between the earliest start and the latest end of a shift."""
    first = min(r.team.starts for r in rows) // 60
    last = -(-max(max(r.team.ends, r.team.home_at) for r in rows) // 60)
    left, right, bottom = 6.0, WIDTH - 14.0, _TOP + _ROW * len(rows)
    svg = Svg(bottom + 6, "chart days")

    def at(minute: int) -> float:
        return left + (right - left) * (minute - 60 * first) / (60 * (last - first))

    every = 1 if last - first <= 7 else 2
    for hour in range(first, last + 1, every):
        svg.line(at(60 * hour), _TOP - 4, at(60 * hour), bottom, "grid")
        svg.text(at(60 * hour), 12, clock(60 * hour), "tick", "middle")
    for i, row in enumerate(rows):
        _day(svg, row, _TOP + _ROW * i, at)
    return svg.done()


def _day(svg: Svg, row: Day, top: float, at: Callable[[int], float]) -> None:
    """Label line, then the bar: shift outline, travel line, visit and break blocks."""
    team, y = row.team, top + 24
    mark(svg, row.series, at(team.starts) + 6, top + 8, 4.5)
    visits = sum(s.kind == "visit" for s in row.stops)
    label = say("days.team", team=team.team_id, n=visits, back=clock(team.home_at))
    svg.text(at(team.starts) + 15, top + 12, label, "name")
    svg.line(at(team.starts), y - 7, at(team.starts), y + 7, "axis")
    svg.line(at(team.ends), y - 7, at(team.ends), y + 7, "axis")
    for stop in row.stops:
        svg.line(at(stop.arrive - stop.travel), y, at(stop.arrive), y, f"travel t{row.series}")
        x, wide = at(stop.begin), at(stop.leave) - at(stop.begin)
        if stop.kind == "visit":
            svg.rect(x, y - 6, wide, 12, f"visit f{row.series}")
        else:
            svg.rect(x, y - 5, wide, 10, "break")
    svg.line(at(team.home_at - team.home_travel), y, at(team.home_at), y, f"travel t{row.series}")

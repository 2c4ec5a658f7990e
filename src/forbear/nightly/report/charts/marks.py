"""How one team is told from another without colour: its mark's shape and its line's dashes."""

from __future__ import annotations

from math import cos, pi, sin

from markupsafe import Markup

from forbear.nightly.report.charts.svg import Svg

#: Teams one drawing can tell apart. A branch with more gets a second drawing.
SERIES = 5

#: Corners of each mark and the angle of the first, after the circle.
_CORNERS = {1: (4, 45), 2: (4, 0), 3: (3, -90), 4: (6, 0)}
#: Letters sit a little lower in the triangle, whose middle is lower.
_LIFT = {3: 1.8}
_GROW = {1: 1.22, 2: 1.38, 3: 1.6, 4: 1.14}


def mark(svg: Svg, series: int, x: float, y: float, r: float, label: str = "") -> None:
    """A team's mark around (x, y), with a stop's number inside."""
    css = f"mark f{series}"
    if series not in _CORNERS:
        svg.circle(x, y, r, css)
    else:
        count, first = _CORNERS[series]
        reach = r * _GROW[series]
        turns = [(first + 360 * i / count) * pi / 180 for i in range(count)]
        svg.path([(x + reach * cos(a), y + reach * sin(a)) for a in turns], css, closed=True)
    if label:
        svg.text(x, y + r * 0.45 + _LIFT.get(series, 0), label, "inmark", "middle")


def badge(series: int) -> Markup:
    """The mark with a bit of its line, to stand before a team's name."""
    svg = Svg(14, "badge", 34)
    svg.line(0, 7, 34, 7, f"route t{series}")
    mark(svg, series, 17, 7, 5)
    return svg.done()

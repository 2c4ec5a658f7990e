"""How far the score can be trusted: what it expected against what came true, by bucket."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from forbear.nightly.report.charts.svg import Svg
from forbear.nightly.report.figures import points
from forbear.nightly.report.model import ScoreQuality
from forbear.nightly.report.words import say, word

_ROW = 26.0


def expected(rows: Sequence[ScoreQuality]) -> Markup:
    """A hollow ring for the score's mean chance, a full dot for the share that came true."""
    start, reach, top = 64.0, 280.0, 40.0
    bottom = top + _ROW * len(rows)
    svg = Svg(bottom + 20, "chart")
    for step in (0, 25, 50, 75, 100):
        x = start + reach * step / 100
        svg.line(x, top, x, bottom, "grid" if step else "axis")
        svg.text(x, bottom + 14, f"{step}%", "tick", "middle")
    svg.text(start, 12, say("score.axis"), "head")
    svg.circle(start + 5, 26, 4.5, "ring")
    svg.text(start + 14, 30, say("score.predicted"), "tick")
    svg.circle(start + 125, 26, 4.5, "data d0")
    svg.text(start + 134, 30, say("score.observed"), "tick")
    for i, row in enumerate(rows):
        y = top + _ROW * (i + 0.5)
        a, b = start + reach * row.predicted, start + reach * row.observed
        svg.line(a, y, b, y, "brace")
        svg.circle(b, y, 4.5, "data d0")
        svg.circle(a, y, 4.5, "ring")
        svg.text(start - 8, y + 4, word("bucket", row.bucket), "name", "end")
        svg.text(start + reach + 12, y + 4, points(row.observed - row.predicted), "value")
    return svg.done()

"""A small pen for SVG: every text is escaped, every text may be in two languages.

Charts are drawn 440 units wide and shown at about that width on a desk, on paper and on a phone
alike, so that their letters stay readable everywhere. Colours are CSS classes of the report.
"""

from __future__ import annotations

from unicodedata import east_asian_width

from markupsafe import Markup

from forbear.nightly.report.model import Text
from forbear.nightly.report.words import both

WIDTH = 440

#: Letters' size in units of the drawing.
SIZE = 11.5


def number(value: float) -> str:
    """A coordinate with one decimal at most, never '-0'."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def wide(text: str, size: float = SIZE) -> float:
    """About how wide a text is."""
    return sum(size if east_asian_width(c) in "WF" else 0.58 * size for c in text)


def widest(text: Text | str, size: float = SIZE) -> float:
    """About how wide a text is in its longer language."""
    if isinstance(text, str):
        return wide(text, size)
    return max(wide(text.en, size), wide(text.zh, size))


class Svg:
    """One drawing, built up stroke by stroke."""

    def __init__(self, height: float, kind: str, width: float = WIDTH) -> None:
        self.height = height
        self.width = width
        self.kind = kind
        self.parts: list[str] = []

    def rect(self, x: float, y: float, w: float, h: float, css: str) -> None:
        """A bar."""
        self._add("rect", x=x, y=y, width=max(w, 0), height=max(h, 0), css=css)

    def line(self, x1: float, y1: float, x2: float, y2: float, css: str) -> None:
        """A straight stroke."""
        self._add("line", x1=x1, y1=y1, x2=x2, y2=y2, css=css)

    def circle(self, x: float, y: float, r: float, css: str) -> None:
        """A dot."""
        self._add("circle", cx=x, cy=y, r=r, css=css)

    def path(self, points: list[tuple[float, float]], css: str, closed: bool = False) -> None:
        """Strokes from point to point."""
        strokes = "L".join(f"{number(x)} {number(y)}" for x, y in points)
        self.parts.append(f'<path class="{css}" d="M{strokes}{"Z" if closed else ""}"/>')

    def text(
        self, x: float, y: float, text: Text | str, css: str = "", anchor: str = "start"
    ) -> None:
        """Words at a baseline; `anchor` is start, middle or end."""
        place = "" if anchor == "start" else f' text-anchor="{anchor}"'
        kind = f' class="{css}"' if css else ""
        self.parts.append(
            f'<text x="{number(x)}" y="{number(y)}"{kind}{place}>{both(text, "tspan")}</text>'
        )

    def done(self) -> Markup:
        """The drawing as an element. What it shows is said by the figure's title and table."""
        size = f"0 0 {number(self.width)} {number(self.height)}"
        inside = "".join(self.parts)
        return Markup(
            f'<svg class="{self.kind}" viewBox="{size}" aria-hidden="true">{inside}</svg>'
        )

    def _add(self, tag: str, css: str, **at: float) -> None:
        places = " ".join(f'{name}="{number(value)}"' for name, value in at.items())
        self.parts.append(f'<{tag} class="{css}" {places}/>')


def ticks(largest: float, about: int = 4) -> list[float]:
    """Round steps from 0 to at least `largest`: 1, 2 or 5 times a power of ten."""
    if largest <= 0:
        return [0, 1]
    power = 10.0 ** (len(str(int(largest))) - 3 if largest >= 1 else -3)
    step = power
    while True:
        for factor in (1, 2, 5):
            step = factor * power
            if step * about >= largest:
                count = int(-(-largest // step))
                return [step * i for i in range(count + 1)]
        power *= 10

"""Routes of one branch on a plain map: no tiles, so nothing is fetched and no street is shown.

Places are drawn to the nearest tenth of a unit (tens of metres on a county's map), without
addresses or names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

from markupsafe import Markup

from forbear.nightly.report.charts.marks import mark
from forbear.nightly.report.charts.svg import WIDTH, Svg, wide
from forbear.nightly.report.model import Text

#: Metres of one degree of latitude.
_DEGREE = 111_195.0
_EDGE = 24.0
#: Room below the places, for the scale bar.
_FOOT = 14.0
#: Radius of a mark, how near two marks may come, and how far one may be moved for that.
_MARK = 7.0
_APART = 14.5
_FARTHEST = 16.0

Point = tuple[float, float]


@dataclass(frozen=True)
class Route:
    """One team's way. ``series`` picks mark and dashes; ``stops`` are number, (lat, lon)."""

    series: int
    team: str
    stops: tuple[tuple[int, Point], ...]


@dataclass(frozen=True)
class Frame:
    """How places come to lie on paper: equirectangular around the middle latitude."""

    west: float
    north: float
    #: Units a metre, and how much narrower a degree of longitude is than one of latitude.
    scale: float
    squeeze: float
    height: float

    def at(self, place: Point) -> Point:
        """Where (lat, lon) lies in the drawing."""
        lat, lon = place
        return (
            _EDGE + (lon - self.west) * self.squeeze * _DEGREE * self.scale,
            _EDGE + (self.north - lat) * _DEGREE * self.scale,
        )

    def holds(self, place: Point) -> bool:
        """Does (lat, lon) lie inside the drawing?"""
        x, y = self.at(place)
        return 4 <= x <= WIDTH - 4 and 4 <= y <= self.height - 4


def frame(places: Sequence[Point], width: float = WIDTH) -> Frame:
    """The frame that shows all of `places`, between wide and square."""
    lats, lons = [p[0] for p in places], [p[1] for p in places]
    squeeze = cos(radians((min(lats) + max(lats)) / 2))
    across = max((max(lons) - min(lons)) * squeeze * _DEGREE, 500.0)
    along = max((max(lats) - min(lats)) * _DEGREE, 500.0)
    room = width - 2 * _EDGE
    scale = min(room / across, room / along)
    height = max(along * scale, 0.55 * room)
    west = (min(lons) + max(lons)) / 2 - room / scale / squeeze / _DEGREE / 2
    north = (min(lats) + max(lats)) / 2 + height / scale / _DEGREE / 2
    return Frame(west, north, scale, squeeze, height + 2 * _EDGE + _FOOT)


def routes(
    base: Point, ways: Sequence[Route], others: Sequence[Point], within: Frame, name: str
) -> Markup:
    """The branch, its teams' routes with numbered stops, and candidates not visited."""
    svg = Svg(within.height, "chart map")
    home = within.at(base)
    for x, y in (within.at(place) for place in others):
        svg.path([(x - 2.5, y - 2.5), (x + 2.5, y + 2.5)], "left")
        svg.path([(x - 2.5, y + 2.5), (x + 2.5, y - 2.5)], "left")
    spots = _apart([home, *(within.at(p) for way in ways for _, p in way.stops)])
    taken = [_box(x - 8, y - 8, 16, 16) for x, y in spots]
    rest = iter(spots[1:])
    lines = [(way, [next(rest) for _ in way.stops]) for way in ways]
    for way, line in lines:
        svg.path([home, *line, home], f"route t{way.series}")
    for way, line in lines:
        for (number, _), (x, y) in zip(way.stops, line, strict=True):
            mark(svg, way.series, x, y, _MARK, str(number))
    svg.rect(home[0] - 6, home[1] - 6, 12, 12, "home")
    _label(svg, [home], name, "base", taken, within.height)
    for way, line in lines:
        far = sorted(line, key=lambda p: (-((p[0] - home[0]) ** 2 + (p[1] - home[1]) ** 2), p))
        _label(svg, far, way.team, f"team c{way.series}", taken, within.height)
    _scale_bar(svg, within)
    return svg.done()


def _apart(spots: Sequence[Point]) -> list[Point]:
    """Marks that would cover one another, moved a little apart; the first, the branch, stays."""
    moved = list(spots)
    for _ in range(30):
        for i in range(len(moved)):
            for j in range(i + 1, len(moved)):
                (ax, ay), (bx, by) = moved[i], moved[j]
                dx, dy = bx - ax, by - ay
                away = (dx * dx + dy * dy) ** 0.5
                if away >= _APART:
                    continue
                if away == 0:
                    dx, dy, away = 1.0, 0.5 + j, 1.0 + j
                push = (_APART - away) / 2 / away
                if i:
                    moved[i] = (ax - dx * push, ay - dy * push)
                moved[j] = (bx + dx * push, by + dy * push)
    return [
        spot if (spot[0] - x) ** 2 + (spot[1] - y) ** 2 <= _FARTHEST**2 else (x, y)
        for spot, (x, y) in zip(moved, spots, strict=True)
    ]


def thumbnail(base: Point, ways: Sequence[Route]) -> Markup:
    """The same routes small, as a sign of the branch among others."""
    within = frame([base, *(p for way in ways for _, p in way.stops)], 150)
    svg = Svg(within.height, "thumb", 150)
    home = within.at(base)
    for way in ways:
        svg.path([home, *(within.at(p) for _, p in way.stops), home], f"route t{way.series}")
    for way in ways:
        for _, place in way.stops:
            svg.circle(*within.at(place), 1.8, f"dot f{way.series}")
    svg.rect(home[0] - 3.5, home[1] - 3.5, 7, 7, "home")
    return svg.done()


Box = tuple[float, float, float, float]


def _box(x: float, y: float, w: float, h: float) -> Box:
    return (x, y, x + w, y + h)


def _label(
    svg: Svg, places: Sequence[Point], text: str, css: str, taken: list[Box], height: float
) -> None:
    """Write `text` beside the first place where it covers nothing; else beside the first."""
    w, h = wide(text, 12), 13.0
    spots = [
        _box(x + dx, y + dy, w, h)
        for x, y in places
        for away in (10, 20, 32)
        for dx, dy in (
            (away, -h / 2),
            (-away - w, -h / 2),
            (-w / 2, -away - h),
            (-w / 2, away),
            (0.7 * away, -0.7 * away - h),
            (0.7 * away, 0.7 * away),
            (-0.7 * away - w, -0.7 * away - h),
            (-0.7 * away - w, 0.7 * away),
        )
    ]
    inside = [b for b in spots if b[0] >= 2 and b[2] <= WIDTH - 2 and b[1] >= 2 and b[3] <= height]
    free = [b for b in inside if not any(_meet(b, other) for other in taken)]
    best = next(iter(free or inside or spots), None)
    if best is None:
        return
    taken.append(best)
    svg.text(best[0], best[1] + 10.5, text, f"halo {css}")


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _scale_bar(svg: Svg, within: Frame) -> None:
    """A bar of 1, 2 or 5 times a power of ten metres, at most a quarter of the width."""
    longest = WIDTH / 4 / within.scale
    power = 10 ** (len(str(int(longest))) - 1)
    metres = max(n * power for n in (1, 2, 5) if n * power <= longest)
    long, y = metres * within.scale, within.height - 8
    x = WIDTH - 10 - long
    svg.path([(x, y - 4), (x, y), (x + long, y), (x + long, y - 4)], "axis")
    text = Text(f"{metres} m", f"{metres}米")
    if metres >= 1000:
        text = Text(f"{metres // 1000} km", f"{metres // 1000}公里")
    svg.text(x + long / 2, y - 6, text, "tick", "middle")

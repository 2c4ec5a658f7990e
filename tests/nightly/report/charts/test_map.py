from __future__ import annotations

import re
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.nightly.report.charts.map import Route, frame, routes, thumbnail
from forbear.nightly.report.charts.marks import SERIES, badge, mark
from forbear.nightly.report.charts.svg import WIDTH, Svg

HOME = (30.5, 120.0)
PLACES = st.tuples(st.floats(29.5, 31.5), st.floats(119, 121))


@given(st.lists(PLACES, min_size=1, max_size=30))
def test_frame_holds_every_place(places: list[tuple[float, float]]) -> None:
    within = frame([HOME, *places])
    assert all(within.holds(p) for p in places)
    assert 0.5 * WIDTH < within.height <= WIDTH + 14


def test_frame_of_a_single_place_is_half_a_kilometre() -> None:
    within = frame([HOME])
    x, y = within.at(HOME)
    assert x == pytest.approx(WIDTH / 2)
    assert within.holds(HOME)
    assert not within.holds((30.6, 120.0))
    assert 0 < y < within.height


def test_north_is_up_and_east_is_right() -> None:
    within = frame([(30, 120), (31, 121)])
    assert within.at((31, 120))[1] < within.at((30, 120))[1]
    assert within.at((30, 121))[0] > within.at((30, 120))[0]


def test_distances_are_the_same_along_both_axes() -> None:
    within = frame([(30, 120), (31, 121)])
    (ax, ay), (bx, by) = within.at((30.4, 120.5)), within.at((30.6, 120.5))
    metres = hypot(ax - bx, ay - by) / within.scale
    assert metres == pytest.approx(22_239, rel=0.001)
    (cx, cy), (dx, dy) = within.at((30.5, 120.4)), within.at((30.5, 120.6))
    assert hypot(cx - dx, cy - dy) / within.scale == pytest.approx(22_239 * 0.8616, rel=0.001)


def way(series: int, *stops: tuple[float, float]) -> Route:
    return Route(series, f"T{series}", tuple(enumerate(stops, 1)))


def draw(*ways: Route, others: tuple[tuple[float, float], ...] = ()) -> str:
    within = frame([HOME, *(p for w in ways for _, p in w.stops)])
    return str(routes(HOME, ways, others, within, "支行"))


def test_every_stop_has_its_number_and_every_team_its_label() -> None:
    drawn = draw(way(0, (30.6, 120.1), (30.4, 120.2)), way(1, (30.55, 119.9)))
    assert re.findall(r'class="inmark"[^>]*>(\d+)<', drawn) == ["1", "2", "1"]
    assert re.findall(r"halo (?:team c\d|base)\"[^>]*>([^<]+)<", drawn) == ["支行", "T0", "T1"]
    assert len(re.findall(r'class="route t', drawn)) == 2


def test_marks_on_one_spot_are_moved_apart() -> None:
    spot = (30.6, 120.1)
    drawn = draw(way(0, spot, spot, (30.4, 119.9)))
    dots = re.findall(r'class="mark f0" cx="([\d.]+)" cy="([\d.]+)"', drawn)
    (ax, ay), (bx, by), _ = [(float(x), float(y)) for x, y in dots]
    assert hypot(ax - bx, ay - by) > 12


def test_candidates_not_visited_are_crosses() -> None:
    drawn = draw(way(0, (30.6, 120.1)), others=((30.55, 120.05),))
    assert drawn.count('class="left"') == 2


@pytest.mark.parametrize(
    ("reach", "label"), [(0.001, "100 m"), (0.02, "500 m"), (0.3, "5 km"), (3, "50 km")]
)
def test_scale_bar_is_round(reach: float, label: str) -> None:
    drawn = draw(way(0, (30.5 + reach, 120.0), (30.5, 120 + reach)))
    assert re.findall(r">(\d+ k?m)<", drawn) == [label]


def test_scale_bar_is_as_long_as_it_says() -> None:
    far = (30.8, 120.0)
    within = frame([HOME, far])
    drawn = draw(way(0, far))
    ends = re.findall(r'class="axis" d="M([\d.]+) [\d.]+L[\d. ]+L([\d.]+) ', drawn)
    ((left, right),) = ends
    assert (float(right) - float(left)) / within.scale == pytest.approx(5_000, rel=0.01)
    along = within.at(HOME)[1] - within.at(far)[1]
    assert along / within.scale == pytest.approx(0.3 * 111_195, rel=1e-6)


def test_team_without_stops_draws_nothing_but_the_branch() -> None:
    assert 'class="home"' in draw(way(0))


def test_thumbnail_has_no_words() -> None:
    assert "<text" not in thumbnail(HOME, [way(0, (30.6, 120.1))])


def test_marks_differ_in_shape() -> None:
    shapes = set()
    for series in range(SERIES):
        svg = Svg(20, "x")
        mark(svg, series, 10, 10, 5)
        (part,) = svg.parts
        shapes.add(re.sub(r'class="[^"]*"', "", part))
    assert len(shapes) == SERIES


def test_badges_differ() -> None:
    assert len({badge(n) for n in range(SERIES)}) == SERIES

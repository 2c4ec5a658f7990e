from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.nightly.report.charts.svg import Svg, number, ticks, wide, widest
from forbear.nightly.report.model import Text


@pytest.mark.parametrize(
    ("value", "written"), [(1.0, "1"), (1.25, "1.2"), (-0.04, "0"), (10, "10"), (99.96, "100")]
)
def test_coordinate_is_short(value: float, written: str) -> None:
    assert number(value) == written


@given(st.floats(0, 1e9), st.integers(2, 5))
def test_ticks_start_at_nought_and_cover_the_largest(largest: float, about: int) -> None:
    steps = ticks(largest, about)
    assert steps[0] == 0
    assert steps[-1] >= largest * (1 - 1e-9)
    assert 2 <= len(steps) <= about + 1


@pytest.mark.parametrize(
    ("largest", "steps"),
    [
        (0, [0, 1]),
        (4, [0, 1, 2, 3, 4]),
        (641, [0, 200, 400, 600, 800]),
        (72, [0, 20, 40, 60, 80]),
        (3655, [0, 1000, 2000, 3000, 4000]),
    ],
)
def test_ticks_are_round(largest: float, steps: list[float]) -> None:
    assert ticks(largest) == steps


def test_chinese_letters_are_wide() -> None:
    assert wide("逾期", 10) == 20
    assert widest(Text("abc", "逾期"), 10) == 20
    assert widest("abc", 10) == wide("abc", 10)


def test_text_is_escaped_in_both_languages() -> None:
    svg = Svg(10, "chart")
    svg.text(1, 2, Text("<b>", "&甲"), "name", "end")
    assert svg.done() == (
        '<svg class="chart" viewBox="0 0 440 10" aria-hidden="true">'
        '<text x="1" y="2" class="name" text-anchor="end">'
        '<tspan class="en" lang="en">&lt;b&gt;</tspan>'
        '<tspan class="zh" lang="zh-Hans">&amp;甲</tspan></text></svg>'
    )


def test_strokes_and_bars() -> None:
    svg = Svg(10, "chart", 20)
    svg.rect(0, 1, -3, 4, "data")
    svg.line(0, 0, 1, 1, "axis")
    svg.circle(1, 2, 3, "dot")
    svg.path([(0, 0), (1, 0), (1, 1)], "mark", closed=True)
    assert svg.parts == [
        '<rect class="data" x="0" y="1" width="0" height="4"/>',
        '<line class="axis" x1="0" y1="0" x2="1" y2="1"/>',
        '<circle class="dot" cx="1" cy="2" r="3"/>',
        '<path class="mark" d="M0 0L1 0L1 1Z"/>',
    ]

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.strategy import coverage
from forbear.strategy.coverage import TooLargeError, uncovered
from forbear.strategy.grid import Box

SIZES = (3, 4, 2)
WHOLE: Box = tuple((1 << size) - 1 for size in SIZES)

masks = st.tuples(*(st.integers(0, (1 << size) - 1) for size in SIZES))
regions = st.tuples(*(st.integers(1, (1 << size) - 1) for size in SIZES))


def points(box: Box) -> set[tuple[int, ...]]:
    return set(
        itertools.product(
            *([n for n in range(size) if m >> n & 1] for size, m in zip(SIZES, box, strict=True))
        )
    )


@given(st.lists(masks, max_size=8), regions)
def test_uncovered_agrees_with_counting_points(boxes: list[Box], region: Box) -> None:
    left = points(region) - {point for box in boxes for point in points(box)}
    found = uncovered(boxes, region)
    if found is None:
        assert left == set()
    else:
        assert points(found)
        assert points(found) <= left


@given(st.lists(masks, min_size=1, max_size=8), regions)
def test_uncovered_cannot_grow_in_any_direction(boxes: list[Box], region: Box) -> None:
    found = uncovered(boxes, region)
    left = points(region) - {point for box in boxes for point in points(box)}
    if found is None:
        return
    for d in range(len(SIZES)):
        for atom in range(SIZES[d]):
            wider = (*found[:d], found[d] | 1 << atom, *found[d + 1 :])
            if wider != found and wider[d] & ~region[d] == 0:
                assert not points(wider) <= left


def test_uncovered_without_boxes_is_the_region() -> None:
    assert uncovered([], WHOLE) == WHOLE


def test_uncovered_gives_up_beyond_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "LIMIT", 3)
    boxes = [(1 << a, 1 << b, 3) for a in range(3) for b in range(4)]
    with pytest.raises(TooLargeError):
        uncovered(boxes, WHOLE)


def test_uncovered_stays_small_on_a_wide_table() -> None:
    """Forty rows over twelve inputs: far more points than could be counted."""
    whole = (0b1111,) * 12
    rows = [
        tuple(0b0001 << (n + d) % 4 if d in (n % 12, (n + 1) % 12) else 0b1111 for d in range(12))
        for n in range(40)
    ]
    found = uncovered(rows, whole)
    assert found is not None
    assert all(any(not a & b for a, b in zip(row, found, strict=True)) for row in rows)
    assert uncovered([*rows, whole], whole) is None

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.scoring import after

CHANCES = st.floats(0, 1)


def one(p: float, effect: float) -> float:
    value: float = pl.DataFrame({"p": [p]}).select(after(pl.col("p"), effect)).item()
    return value


@pytest.mark.parametrize(
    ("p", "effect", "expected"),
    [
        (0.5, 0.05, 0.55),
        (0.0, 0.05, 0.0),
        (1.0, 0.05, 1.0),
        (0.1, 0.05, 0.118),
        (0.9, 0.05, 0.918),
        (0.5, -0.05, 0.45),
        (0.5, 0.0, 0.5),
        (0.9, 1.0, 1.0),
        (0.1, -1.0, 0.0),
    ],
)
def test_after_known_values(p: float, effect: float, expected: float) -> None:
    assert one(p, effect) == pytest.approx(expected, abs=1e-12)


@given(p=CHANCES, effect=st.floats(-1, 1))
def test_after_stays_a_chance(p: float, effect: float) -> None:
    assert 0 <= one(p, effect) <= 1


@given(p=CHANCES, effect=st.floats(0, 0.25))
def test_after_never_adds_more_than_the_effect(p: float, effect: float) -> None:
    assert -1e-12 <= one(p, effect) - p <= effect + 1e-12


@given(low=CHANCES, high=CHANCES, effect=st.floats(-0.25, 0.25))
def test_after_keeps_the_order_of_chances(low: float, high: float, effect: float) -> None:
    low, high = sorted((low, high))
    assert one(low, effect) <= one(high, effect) + 1e-12


def test_after_takes_an_effect_by_row() -> None:
    frame = pl.DataFrame({"p": [0.5, 0.5], "e": [0.02, 0.04]})
    assert frame.select(after(pl.col("p"), pl.col("e"))).to_series().to_list() == [0.52, 0.54]

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from forbear.lab.draw import Dice

INDEX = np.arange(200_000)


def slow_bits(seed: int, stream: str, index: int) -> int:
    """SplitMix64's finaliser in Python's whole numbers."""
    key = int.from_bytes(hashlib.sha256(f"{seed}:{stream}".encode()).digest()[:8], "big")
    z = (index * 0x9E3779B97F4A7C15 + key) % 2**64
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 % 2**64
    z = (z ^ z >> 27) * 0x94D049BB133111EB % 2**64
    return z ^ z >> 31


@pytest.mark.parametrize("seed", [0, 1, 2**40])
def test_bits_agree_with_whole_number_arithmetic(seed: int) -> None:
    index = [0, 1, 2, 29_999, 10_000_000]
    got = Dice(seed).bits("names", np.array(index)).tolist()
    assert got == [slow_bits(seed, "names", n) for n in index]


def test_draws_are_the_same_alone_and_among_many() -> None:
    assert Dice(1).unit("a", INDEX)[777] == Dice(1).unit("a", np.array([777]))[0]


@pytest.mark.parametrize("other", [Dice(2).unit("a", INDEX), Dice(1).unit("b", INDEX)])
def test_unit_other_seed_or_stream_is_unrelated(other: np.ndarray) -> None:
    assert abs(np.corrcoef(Dice(1).unit("a", INDEX), other)[0, 1]) < 0.01


def test_unit_is_even_over_the_interval() -> None:
    drawn = Dice(1).unit("a", INDEX)
    assert (drawn.min() >= 0, drawn.max() < 1) == (True, True)
    shares = np.histogram(drawn, bins=10, range=(0, 1))[0] / len(INDEX)
    assert np.abs(shares - 0.1).max() < 0.003


def test_below_differs_by_row_and_stays_below() -> None:
    n = INDEX % 7 + 1
    drawn = Dice(1).below("a", INDEX, n)
    assert (drawn.min() >= 0, bool((drawn < n).all())) == (True, True)


def test_choose_follows_weights_and_skips_zero() -> None:
    shares = np.bincount(Dice(1).choose("a", INDEX, (1, 0, 3)), minlength=3) / len(INDEX)
    assert shares[1] == 0
    assert abs(shares[2] - 0.75) < 0.005


def test_bell_has_mean_nought_and_deviation_one() -> None:
    drawn = Dice(1).bell("a", INDEX)
    assert abs(drawn.mean()) < 0.01
    assert abs(drawn.std() - 1) < 0.01
    assert np.abs(drawn).max() <= 2 * np.sqrt(3)

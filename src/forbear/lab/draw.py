"""Seeded draws that depend on what is drawn for, never on order or batch size.

Every made value is a hash of (seed, stream, index). Row 7 of a stream is the same whether it is
drawn alone or among ten million, so a tape can be written in chunks and still be one tape.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Dice:
    """A source of draws. ``stream`` names what is drawn; ``index`` says for which row."""

    seed: int

    def bits(self, stream: str, index: Ints) -> NDArray[np.uint64]:
        """64 uniform bits a row: SplitMix64's finaliser over a keyed counter."""
        key = hashlib.sha256(f"{self.seed}:{stream}".encode()).digest()[:8]
        z = index.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z += np.uint64(int.from_bytes(key, "big"))
        z ^= z >> np.uint64(30)
        z *= np.uint64(0xBF58476D1CE4E5B9)
        z ^= z >> np.uint64(27)
        z *= np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
        return z

    def unit(self, stream: str, index: Ints) -> Floats:
        """Uniform in [0, 1)."""
        return (self.bits(stream, index) >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def below(self, stream: str, index: Ints, n: int | Ints) -> Ints:
        """Uniform whole number in [0, n); ``n`` may differ by row."""
        return (self.unit(stream, index) * n).astype(np.int64)

    def chance(self, stream: str, index: Ints, p: float | Floats) -> Flags:
        """True with probability ``p``."""
        return self.unit(stream, index) < p

    def choose(self, stream: str, index: Ints, weights: Sequence[float] | Floats) -> Ints:
        """A place in ``weights``, in proportion to them."""
        steps = np.cumsum(np.asarray(weights, dtype=np.float64))
        return np.searchsorted(steps / steps[-1], self.unit(stream, index), side="right").astype(
            np.int64
        )

    def bell(self, stream: str, index: Ints) -> Floats:
        """Bell-shaped, mean 0, deviation 1, within +-3.5: a sum of four uniform draws.

        Sums are exact on every machine; logarithms and cosines of a true normal are not.
        """
        bits = self.bits(stream, index)
        total = np.zeros(len(index), dtype=np.float64)
        for shift in (0, 16, 32, 48):
            total += ((bits >> np.uint64(shift)) & np.uint64(0xFFFF)).astype(np.float64)
        scaled: Floats = (total / 65536.0 - 2.0) * np.sqrt(3.0)
        return scaled

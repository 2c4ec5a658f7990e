"""What the allocator works on: cases with the value of every treatment, and the menu of those."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forbear.strategy.capacities import Capacities
from forbear.strategy.treatments import VISITS, Treatments


@dataclass(frozen=True)
class Menu:
    """The treatments as arrays; the first is `WAIT`, which uses nothing.

    ``use[j, r]`` is what treatment j takes of resource r; ``visit[j]`` says that somebody travels.
    """

    names: tuple[str, ...]
    use: NDArray[np.int64]
    visit: NDArray[np.bool_]


def menu(treatments: Treatments, capacities: Capacities) -> Menu:
    """The treatments against the resources of `capacities`."""
    chosen = [treatments[name] for name in treatments.names]
    use = [[t.uses.get(resource, 0) for resource in capacities.resources] for t in chosen]
    return Menu(
        treatments.names,
        np.array(use, np.int64).reshape(len(chosen), len(capacities.resources)),
        np.array([t.channel in VISITS for t in chosen]),
    )


@dataclass(frozen=True)
class Cases:
    """Some cases, all of a shard or of the bank.

    ``branch[i]`` indexes `Capacities.branches`. ``value[j, i]`` is what treatment j is worth for
    case i: expected net recovery beyond doing nothing, in minor units of the bank's currency;
    minus infinity where it may not be used; ``value[0]`` is 0: waiting.
    """

    case_id: pl.Series
    branch: NDArray[np.int32]
    value: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.case_id)


def stable_hash(ids: pl.Series) -> NDArray[np.uint64]:
    """A 64-bit hash of each text, the same on every machine, in every version and any grouping.

    The UTF-8 bytes, eight at a time, through the finaliser of SplitMix64 (Steele, Lea and Flood,
    2014). Not for secrets.
    """
    widest = int(ids.str.len_bytes().max() or 0)  # type: ignore[arg-type]
    words = -(-widest // 8)
    padded = pl.col("id").str.encode("hex").str.pad_end(16 * words, "0").str.decode("hex")
    pieces = [
        padded.bin.slice(8 * w, 8).bin.reinterpret(dtype=pl.UInt64, endianness="little")
        for w in range(words)
    ]
    frame = ids.to_frame("id").select(
        pl.col("id").str.len_bytes().cast(pl.UInt64).alias("size"),
        *(piece.alias(str(w)) for w, piece in enumerate(pieces)),
    )
    size = frame["size"].to_numpy()
    mixed = _mix(size + np.uint64(0x9E3779B97F4A7C15))
    for w in range(words):
        more = size > 8 * w
        mixed[more] = _mix(mixed[more] ^ frame[str(w)].to_numpy()[more])
    return mixed


def _mix(word: NDArray[np.uint64]) -> NDArray[np.uint64]:
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))

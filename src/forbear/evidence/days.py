"""The days of a journal: each ties together where every chain stands, and the day before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from forbear.evidence import merkle
from forbear.evidence.canonical import canonical, digest
from forbear.evidence.entry import NOTHING


@dataclass(frozen=True)
class Head:
    """How far a chain has come: its last entry by number and hash."""

    chain: str
    number: int
    hash: str

    def fields(self) -> dict[str, Any]:
        """The head as JSON has it."""
        return {"chain": self.chain, "number": self.number, "hash": self.hash}

    def leaf(self) -> bytes:
        """The head as it goes into the day's tree."""
        return canonical(self.fields())


@dataclass(frozen=True)
class Day:
    """A day that is closed.

    ``chains``: how many there are, those that did not grow included; ``entries``: how many entries
    they have in all. ``tree``: root over their heads, sorted by chain. ``before``: hash of the
    closed day before; `NOTHING` for the first.
    """

    day: date
    chains: int
    entries: int
    tree: str
    before: str

    @property
    def hash(self) -> str:
        """SHA-256 of the day: whoever knows it can tell whether anything up to it was changed."""
        return digest(canonical(self.fields()))

    def fields(self) -> dict[str, Any]:
        """The day as JSON has it, without its own hash."""
        return {
            "day": self.day.isoformat(),
            "chains": self.chains,
            "entries": self.entries,
            "tree": self.tree,
            "before": self.before,
        }

    def line(self) -> bytes:
        """The day with its hash, as it stands in an export."""
        return canonical({**self.fields(), "hash": self.hash})

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Day:
        """A day from its JSON. Raises `ValueError` for anything but exactly its fields."""
        if set(given) != {"day", "chains", "entries", "tree", "before", "hash"}:
            raise ValueError("fields missing or unknown")
        numbers = (given["chains"], given["entries"])
        texts = (given["day"], given["tree"], given["before"], given["hash"])
        if not all(type(n) is int for n in numbers) or not all(isinstance(t, str) for t in texts):
            raise ValueError("a field is not of its kind")
        return cls(date.fromisoformat(given["day"]), *numbers, given["tree"], given["before"])


def close(last: Day | None, day: date, heads: Iterable[Head]) -> Day:
    """Close a day at whose end the journal's chains stand at ``heads``.

    Raises `ValueError` if the day does not come after the last one closed.
    """
    if last is not None and day <= last.day:
        raise ValueError(f"{day} does not come after {last.day}, which is closed")
    ordered = in_order(heads)
    tree = merkle.root([head.leaf() for head in ordered])
    entries = sum(head.number + 1 for head in ordered)
    return Day(day, len(ordered), entries, tree, NOTHING if last is None else last.hash)


def in_order(heads: Iterable[Head]) -> Sequence[Head]:
    """Heads as they stand in a day's tree. Raises `ValueError` for a chain given twice."""
    ordered = sorted(heads, key=lambda head: head.chain)
    for one, next_ in pairwise(ordered):
        if one.chain == next_.chain:
            raise ValueError(f"chain {one.chain} is given twice")
    return ordered

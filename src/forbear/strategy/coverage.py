"""Which part of a region do boxes leave uncovered? Exact, and bounded in work."""

from __future__ import annotations

from collections.abc import Sequence

from forbear.strategy.grid import Box

#: Search states after which a table counts as too entangled to check (about a second's work).
LIMIT = 200_000


class TooLargeError(Exception):
    """The search would take more than `LIMIT` states."""


def uncovered(boxes: Sequence[Box], region: Box) -> Box | None:
    """A part of `region` that no box covers, as large as one box gets there; None if all is.

    Walks the inputs in order and keeps, at each, only the set of boxes still possible: parts of
    the region with the same set are walked once, as in a decision diagram.
    """
    search = _Search(boxes, region)
    found = search.walk(0, (1 << len(boxes)) - 1)
    return None if found is None else _grown(boxes, region, found)


class _Search:
    def __init__(self, boxes: Sequence[Box], region: Box) -> None:
        self.region = region
        self.depth = len(region)
        # alive[d][atom]: the boxes that take in this atom of input d.
        self.alive = [
            {
                atom: sum(1 << n for n, box in enumerate(boxes) if box[d] >> atom & 1)
                for atom in _bits(region[d])
            }
            for d in range(self.depth)
        ]
        # covering[d]: the boxes that take in everything from input d on.
        self.covering = [
            sum(
                1 << n
                for n, box in enumerate(boxes)
                if all(region[e] & ~box[e] == 0 for e in range(d, self.depth))
            )
            for d in range(self.depth + 1)
        ]
        self.covered: set[tuple[int, int]] = set()
        self.walked = 0

    def walk(self, d: int, boxes: int) -> Box | None:
        """A box from input `d` on that none of `boxes` covers."""
        if boxes & self.covering[d] or (d, boxes) in self.covered:
            return None
        if not boxes:
            return self.region[d:]
        self.walked += 1
        if self.walked > LIMIT:
            raise TooLargeError
        groups: dict[int, int] = {}
        for atom, alive in self.alive[d].items():
            groups[boxes & alive] = groups.get(boxes & alive, 0) | 1 << atom
        for left, atoms in groups.items():
            rest = self.walk(d + 1, left)
            if rest is not None:
                return (atoms, *rest)
        self.covered.add((d, boxes))
        return None


def _grown(boxes: Sequence[Box], region: Box, found: Box) -> Box:
    """`found` widened input by input, last first, as far as no box is met."""
    grown = list(found)
    for d in reversed(range(len(grown))):
        blocked = 0
        for box in boxes:
            if all(box[e] & grown[e] for e in range(len(grown)) if e != d):
                blocked |= box[d]
        grown[d] = region[d] & ~blocked
    return tuple(grown)


def _bits(mask: int) -> list[int]:
    return [n for n in range(mask.bit_length()) if mask >> n & 1]

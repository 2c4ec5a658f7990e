"""Merkle trees as in Certificate Transparency (RFC 6962, section 2.1).

A root stands for a list: none of its items can be changed, left out or moved without another root.
A path of hashes proves that one item is in it, without showing the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

_LEAF, _NODE = b"\x00", b"\x01"


def root(leaves: Sequence[bytes]) -> str:
    """The root over ``leaves`` in their order, in hexadecimal."""
    level = [_hash(_LEAF, leaf) for leaf in leaves]
    if not level:
        return hashlib.sha256().hexdigest()
    while len(level) > 1:
        level = _above(level)
    return level[0].hex()


def paths(leaves: Sequence[bytes], wanted: Sequence[int]) -> list[list[str]]:
    """For each place wanted the hashes that, with the leaf there, give the root."""
    level = [_hash(_LEAF, leaf) for leaf in leaves]
    at, found = list(wanted), [list[str]() for _ in wanted]
    while len(level) > 1:
        for n, place in enumerate(at):
            beside = place ^ 1
            if beside < len(level):
                found[n].append(level[beside].hex())
            at[n] = place // 2
        level = _above(level)
    return found


def proven(leaf: bytes, place: int, size: int, path: Sequence[str]) -> str:
    """The root that follows from a leaf at a place among ``size`` and its path.

    Raises `ValueError` if the path has another length than such a place needs.
    """
    if not 0 <= place < size:
        raise ValueError(f"place {place} is not among {size}")
    steps = iter(path)
    made = _hash(_LEAF, leaf)
    while size > 1:
        beside = place ^ 1
        if beside < size:
            step = next(steps, None)
            if step is None:
                raise ValueError("the path is too short")
            other = bytes.fromhex(step)
            made = _hash(_NODE, other, made) if place % 2 else _hash(_NODE, made, other)
        place, size = place // 2, (size + 1) // 2
    if next(steps, None) is not None:
        raise ValueError("the path is too long")
    return made.hex()


def _above(level: list[bytes]) -> list[bytes]:
    """Pairs hashed together; one without a partner goes up as it is."""
    made = [_hash(_NODE, left, right) for left, right in zip(level[::2], level[1::2], strict=False)]
    return made + level[-1:] if len(level) % 2 else made


def _hash(*parts: bytes) -> bytes:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part)
    return whole.digest()

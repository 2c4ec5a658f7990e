"""Merkle trees of RFC 6962."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.evidence.merkle import paths, proven, root

#: Inputs and roots of the reference implementation's tests (Certificate Transparency).
INPUTS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def by_the_book(leaves):
    """The tree as RFC 6962 defines it: split at the largest power of two below the size."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    parts = by_the_book(leaves[:split]) + by_the_book(leaves[split:])
    return hashlib.sha256(b"\x01" + parts).digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_root_is_that_of_the_reference(size):
    assert root(INPUTS[:size]) == ROOTS[size - 1]


@given(st.lists(st.binary(max_size=3), max_size=40))
def test_root_is_that_of_the_definition(leaves):
    assert root(leaves) == by_the_book(leaves).hex()


@given(st.data(), st.lists(st.binary(max_size=3), min_size=1, max_size=40))
def test_path_leads_to_the_root_from_its_own_place_only(data, leaves):
    place = data.draw(st.integers(0, len(leaves) - 1))
    (path,) = paths(leaves, [place])
    assert proven(leaves[place], place, len(leaves), path) == root(leaves)
    assert proven(leaves[place] + b"!", place, len(leaves), path) != root(leaves)


def test_paths_of_several_places_are_those_of_each():
    leaves = [bytes([n]) for n in range(11)]
    assert paths(leaves, [10, 0, 5]) == [paths(leaves, [n])[0] for n in (10, 0, 5)]


@pytest.mark.parametrize(
    ("place", "size", "cut", "why"),
    [
        (5, 5, 0, "not among"),
        (-1, 5, 0, "not among"),
        (1, 5, 1, "too short"),
        (1, 5, -1, "too long"),
        (4, 5, 1, "too short"),
    ],
)
def test_path_that_cannot_be_one(place, size, cut, why):
    leaves = [bytes([n]) for n in range(5)]
    (path,) = paths(leaves, [min(max(place, 0), 4)])
    path = path[: len(path) - cut] if cut >= 0 else [*path, "00" * 32]
    with pytest.raises(ValueError, match=why):
        proven(b"", place, size, path)

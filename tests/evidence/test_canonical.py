"""One way of writing JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.evidence.canonical import LARGEST, canonical, digest

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"b": 1, "a": [True, None, "x"]}, b'{"a":[true,null,"x"],"b":1}'),
        ({"名": "张三\n"}, '{"名":"张三\\n"}'.encode()),
        ((1, 2), b"[1,2]"),
        (-0, b"0"),
        ("", b'""'),
        ({}, b"{}"),
        (LARGEST, b"9007199254740991"),
    ],
)
def test_canonical_is_one_way_of_writing(value, written):
    assert canonical(value) == written


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (1.5, "float has no single way"),
        (b"x", "bytes has no single way"),
        ({1: 2}, "1 is no name"),
        ([{"a": float("nan")}], "float has no single way"),
        (LARGEST + 1, "too large a number"),
        ({"a": {"b": -LARGEST - 1}}, "too large a number"),
        ({1, 2}, "set has no single way"),
    ],
)
def test_canonical_refuses_what_has_several_ways(value, why):
    with pytest.raises(ValueError, match=why):
        canonical(value)


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb"])
def test_canonical_refuses_half_characters(text):
    with pytest.raises(ValueError, match="surrogates"):
        canonical(text)


@given(VALUES.filter(lambda v: "\ud800" not in repr(v)))
def test_canonical_read_and_written_again_is_the_same(value):
    try:
        written = canonical(value)
    except UnicodeEncodeError:
        return
    assert canonical(json.loads(written)) == written


def test_digest_is_that_of_all_parts_in_order():
    assert digest(b"a", b"bc") == digest(b"abc") != digest(b"bca")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert digest() == empty

"""Which encoding a file is in, and its lines as text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forbear.portfolio.encodings import decode, detect

NAME = "张三，中山东路1号"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"", None),
        (b"a,b\n1,2\n", None),
        (NAME.encode(), "utf-8"),
        (NAME.encode("gb18030"), "gb18030"),
        ("é".encode(), "utf-8"),
        ("㐀𠀀".encode("gb18030"), "gb18030"),
        (b"\xff\xff", "utf-8"),
        (b"a\n" + NAME.encode() + b"\nbroken \xff\xff\n", "utf-8"),
        (b"a\n" + NAME.encode("gb18030") + b"\nbroken \xff\xff\n", "gb18030"),
    ],
)
def test_detect_tells_the_encoding(data, encoding):
    assert detect(data) == encoding


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\nb\n", ["a", "b"]),
        ("a\nb", ["a", "b"]),
        ("a\r\nb\r\n", ["a", "b"]),
        ("a\n\nb\n", ["a", "", "b"]),
        ("a\n\n", ["a", ""]),
        (f"{NAME}\n{NAME}\n", [NAME, NAME]),
        ("", [""]),
    ],
)
def test_decode_gives_lines_without_their_ends(encoding, text, lines):
    got = decode(text.encode(encoding), encoding)
    assert (got.lines.to_list(), got.broken) == (lines, ())


def test_decode_shows_and_names_the_broken_lines():
    got = decode(b"a\nb\xffc\n" + NAME.encode() + b"\n\xe5\n", "utf-8")
    assert got.lines.to_list() == ["a", "b\ufffdc", NAME, "\ufffd"]
    assert got.broken == (1, 3)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
@settings(max_examples=30)
def test_decode_gives_back_what_was_encoded(text):
    for encoding in ("utf-8", "gb18030"):
        got = decode(text.encode(encoding), encoding)
        expected = [line.removesuffix("\r") for line in text.removesuffix("\n").split("\n")]
        assert (got.lines.to_list(), got.broken) == (expected, ())


@given(st.binary(max_size=60))
@settings(max_examples=40)
def test_decode_never_raises_and_loses_no_line(data):
    for encoding in ("utf-8", "gb18030"):
        lines = decode(data, encoding).lines
        assert len(lines) == len(data.removesuffix(b"\n").split(b"\n"))
    assert detect(data) in (None, "utf-8", "gb18030")

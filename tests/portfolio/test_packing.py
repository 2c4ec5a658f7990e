"""Plain, gzip and Zstandard files, whole and damaged."""

from __future__ import annotations

import gzip
import random

import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st

from forbear.portfolio.packing import DamageError, unpacked

PACK = {"a.csv": bytes, "a.csv.gz": gzip.compress, "a.csv.zst": zstd.compress}
NOISE = random.Random(7).randbytes(200_000)


def unpack(path, data, block=1 << 16):
    path.write_bytes(data)
    blocks, rule = [], None
    try:
        for each in unpacked(path, block):
            blocks.append(each)
    except DamageError as damage:
        rule = damage.rule
    assert all(0 < len(each) <= block for each in blocks)
    return b"".join(blocks), rule


@pytest.mark.parametrize("name", PACK)
@pytest.mark.parametrize("content", [b"", b"a", b"a,b\n1,2\n", b"x" * 300_000, NOISE])
def test_unpacked_is_what_was_packed(tmp_path, name, content):
    assert unpack(tmp_path / name, PACK[name](content)) == (content, None)


@pytest.mark.parametrize("name", ["a.csv.gz", "a.csv.zst"])
def test_unpacked_goes_through_all_members(tmp_path, name):
    data = PACK[name](b"one\n") + PACK[name](b"") + PACK[name](b"two\n")
    assert unpack(tmp_path / name, data) == (b"one\ntwo\n", None)


def test_unpacked_passes_over_padding(tmp_path):
    assert unpack(tmp_path / "a.gz", gzip.compress(b"one") + bytes(512)) == (b"one", None)


@pytest.mark.parametrize("name", ["a.csv.gz", "a.csv.zst"])
@pytest.mark.parametrize("cut", [1, 5, 70_000, 190_000])
def test_unpacked_of_a_cut_file_is_its_beginning(tmp_path, name, cut):
    got, rule = unpack(tmp_path / name, PACK[name](NOISE)[:-cut])
    assert (NOISE.startswith(got), rule) == (True, "file.truncated")


@pytest.mark.parametrize("name", ["a.csv.gz", "a.csv.zst"])
@pytest.mark.parametrize("tail", [b"garbage", b"\x1f\x8b\x07junkjunkjunk"])
def test_unpacked_tells_what_is_no_member_and_keeps_those_before(tmp_path, name, tail):
    got, rule = unpack(tmp_path / name, PACK[name](b"one\n") + tail)
    assert (got, rule) == (b"one\n", "file.damaged")


def test_unpacked_tells_a_wrong_checksum_and_gives_the_content(tmp_path):
    data = bytearray(gzip.compress(b"one\ntwo\n"))
    data[-8] ^= 1
    assert unpack(tmp_path / "a.gz", bytes(data)) == (b"one\ntwo\n", "file.damaged")


@pytest.mark.parametrize("name", PACK)
@given(content=st.binary(max_size=200), block=st.integers(1, 64))
@settings(max_examples=15)
def test_unpacked_in_blocks_of_any_size(tmp_path_factory, name, content, block):
    path = tmp_path_factory.getbasetemp() / name
    assert unpack(path, PACK[name](content), block) == (content, None)


@pytest.mark.parametrize("name", PACK)
@given(data=st.binary(max_size=60))
@settings(max_examples=15)
def test_unpacked_of_any_bytes_ends_or_tells(tmp_path_factory, name, data):
    path = tmp_path_factory.getbasetemp() / name
    assert unpack(path, data)[1] in (None, "file.truncated", "file.damaged")

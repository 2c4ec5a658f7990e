"""A bundle proves itself: its journal, and every file that the journal tells of."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from forbear.evidence import Head, close, export, follow, pack, verify_bundle
from forbear.evidence.bundle import told
from forbear.problems import ForbearError

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
FILES = {"README.txt": b"how to verify\n", "permits.jsonl": b'{"id":"1"}\n'}


def journal(content: dict[str, object]) -> bytes:
    """A chain of two entries, the second one the bundle's, on a closed day."""
    first = follow(
        None, chain="customer:C1", at=NOON, actor="a", action="x", subject="s", content={}
    )
    last = follow(
        first, chain="customer:C1", at=NOON, actor="a", action="y", subject="s", content=content
    )
    heads = [Head("customer:C1", last.number, last.hash), Head("customer:C2", 0, "1" * 64)]
    day = close(None, date(2026, 11, 22), heads)
    return b"".join(export({"customer:C1": [first, last]}, [day], heads))


@pytest.fixture(scope="module")
def whole() -> bytes:
    return pack(journal({"bundle": told(FILES)}), FILES)


def codes(raw: bytes, root: str | None = None) -> Iterator[tuple[str, str]]:
    with pytest.raises(ForbearError) as refusal:
        verify_bundle(raw, root)
    return iter({(problem.code, problem.where) for problem in refusal.value.problems})


def test_whole_bundle_is_verified_and_named_by_its_root(whole: bytes) -> None:
    done = verify_bundle(whole)
    assert (done.chains, done.entries, done.days) == (1, 2, 1)
    assert verify_bundle(whole, done.root) == done


def test_another_root_is_refused(whole: bytes) -> None:
    assert list(codes(whole, "0" * 64)) == [("evidence.root", "")]


def test_every_byte_counts(whole: bytes) -> None:
    for at in range(len(whole)):
        changed = bytearray(whole)
        changed[at] ^= 1
        with pytest.raises(ForbearError):
            verify_bundle(bytes(changed))


@pytest.mark.parametrize("size", [0, 1, 100])
def test_cut_bundle_is_refused(whole: bytes, size: int) -> None:
    assert list(codes(whole[:size])) == [("evidence.bundle", "zip")]


def test_changed_paper_is_named_even_in_a_sound_zip() -> None:
    papers = {**FILES, "permits.jsonl": b'{"id":"2"}\n'}
    raw = pack(journal({"bundle": told(FILES)}), papers)
    assert list(codes(raw)) == [("evidence.bundle", "permits.jsonl")]


def test_paper_left_out_or_slipped_in_is_named() -> None:
    held = journal({"bundle": told(FILES)})
    fewer = pack(held, {"README.txt": FILES["README.txt"]})
    assert list(codes(fewer)) == [("evidence.bundle", "permits.jsonl")]
    more = pack(held, {**FILES, "extra.txt": b"x"})
    assert list(codes(more)) == [("evidence.bundle", "extra.txt")]


def test_bundle_without_a_journal_is_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as kept:
        kept.writestr("README.txt", "x")
    assert list(codes(made.getvalue())) == [("evidence.bundle", "journal.jsonl")]


def test_same_texts_packed_otherwise_are_told_apart(whole: bytes) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert list(codes(made.getvalue())) == [("evidence.bundle", "zip")]


def test_journal_that_tells_of_no_bundle_vouches_for_no_paper() -> None:
    assert set(codes(pack(journal({}), FILES))) == {
        ("evidence.bundle", "README.txt"),
        ("evidence.bundle", "permits.jsonl"),
    }


def test_last_bundle_counts() -> None:
    old = {"bundle": {"README.txt": "0" * 64}}
    assert list(codes(pack(journal(old), {"README.txt": b"x"}))) == [
        ("evidence.bundle", "README.txt")
    ]

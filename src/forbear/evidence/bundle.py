"""A bundle: an export of the journal with the papers it speaks for, in one ZIP file.

The journal holds, in the last entry that has ``bundle`` in its content, the SHA-256 of every other
file. The ZIP file is written in one way only, uncompressed and without times, so that not even its
own frame can be changed unseen.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping

from forbear.evidence.verify import Verified, verify
from forbear.problems import ForbearError, Problem, refuse

JOURNAL = "journal.jsonl"
#: How a ZIP file begins.
MAGIC = b"PK"
_NEVER = (1980, 1, 1, 0, 0, 0)


def told(files: Mapping[str, bytes]) -> dict[str, str]:
    """What the journal's entry holds of the files that go with it: their SHA-256 by name."""
    return {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)}


def pack(journal: bytes, files: Mapping[str, bytes]) -> bytes:
    """The bundle of an export and the files that its last entry of a bundle tells of."""
    return _zipped({**files, JOURNAL: journal})


def verify_bundle(raw: bytes, root: str | None = None) -> Verified:
    """Verify a bundle: its journal as `verify` does, and every other file by the journal.

    Raises `ForbearError` naming what was changed, is missing or does not belong to it.
    """
    files = _unzipped(raw)
    journal = files.pop(JOURNAL, None)
    if journal is None:
        raise refuse("evidence.bundle", JOURNAL, "is missing from the bundle", "证据包中缺少此文件")
    done = verify(journal.splitlines(keepends=True), root)
    known, have = _known(journal), told(files)
    faults = [_fault(name, known, have) for name in sorted({*known, *have})]
    wrong = [fault for fault in faults if fault is not None]
    if _zipped({**files, JOURNAL: journal}) != raw and not wrong:
        wrong.append(
            Problem(
                "evidence.bundle",
                "zip",
                "the ZIP file was written anew or its frame changed; its texts are as they were",
                "压缩包被重新生成或其结构被改动",
            )
        )
    if wrong:
        raise ForbearError(*wrong)
    return done


def _known(journal: bytes) -> dict[str, str]:
    """The files of the last bundle that the journal tells of."""
    found: dict[str, str] = {}
    for line in journal.splitlines():
        content = json.loads(line).get("content")
        if isinstance(content, dict) and isinstance(content.get("bundle"), dict):
            found = content["bundle"]
    return found


def _fault(name: str, known: Mapping[str, str], have: Mapping[str, str]) -> Problem | None:
    if name not in have:
        return Problem("evidence.bundle", name, "is missing from the bundle", "证据包中缺少此文件")
    if name not in known:
        return Problem(
            "evidence.bundle", name, "the journal knows of no such file", "日志中没有此文件的记录"
        )
    if have[name] != known[name]:
        return Problem(
            "evidence.bundle",
            name,
            f"was changed: the journal tells of SHA-256 {known[name]}, this has {have[name]}",
            f"内容被改动：日志记录的 SHA-256 为 {known[name]}，实际为 {have[name]}",
        )
    return None


def _zipped(files: Mapping[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as made:
        for name in sorted(files):
            place = zipfile.ZipInfo(name, _NEVER)
            place.create_system, place.external_attr = 3, 0o600 << 16
            made.writestr(place, files[name])
    return whole.getvalue()


def _unzipped(raw: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as kept:
            return {name: kept.read(name) for name in kept.namelist()}
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise refuse(
            "evidence.bundle",
            "zip",
            f"can't be read whole ({error}): bytes were changed or are missing",
            f"无法完整读取（{error}）：内容被改动或缺失",
        ) from None

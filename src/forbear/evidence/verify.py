"""Whether an export is what the journal held: every entry, in its place, to the byte."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from forbear.evidence.canonical import canonical
from forbear.evidence.entry import NOTHING
from forbear.evidence.reader import Reader
from forbear.problems import ForbearError

#: Problems told at most.
MOST = 20


@dataclass(frozen=True)
class Verified:
    """What was verified.

    ``root``: hash of the last closed day, to hold against a published one. ``loose``: entries made
    since, for which only their chain and the seal speak.
    """

    chains: int
    entries: int
    loose: int
    days: int
    root: str


def verify(lines: Iterable[bytes], root: str | None = None) -> Verified:
    """Verify the lines (with their ends) of an export.

    ``root``: hash of its last closed day as known from elsewhere. Without it an export that was
    made anew from end to end can't be told from the true one. Raises `ForbearError` naming every
    entry that was changed, is missing or stands elsewhere.
    """
    reader, whole = Reader(), hashlib.sha256()
    held: bytes | None = None
    for line in lines:
        if held is not None:
            whole.update(held)
            reader.take(held)
        held = line
        if len(reader.problems) >= MOST:
            break
    else:
        reader.finish(held, canonical({"seal": whole.hexdigest()}) + b"\n")
    have = reader.days[-1].hash if reader.days else NOTHING
    if root is not None and root.strip().lower() != have:
        reader.wrong(
            f"the root of this journal is {have}, not the one given: it is another journal, an "
            "export of another day, or one made anew",
            f"本日志的根为 {have}，与给定值不同：并非同一日志或同一日的导出，或系重新伪造",
            code="evidence.root",
        )
    if reader.problems:
        raise ForbearError(*reader.problems[:MOST])
    return Verified(reader.chains, reader.entries, reader.loose, len(reader.days), have)

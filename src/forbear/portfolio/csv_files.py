"""One CSV file of the tape, read block by block into columns of text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import polars as pl

from forbear.portfolio.encodings import BOM, UTF16, decode, detect
from forbear.portfolio.packing import BLOCK, DamageError, unpacked
from forbear.portfolio.records import Bad, Records, Shape, records, separator_of

#: A longer line is no line: the file is something else.
_LONGEST_LINE = 1 << 26


class CsvFile:
    """A CSV file opened at its first record.

    ``headers``: the file's own, in order. ``refused``: the rule for which nothing of the file can
    be used, if there is one, and ``culprit`` the column it names.
    """

    headers: list[str]
    refused: str | None = None
    culprit: str | None = None

    def __init__(self, path: Path, separator: str | None = None, block: int = BLOCK) -> None:
        self._damage: tuple[str, bytes] | None = None
        self._encoding: str | None = None
        self._chunks = self._whole_lines(path, block)
        self._line = 1
        self.headers = []
        first = next(self._chunks, b"")
        if first.startswith(UTF16):
            self.refused = "file.encoding"
        elif not first.strip():
            self.refused = self._damage[0] if self._damage else "file.empty"
        else:
            self._open(first, separator)

    def records(self) -> Iterator[tuple[pl.DataFrame, list[Bad]]]:
        """Frames of ``_line`` and one text column ``f0``, ``f1``, ... a header; with the bad lines.

        A frame may be empty; together they hold every line of the file but empty ones.
        """
        pending, broken = pl.Series("line", [], dtype=pl.String), frozenset[int]()
        for chunk in self._chunks:
            self._encoding = self._encoding or detect(chunk)
            text = decode(chunk, self._encoding or "utf-8")
            broken |= {len(pending) + i for i in text.broken}
            lines = pl.concat([pending, text.lines])
            got = self._some(lines, broken, last=False)
            yield got.frame, got.bad
            pending = lines[got.used :]
            broken = frozenset(i - got.used for i in broken if i >= got.used)
        if len(pending):
            got = self._some(pending, broken, last=True)
            yield got.frame, got.bad
        if self._damage:
            rule, tail = self._damage
            cut = tail.decode(self._encoding or "utf-8", "replace")
            nothing = self._some(pending.clear(), frozenset(), last=True).frame
            yield nothing, [Bad(self._line, rule, cut[:200], cut)]

    def lines_left(self) -> int:
        """How many lines follow, without reading what stands in them."""
        return sum(1 for chunk in self._chunks for line in chunk.split(b"\n") if line.strip())

    def _some(self, lines: pl.Series, broken: frozenset[int], last: bool) -> Records:
        got = records(lines, self._line, self._shape, broken, last)
        self._line += got.used
        return got

    def _open(self, first: bytes, separator: str | None) -> None:
        if first.startswith(BOM):
            self._encoding, first = "utf-8", first.removeprefix(BOM)
        self._encoding = self._encoding or detect(first)
        while not (line := (parts := first.partition(b"\n"))[0]).strip():
            self._line, first = self._line + 1, parts[2]
            if not first:
                self.refused = "file.empty"
                return
        text = line.decode(self._encoding or "utf-8", "replace").rstrip("\r")
        separator = separator or separator_of(text)
        fields = Shape(separator, 1).fields(text) or text.split(separator)
        self.headers = [f.strip() or f"column_{i}" for i, f in enumerate(fields, 1)]
        self._shape = Shape(separator, len(fields))
        self._line += 1
        self._chunks = chain([parts[2]] if parts[2] else [], self._chunks)
        for index, header in enumerate(self.headers):
            if header in self.headers[:index]:
                self.refused, self.culprit = "file.duplicate_column", header

    def _whole_lines(self, path: Path, block: int) -> Iterator[bytes]:
        """The file's bytes, cut at line ends; only the last chunk may end without one."""
        tail: list[bytes] = []
        size = 0
        try:
            for data in unpacked(path, block):
                head, end, rest = data.rpartition(b"\n")
                if end:
                    yield b"".join([*tail, head, end])
                    tail, size = [], 0
                tail.append(rest)
                size += len(rest)
                if size > _LONGEST_LINE:
                    raise DamageError("file.damaged")
        except DamageError as damage:
            self._damage = damage.rule, b"".join(tail)
            return
        if last := b"".join(tail):
            yield last

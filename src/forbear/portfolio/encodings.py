"""UTF-8 (with or without BOM) or GB18030: which of them a file is in, and its lines as text."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

#: Marks of UTF-16, which is refused.
UTF16 = (b"\xff\xfe", b"\xfe\xff")
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Text:
    """Decoded lines. ``broken``: indices of lines with bytes that are no text; those lines show
    U+FFFD in their place."""

    lines: pl.Series
    broken: tuple[int, ...]


def detect(data: bytes) -> str | None:
    """The encoding, utf-8 or gb18030; None if all is ASCII, so that nothing can be told yet.

    UTF-8 if it reads half of the lines that aren't ASCII: text in another encoding hardly ever
    passes for it, while GB18030 reads much that was never meant so. Else what reads more lines.
    """
    if data.isascii():
        return None
    if _reads(data, "utf-8"):
        return "utf-8"
    telling = [line for line in data.split(b"\n") if not line.isascii()]
    utf8 = sum(_reads(line, "utf-8") for line in telling)
    gb18030 = sum(_reads(line, "gb18030") for line in telling)
    return "utf-8" if 2 * utf8 >= len(telling) or utf8 >= gb18030 else "gb18030"


def decode(data: bytes, encoding: str) -> Text:
    """Whole lines of bytes as text; a line end after the last line makes no further line."""
    data = data.removesuffix(b"\n")
    try:
        text = data.decode(encoding)
        broken: tuple[int, ...] = ()
    except UnicodeDecodeError:
        raw = data.split(b"\n")
        broken = tuple(i for i, line in enumerate(raw) if not _reads(line, encoding))
        # Neither encoding uses the byte of a line end inside a character.
        text = "\n".join(line.decode(encoding, "replace") for line in raw)
    lines = pl.Series("line", [text]).str.split("\n").explode()
    return Text(lines.str.strip_suffix("\r"), broken)


def _reads(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True

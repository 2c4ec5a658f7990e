"""Bytes out of plain, gzip and Zstandard files, as far as they can be had."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from backports import zstd

#: Bytes taken from the file, and at most given out, at a time.
BLOCK = 1 << 24


class DamageError(Exception):
    """The packing broke off or is wrong from here on. ``rule`` says which of the two."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


def unpacked(path: Path, block: int = BLOCK) -> Iterator[bytes]:
    """The content of a file by its ending (.gz, .zst or plain), in blocks of at most `block`.

    Raises `DamageError` after everything that could be unpacked has been given out.
    """
    kinds: dict[str, type[_Member]] = {".gz": _Gzip, ".zst": _Zstd}
    kind = kinds.get(path.suffix)
    with path.open("rb") as file:
        if kind is None:
            while data := file.read(block):
                yield data
        else:
            yield from _members(iter(lambda: file.read(block), b""), kind, block)


class _Member(Protocol):
    """One gzip member or Zstandard frame; a file may hold several, one after another."""

    def some(self, data: bytes, most: int) -> bytes: ...

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...


def _members(blocks: Iterator[bytes], kind: type[_Member], most: int) -> Iterator[bytes]:
    member = None
    for data in blocks:
        while data or member is not None:
            if member is None:
                data = data.lstrip(b"\0")  # padding after the last member is allowed
                if not data:
                    break
                member = kind()
            try:
                out = member.some(data, most)
            except (zlib.error, zstd.ZstdError):
                raise DamageError("file.damaged") from None
            if out:
                yield out
            data = b""
            if member.eof:
                data, member = member.unused_data, None
            elif not out:
                break  # it wants the next block
    if member is not None:
        raise DamageError("file.truncated")


class _Gzip:
    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)
        self._rest = b""

    def some(self, data: bytes, most: int) -> bytes:
        out = self._inner.decompress(self._rest + data, most)
        self._rest = self._inner.unconsumed_tail
        return out

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data


class _Zstd:
    def __init__(self) -> None:
        self._inner = zstd.ZstdDecompressor()

    def some(self, data: bytes, most: int) -> bytes:
        return self._inner.decompress(data, most)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

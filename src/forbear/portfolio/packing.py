"""Bytes out of plain, gzip and Zstandard files, as far as they can be had."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from backports import zstd

#: Bytes given out at a time, at most.
BLOCK = 1 << 24
#: Packed bytes taken at a time.
_PIECE = 1 << 16


class DamageError(Exception):
    """The packing breaks off or is wrong from here on. ``rule`` says which of the two."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


def unpacked(path: Path, block: int = BLOCK) -> Iterator[bytes]:
    """The content of a file by its ending (.gz, .zst or plain), in blocks of at most `block`.

    Raises `DamageError` after everything that could be unpacked has been given out.
    """
    kind = _KINDS.get(path.suffix.lower())
    if kind is not None:
        yield from _packed(path, kind, block)
        return
    with path.open("rb") as file:
        while data := file.read(block):
            yield data


def is_packed(path: Path) -> bool:
    """Does a file's name say that it is packed?"""
    return path.suffix.lower() in _KINDS


class _Member(Protocol):
    """One gzip member or Zstandard frame; a file may hold several, one after another."""

    def some(self, data: bytes, most: int) -> bytes: ...

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...


def _packed(path: Path, kind: type[_Member], most: int) -> Iterator[bytes]:
    member = None
    began = 0
    with path.open("rb") as file:
        while data := file.read(_PIECE):
            at = file.tell()
            while data:
                if member is None:
                    data = data.lstrip(b"\0")  # padding after the last member is allowed
                    if not data:
                        break
                    member, began = kind(), at - len(data)
                try:
                    yield from _given(member, data, most)
                except (zlib.error, zstd.ZstdError):
                    yield from _salvaged(path, kind, began, at - len(data), most)
                    raise DamageError("file.damaged") from None
                data = b""
                if member.eof:
                    data, member = member.unused_data, None
    if member is not None:
        raise DamageError("file.truncated")


def _given(member: _Member, data: bytes, most: int) -> Iterator[bytes]:
    while out := member.some(data, most):
        yield out
        data = b""
        if member.eof:
            return


def _salvaged(
    path: Path, kind: type[_Member], began: int, given: int, most: int
) -> Iterator[bytes]:
    """What the bytes from `given` on still hold.

    On an error both libraries keep back what they had unpacked by the same call. So the member
    is begun again, and byte by byte from the piece in which it breaks.
    """
    member = kind()
    with path.open("rb") as file:
        file.seek(began)
        while ahead := min(_PIECE, given - file.tell()):
            for _ in _given(member, file.read(ahead), most):
                pass
        try:
            while data := file.read(1):
                yield from _given(member, data, most)
        except (zlib.error, zstd.ZstdError):
            return


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


_KINDS: dict[str, type[_Member]] = {".gz": _Gzip, ".zst": _Zstd}

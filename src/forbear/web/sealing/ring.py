"""The bank's keys: one that seals, and older ones that still open."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from forbear.problems import refuse
from forbear.web.sealing import private_file, ring_text
from forbear.web.sealing.keys import Key, Random


@dataclass(frozen=True)
class Ring:
    """Keys with different ids; the first is the primary one, which seals what is new.

    A key's id is a fingerprint of its secrets (8 hexadecimal digits), so a key that was copied
    wrongly does not pass for the right one. Only ids are ever printed.
    """

    keys: tuple[Key, ...]

    def __post_init__(self) -> None:
        if not self.keys or len({key.id for key in self.keys}) != len(self.keys):
            raise ValueError("a ring has at least one key, and each only once")

    def __repr__(self) -> str:
        return f"Ring({', '.join(key.id for key in self.keys)})"

    @classmethod
    def new(cls, random: Random = os.urandom) -> Ring:
        """A ring of one key."""
        return cls((Key.new(random),))

    @classmethod
    def parse(cls, text: str, where: str = "key ring") -> Ring:
        """The ring that a text holds; ``where`` names its setting in errors."""
        return cls(ring_text.parse(text, where))

    @classmethod
    def read(cls, path: Path) -> Ring:
        """The ring that a file of mode 0600 holds."""
        return cls.parse(private_file.read(path), str(path))

    @property
    def text(self) -> str:
        """The ring with its secrets, for a secret store; never for a log."""
        return ring_text.written(self.keys)

    def write(self, path: Path, instead_of: Ring | None = None) -> None:
        """Write the ring where `instead_of` stands (None: where no file is yet).

        Refused where another ring stands by now: a key that somebody has added in the meantime,
        and may have sealed with, would be lost.
        """
        with private_file.held(path):
            if (Ring.read(path) if path.exists() else None) != instead_of:
                raise refuse(
                    "ring.other",
                    str(path),
                    "the keys in this file are not those that were to be replaced; somebody else "
                    "has changed them. Read them again and repeat",
                    "文件中的密钥与预期不符，可能已被他人更改；请重新读取后再试",
                )
            private_file.write(path, self.text)

    @property
    def primary(self) -> Key:
        """The key that seals what is new."""
        return self.keys[0]

    @cached_property
    def by_head(self) -> dict[bytes, Key]:
        """Keys by how the values sealed with them begin."""
        return {key.head: key for key in self.keys}

    def rotated(self, random: Random = os.urandom) -> Ring:
        """The ring with a new primary key; all others still open."""
        return Ring((Key.new(random), *self.keys))

    def without(self, key_id: str) -> Ring:
        """The ring less one old key. What is still sealed with it, also in backups, stays shut."""
        if key_id == self.primary.id:
            raise refuse(
                "ring.primary",
                "ring",
                f"key {key_id} seals new data and can't be taken out; rotate the ring first",
                f"密钥 {key_id} 是当前加密所用的主密钥，不能移除；请先轮换密钥",
            )
        if key_id not in {key.id for key in self.keys}:
            raise refuse(
                "ring.unknown",
                "ring",
                f"the ring has no key {key_id}; it has {', '.join(key.id for key in self.keys)}",
                f"密钥环中没有密钥 {key_id}；现有 {'、'.join(key.id for key in self.keys)}",
            )
        return Ring(tuple(key for key in self.keys if key.id != key_id))

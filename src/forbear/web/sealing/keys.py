"""A key: two secrets and the id by which they are called.

Sealing and blind index rotate together: a `Key` is a pair, so the id in a sealed value also says
under which key the blind index beside it was made. Whoever seals a row anew writes both.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

#: Gives so many bytes that nobody can foretell.
Random = Callable[[int], bytes]

#: Bytes of each secret: AES-256, and as much for HMAC-SHA256.
SECRET = 32
#: Bytes of a key's id as it stands in a sealed value.
ID = 4
#: Layout of sealed values and ring; another cipher would be another version.
VERSION = 1


@dataclass(frozen=True)
class Key:
    """Two secrets of 32 bytes each: ``sealing`` for AES-256-GCM, ``index`` for the blind index."""

    sealing: bytes = field(repr=False)
    index: bytes = field(repr=False)
    id: str = field(init=False)

    def __post_init__(self) -> None:
        if len(self.sealing) != SECRET or len(self.index) != SECRET or self.sealing == self.index:
            raise ValueError(f"a key is two different secrets of {SECRET} bytes each")
        digest = hashlib.sha256(b"forbear key\0" + self.sealing + self.index).digest()
        object.__setattr__(self, "id", digest[:ID].hex())

    @classmethod
    def new(cls, random: Random = os.urandom) -> Key:
        """A key nobody has seen."""
        return cls(random(SECRET), random(SECRET))

    @property
    def head(self) -> bytes:
        """How every value sealed with this key begins: version and id, 5 bytes."""
        return bytes([VERSION]) + bytes.fromhex(self.id)

    @cached_property
    def cipher(self) -> AESGCM:
        """AES-256-GCM under the sealing secret."""
        return AESGCM(self.sealing)

"""The blind index: what a search by equality needs, and what tells nothing without the key.

16 bytes of HMAC-SHA256 (RFC 2104, cut as its section 5 allows) over kind, NUL and normal form.
Equal values have equal indexes, which is what it is for and what it gives away.
"""

from __future__ import annotations

import hashlib
import hmac

import polars as pl

from forbear.web.sealing.keys import Key
from forbear.web.sealing.normal import Kind, normal
from forbear.web.sealing.ring import Ring

#: Bytes kept: at ten million values, chances are about 1 in 10**24 that two fall together.
LENGTH = 16


def blind(ring: Ring, kind: Kind, text: str | None, *, country: str) -> bytes | None:
    """The index of a text as it is stored beside the sealed one; None where nothing can be found.

    `country` as for `normal`.
    """
    found: bytes | None = blind_series(ring, kind, _one(text), country=country).item()
    return found


def blind_series(ring: Ring, kind: Kind, texts: pl.Series, *, country: str) -> pl.Series:
    """The indexes of a column, as Binary in its order, under the primary key."""
    return _indexed(ring.primary, kind, _normal(kind, texts, country))


def searched(ring: Ring, kind: Kind, text: str, *, country: str) -> tuple[bytes, ...]:
    """Every index under which a text may be stored: one a key, the primary's first.

    Rows that were not sealed anew since a rotation are found under the older keys. Empty where
    the text can't be of this kind.
    """
    looked_for = _normal(kind, _one(text), country)
    found = (_indexed(key, kind, looked_for).item() for key in ring.keys)
    return tuple(index for index in found if index is not None)


def _one(text: str | None) -> pl.Series:
    return pl.Series([text], dtype=pl.String)


def _normal(kind: Kind, texts: pl.Series, country: str) -> pl.Series:
    read = normal(kind, pl.first(), country=country).alias(texts.name)
    return texts.to_frame().select(read).to_series()


def _indexed(key: Key, kind: Kind, texts: pl.Series) -> pl.Series:
    once = texts.drop_nulls().unique()
    begun = hmac.new(key.index, f"{kind}\0".encode(), hashlib.sha256)
    indexes: list[bytes] = []
    for text in once.cast(pl.Binary).to_list():
        mac = begun.copy()
        mac.update(text)
        indexes.append(mac.digest()[:LENGTH])
    if not indexes:
        return texts.cast(pl.Binary)
    return texts.replace_strict(once, pl.Series(indexes), return_dtype=pl.Binary)

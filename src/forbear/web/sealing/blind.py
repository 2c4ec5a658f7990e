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

#: Bytes kept: of ten million values, two fall together with a chance below 1 in 10**24.
LENGTH = 16


def blind(ring: Ring, kind: Kind, text: str | None, *, country: str) -> bytes | None:
    """The index of a text as it is stored beside the sealed one; None where nothing can be found.

    `country` as for `normal`.
    """
    read = _normal(kind, _one(text), country).drop_nulls()
    return next(iter(_macs(ring.primary, kind, read)), None)


def blind_series(ring: Ring, kind: Kind, texts: pl.Series, *, country: str) -> pl.Series:
    """The indexes of a column, as Binary in its order, under the primary key."""
    read = _normal(kind, texts, country)
    once = read.drop_nulls().unique()
    if once.is_empty():
        return read.cast(pl.Binary)
    macs = pl.Series(_macs(ring.primary, kind, once))
    return read.replace_strict(once, macs, return_dtype=pl.Binary)


def searched(ring: Ring, kind: Kind, text: str, *, country: str) -> tuple[bytes, ...]:
    """Every index under which a text may be stored: one a key, the primary's first.

    Rows that were not sealed anew since a rotation are found under the older keys. Empty where
    the text can't be of this kind.
    """
    read = _normal(kind, _one(text), country).drop_nulls()
    return tuple(mac for key in ring.keys for mac in _macs(key, kind, read))


def _one(text: str | None) -> pl.Series:
    """A column of one; JSON may bring half characters, which no sealed text has."""
    halved = text is not None and any("\ud800" <= char <= "\udfff" for char in text)
    return pl.Series([None if halved else text], dtype=pl.String)


def _normal(kind: Kind, texts: pl.Series, country: str) -> pl.Series:
    read = normal(kind, pl.first(), country=country).alias(texts.name)
    return texts.to_frame().select(read).to_series()


def _macs(key: Key, kind: Kind, texts: pl.Series) -> list[bytes]:
    begun = hmac.new(key.index, f"{kind}\0".encode(), hashlib.sha256)
    macs: list[bytes] = []
    for text in texts.cast(pl.Binary).to_list():
        mac = begun.copy()
        mac.update(text)
        macs.append(mac.digest()[:LENGTH])
    return macs

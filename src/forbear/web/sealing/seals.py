"""Sealing: AES-256-GCM with a random nonce, bound to table, column and row.

A sealed value is version (1 byte), key id (4), nonce (12), ciphertext and tag (16). Version, key
id and place are authenticated (NIST SP 800-38D); what was changed or moved does not open.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence

import polars as pl
from cryptography.exceptions import InvalidTag

from forbear.problems import ForbearError, Problem, refuse
from forbear.web.sealing.keys import ID, VERSION, Random
from forbear.web.sealing.place import Place, bound
from forbear.web.sealing.ring import Ring

_HEAD = 1 + ID
_NONCE = 12
_TAG = 16
_BODY = _HEAD + _NONCE


def seal(ring: Ring, text: str | None, place: Place, random: Random = os.urandom) -> bytes | None:
    """The text, sealed with the primary key. None stays None."""
    if text is None:
        return None
    try:
        plain = text.encode()
    except UnicodeEncodeError:
        plain = None
    if plain is None:
        raise refuse(
            "sealing.text",
            place.column,
            "the text holds half a character (a lone surrogate); write it again",
            "文本中含有不完整的字符（孤立代理项），请重新填写",
        )
    return _sealed(ring, [plain], [place.bound], random)[0]


def unseal(ring: Ring, sealed: bytes | memoryview | None, place: Place) -> str | None:
    """The text that was sealed at this place. None stays None; anything else is refused."""
    if sealed is None:
        return None
    (plain,) = _opened(ring, [bytes(sealed)], [place.bound], str(place))
    return plain.decode() if plain is not None else None


def seal_series(
    ring: Ring, texts: pl.Series, column: str, keys: pl.Series, random: Random = os.urandom
) -> pl.Series:
    """Texts of one ``table.column`` as Binary, in their order; `keys` are those of their rows."""
    plain = texts.cast(pl.Binary).to_list()
    return pl.Series(texts.name, _sealed(ring, plain, bound(column, keys), random), pl.Binary)


def unseal_series(ring: Ring, sealed: pl.Series, column: str, keys: pl.Series) -> pl.Series:
    """The texts of one ``table.column``, in their order.

    Refused as a whole where one value does not open; missing keys are told each with its count.
    """
    plain = _opened(ring, sealed.to_list(), bound(column, keys), column)
    return pl.Series(sealed.name, plain, pl.Binary).cast(pl.String)


def key_of(sealed: bytes | memoryview) -> str:
    """The id of the key with which a value was sealed."""
    return bytes(sealed[1:_HEAD]).hex()


def key_of_column(sealed: pl.Expr) -> pl.Expr:
    """The ids of the keys with which values were sealed. In SQL: ``substr(column, 2, 4)``."""
    return sealed.bin.slice(1, ID).bin.encode("hex")


def _sealed(
    ring: Ring, plain: Sequence[bytes | None], places: Sequence[bytes], random: Random
) -> list[bytes | None]:
    head, encrypt = ring.primary.head, ring.primary.cipher.encrypt
    nonces = random(_NONCE * len(plain))
    starts = range(0, len(nonces), _NONCE)
    return [
        None
        if text is None
        else head + (nonce := nonces[at : at + _NONCE]) + encrypt(nonce, text, head + place)
        for at, text, place in zip(starts, plain, places, strict=True)
    ]


def _opened(
    ring: Ring, sealed: Sequence[bytes | None], places: Sequence[bytes], where: str
) -> list[bytes | None]:
    decrypt = {head: key.cipher.decrypt for head, key in ring.by_head.items()}
    plain: list[bytes | None] = []
    shut: list[int] = []
    for value, place in zip(sealed, places, strict=True):
        if value is None:
            plain.append(None)
            continue
        head = value[:_HEAD]
        try:
            plain.append(decrypt[head](value[_HEAD:_BODY], value[_BODY:], head + place))
        except (KeyError, InvalidTag, ValueError):
            shut.append(len(plain))
            plain.append(None)
    if shut:
        raise _refused(ring, [value for at in shut if (value := sealed[at]) is not None], where)
    return plain


def _refused(ring: Ring, shut: list[bytes], where: str) -> ForbearError:
    """Why values do not open: no sealed values at all, keys missing, or changed."""
    formed = [v for v in shut if v[:1] == bytes([VERSION]) and len(v) >= _BODY + _TAG]
    missing = Counter(key_of(value) for value in formed if value[:_HEAD] not in ring.by_head)
    problems = [_missing(where, key, count) for key, count in sorted(missing.items())]
    if count := len(shut) - len(formed):
        problems.append(_unformed(where, count))
    if count := len(formed) - missing.total():
        problems.append(_changed(where, count))
    return ForbearError(*problems)


def _missing(where: str, key: str, count: int) -> Problem:
    return Problem(
        "sealing.key_missing",
        where,
        f"{count} sealed with key {key}, which the ring does not hold; put it back from a backup",
        f"{count} 个值由密钥 {key} 加密，而密钥环中没有该密钥；请从备份恢复该密钥",
    )


def _unformed(where: str, count: int) -> Problem:
    return Problem(
        "sealing.form",
        where,
        f"{count} of a form that this Forbear does not seal: damaged, or of a later version; "
        "restore from a backup or upgrade",
        f"{count} 个值不是本版本的加密格式：可能已损坏，或由更新的版本加密；请从备份恢复或升级",
    )


def _changed(where: str, count: int) -> Problem:
    return Problem(
        "sealing.changed",
        where,
        f"{count} not opened: changed since, or moved here from another row or column; "
        "restore from a backup",
        f"{count} 个值无法打开：加密后被改动，或从其他行、其他列移来；请从备份恢复",
    )

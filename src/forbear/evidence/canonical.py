"""JSON in one way of writing, so that equal content is equal bytes (after RFC 8785)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

#: Whole numbers beyond this are not the same in every reader of JSON (RFC 8785, section 3.2.2.3).
LARGEST = 2**53 - 1


def canonical(value: Any) -> bytes:
    """UTF-8, keys in order of their code points, no white space.

    Text, whole numbers up to `LARGEST`, truth values, null, lists and objects only: fractions have
    no single way of writing, money is minor units. Raises `ValueError` for anything else.
    """
    _check(value)
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def digest(*parts: bytes) -> str:
    """SHA-256 of the parts one after another, in hexadecimal."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part)
    return whole.hexdigest()


def _check(value: Any) -> None:
    if value is None or isinstance(value, bool | str):
        return
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise ValueError(f"{value} is too large a number for JSON; write it as text")
    elif isinstance(value, list | tuple):
        for item in value:
            _check(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise ValueError(f"{key!r} is no name; names are text")
            _check(item)
    else:
        raise ValueError(f"{type(value).__name__} has no single way of writing; use text")

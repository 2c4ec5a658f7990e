"""A ring as JSON text, as it stands in its file or in a secret store.

``{"version": 1, "primary": id, "keys": [{"id": ..., "sealing": hex, "index": hex}, ...]}``
"""

from __future__ import annotations

import json
import re
from typing import Any

from forbear.problems import ForbearError, refuse
from forbear.web.sealing.keys import SECRET, VERSION, Key

_SECRET = re.compile(rf"[0-9a-f]{{{2 * SECRET}}}")


def written(keys: tuple[Key, ...]) -> str:
    """The text of a ring whose primary key stands first."""
    entries = [
        {"id": key.id, "sealing": key.sealing.hex(), "index": key.index.hex()} for key in keys
    ]
    whole = {"version": VERSION, "primary": keys[0].id, "keys": entries}
    return json.dumps(whole, indent=2) + "\n"


def parse(text: str, where: str) -> tuple[Key, ...]:
    """The keys of a ring, the primary one first. ``where`` names file or setting in errors.

    Errors never quote the text: it is secret even where it is wrong.
    """
    whole = _loaded(text)
    if whole is None or set(whole) != {"version", "primary", "keys"}:
        raise _form(where, "{version, primary, keys}")
    if whole["version"] != VERSION:
        raise refuse(
            "ring.version",
            where,
            f"this Forbear reads rings of version {VERSION} only; this one is of another",
            f"本版本只能读取版本 {VERSION} 的密钥环，此文件版本不符",
        )
    entries = whole["keys"]
    if not isinstance(entries, list) or not entries:
        raise _form(where, "keys: [{id, sealing, index}, ...]")
    keys = [_key(entry, f"{where}, keys[{at}]") for at, entry in enumerate(entries)]
    return _ordered(keys, whole["primary"], where)


def _ordered(keys: list[Key], primary: object, where: str) -> tuple[Key, ...]:
    if len({key.id for key in keys}) != len(keys):
        raise refuse(
            "ring.twice",
            where,
            "a key stands here twice; leave it once",
            "有密钥重复，请只保留一份",
        )
    if primary not in [key.id for key in keys]:
        raise refuse(
            "ring.no_primary",
            where,
            "'primary' names none of the keys; put the id of the key that seals new data",
            "primary 不是列出的任何密钥；请填写用于加密新数据的密钥编号",
        )
    return tuple(sorted(keys, key=lambda key: key.id != primary))


def _loaded(text: str) -> dict[str, Any] | None:
    try:
        whole = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return None
    return whole if isinstance(whole, dict) else None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    whole = dict(pairs)
    if len(whole) != len(pairs):
        raise ValueError("a name stands twice")
    return whole


def _key(entry: object, where: str) -> Key:
    if not isinstance(entry, dict) or set(entry) != {"id", "sealing", "index"}:
        raise _form(where, "{id, sealing, index}")
    for name in ("sealing", "index"):
        if not isinstance(entry[name], str) or not _SECRET.fullmatch(entry[name]):
            raise _form(f"{where}.{name}", f"{2 * SECRET} hexadecimal digits, 0-9 and a-f")
    if entry["sealing"] == entry["index"]:
        raise _form(where, "sealing != index")
    key = Key(bytes.fromhex(entry["sealing"]), bytes.fromhex(entry["index"]))
    if key.id != entry["id"]:
        raise refuse(
            "ring.fingerprint",
            where,
            "the secrets are not those of the key that 'id' names: they were changed or copied "
            "wrongly; take them from a backup",
            "密钥内容与其编号 id 不符，可能被改动或抄写有误；请从备份恢复",
        )
    return key


def _form(where: str, expected: str) -> ForbearError:
    return refuse(
        "ring.form",
        where,
        f"this is not a key ring; expected here: {expected}. Take it from a backup",
        f"不是有效的密钥环，此处应为：{expected}。请从备份恢复",
    )

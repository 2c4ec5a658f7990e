"""A `Summary` as JSON and back: the same summary gives the same bytes."""

from __future__ import annotations

import json
import types
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from forbear.nightly.report.model import Summary
from forbear.problems import ForbearError, refuse


def to_json(summary: Summary) -> bytes:
    """UTF-8 JSON, fields in the order of declaration, one part a line, a newline at the end.

    Raises `ForbearError` if a number is not finite.
    """
    try:
        lines = [f"{_line(name)}: {_lines(part)}" for name, part in _plain(summary).items()]
    except ValueError:
        raise refuse(
            "report.not_finite",
            "summary",
            "a figure is not a finite number; leave it out or give None",
            "存在非有限数值，请留空或填 null",
        ) from None
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def from_json(data: bytes | str) -> Summary:
    """The summary `to_json` wrote. Raises `ForbearError` naming the field that does not fit."""
    try:
        raw = json.loads(data)
    except ValueError as error:
        raise refuse(
            "report.json",
            "summary",
            f"not readable as JSON ({error}); write it again with to_json",
            f"无法按 JSON 读取（{error}），请用 to_json 重新生成",
        ) from None
    return cast(Summary, _read(Summary, raw, "summary"))


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _lines(part: Any) -> str:
    if not isinstance(part, list) or not part:
        return _line(part)
    return "[\n " + ",\n ".join(_line(row) for row in part) + "\n]"


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return value


def _read(kind: Any, raw: Any, where: str) -> Any:
    if is_dataclass(kind) and isinstance(kind, type):
        return _part(kind, raw, where)
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        inner = next(k for k in get_args(kind) if k is not type(None))
        return None if raw is None else _read(inner, raw, where)
    if origin is tuple:
        return _items(get_args(kind), raw, where)
    if kind is date and isinstance(raw, str):
        try:
            return date.fromisoformat(raw)
        except ValueError:
            raise _misfit(where, "a date like 2026-11-22", "日期，如 2026-11-22") from None
    if kind is float and type(raw) in (int, float):
        return float(raw)
    if type(raw) is kind:
        return raw
    raise _misfit(where, kind.__name__, kind.__name__)


def _part(cls: type[Any], raw: Any, where: str) -> Any:
    if not isinstance(raw, dict):
        raise _misfit(where, "an object", "对象")
    known = {f.name: f for f in fields(cls)}
    for name in raw:
        if name not in known:
            raise _misfit(f"{where}.{name}", "no such field", "无此字段")
    for name, field in known.items():
        if name not in raw and field.default is MISSING:
            raise _misfit(f"{where}.{name}", "a value", "必填")
    hints = get_type_hints(cls)
    return cls(**{n: _read(hints[n], v, f"{where}.{n}") for n, v in raw.items()})


def _items(kinds: tuple[Any, ...], raw: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(raw, list):
        raise _misfit(where, "a list", "列表")
    if kinds[-1] is Ellipsis:
        return tuple(_read(kinds[0], item, f"{where}[{i}]") for i, item in enumerate(raw))
    if len(raw) != len(kinds):
        raise _misfit(where, f"{len(kinds)} items", f"{len(kinds)} 项")
    pairs = zip(kinds, raw, strict=True)
    return tuple(_read(kind, item, f"{where}[{i}]") for i, (kind, item) in enumerate(pairs))


def _misfit(where: str, en: str, zh: str) -> ForbearError:
    return refuse(
        "report.field",
        where,
        f"expected here: {en}; write the summary again with to_json",
        f"此处应为：{zh}，请用 to_json 重新生成",
    )

"""What is wrong with a field, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forbear.problems import Problem

#: By pydantic's type of fault; ``{…}`` is filled from what it knows of the field.
SAID: dict[str, tuple[str, str]] = {
    "missing": ("is missing", "缺少此项"),
    "extra_forbidden": ("there is no such field", "没有此字段"),
    "string_type": ("has to be text", "应为文本"),
    "string_unicode": ("is not valid Unicode text", "不是有效的 Unicode 文本"),
    "string_too_short": (
        "is too short: at least {min_length} characters",
        "过短，至少 {min_length} 个字符",
    ),
    "string_too_long": (
        "is too long: at most {max_length} characters",
        "过长，至多 {max_length} 个字符",
    ),
    "string_pattern_mismatch": ("is not written as {pattern}", "格式不符：{pattern}"),
    "int_type": ("has to be a whole number", "应为整数"),
    "int_parsing": ("has to be a whole number", "应为整数"),
    "int_from_float": ("has to be a whole number", "应为整数"),
    "int_parsing_size": ("is too large a number", "数值过大"),
    "bool_type": ("has to be true or false", "应为 true 或 false"),
    "bool_parsing": ("has to be true or false", "应为 true 或 false"),
    "greater_than": ("has to be more than {gt}", "应大于 {gt}"),
    "greater_than_equal": ("has to be at least {ge}", "不得小于 {ge}"),
    "less_than": ("has to be less than {lt}", "应小于 {lt}"),
    "less_than_equal": ("has to be at most {le}", "不得大于 {le}"),
    "enum": ("is none of {expected}", "应为以下之一：{expected}"),
    "literal_error": ("is none of {expected}", "应为以下之一：{expected}"),
    "timezone_aware": ("a moment needs its offset from UTC", "时刻须带时区偏移"),
    "list_type": ("has to be a list", "应为列表"),
    "too_long": ("has too many entries: at most {max_length}", "条目过多，至多 {max_length} 项"),
    "too_short": ("has too few entries: at least {min_length}", "条目过少，至少 {min_length} 项"),
    "dict_type": ("has to be an object", "应为对象"),
    "model_type": ("has to be an object", "应为对象"),
    "model_attributes_type": ("has to be an object", "应为对象"),
    "date_type": ("has to be a day, as 2026-11-23", "应为日期，如 2026-11-23"),
    "date_parsing": ("has to be a day, as 2026-11-23", "应为日期，如 2026-11-23"),
    "date_from_datetime_parsing": ("has to be a day, as 2026-11-23", "应为日期，如 2026-11-23"),
    "date_from_datetime_inexact": ("has to be a day, as 2026-11-23", "应为日期，如 2026-11-23"),
    "datetime_type": (
        "has to be a moment, as 2026-11-23T10:00:00+08:00",
        "应为时刻，如 2026-11-23T10:00:00+08:00",
    ),
    "datetime_parsing": (
        "has to be a moment, as 2026-11-23T10:00:00+08:00",
        "应为时刻，如 2026-11-23T10:00:00+08:00",
    ),
    "datetime_from_date_parsing": (
        "has to be a moment, as 2026-11-23T10:00:00+08:00",
        "应为时刻，如 2026-11-23T10:00:00+08:00",
    ),
    "uuid_type": ("has to be a UUID", "应为 UUID"),
    "uuid_parsing": ("has to be a UUID", "应为 UUID"),
}
OTHER = ("can't be used as it is", "取值不符合要求")


def spoken(fault: Mapping[str, Any]) -> Problem:
    """A fault that pydantic found, as a problem with its place: ``body.promise.amount``."""
    kind, known = str(fault["type"]), dict(fault.get("ctx", {}))
    en, zh = SAID.get(kind, OTHER)
    if "expected" in known:
        zh = zh.format(expected=str(known["expected"]).replace(" or ", ", ").replace(", ", "、"))
    return Problem(f"field.{kind}", _place(fault["loc"]), en.format(**known), zh.format(**known))


def _place(loc: Any) -> str:
    """Body fields stand under the name of the view's parameter, which nobody outside knows."""
    parts = [str(part) for part in loc]
    return ".".join([parts[0], *(parts[2:] if parts[0] == "body" else parts[1:])])

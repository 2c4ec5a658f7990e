"""What is wrong with a policy file, said plainly in English and Chinese.

pydantic and PyYAML say it in English only and for programmers. The faults that a person editing a
policy makes are put here in words of our own; what is left keeps the library's words. A room's own
check may bring both languages: ``raise ValueError(en, zh)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: pydantic's name of a fault -> (en, zh); braces hold the fault's own figures.
SAID: dict[str, tuple[str, str]] = {
    "missing": ("is missing; add it", "缺少此项，请补上"),
    "extra_forbidden": (
        "is no key known here; check the spelling or remove it",
        "此处没有这一项，请检查拼写或删除",
    ),
    "string_type": (
        "must be text; put it in quotes if it looks like a number",
        "应为文本；看起来像数字时请加引号",
    ),
    "string_too_short": (
        "must have at least {min_length} characters",
        "至少应有 {min_length} 个字符",
    ),
    "string_too_long": (
        "must have at most {max_length} characters",
        "至多可有 {max_length} 个字符",
    ),
    "string_pattern_mismatch": ("must have the form {pattern}", "格式应为 {pattern}"),
    "int_type": ("must be a whole number", "应为整数"),
    "int_parsing": ("must be a whole number", "应为整数"),
    "int_from_float": ("must be a whole number, without decimals", "应为整数，不能带小数"),
    "float_type": ("must be a number", "应为数字"),
    "float_parsing": ("must be a number", "应为数字"),
    "finite_number": ("must be a finite number", "应为有限的数字"),
    "decimal_type": ("must be a number", "应为数字"),
    "decimal_parsing": ("must be a number", "应为数字"),
    "bool_type": ("must be true or false", "应为 true 或 false"),
    "bool_parsing": ("must be true or false", "应为 true 或 false"),
    "greater_than": ("must be more than {gt}", "应大于 {gt}"),
    "greater_than_equal": ("must be {ge} or more", "不得小于 {ge}"),
    "less_than": ("must be less than {lt}", "应小于 {lt}"),
    "less_than_equal": ("must be {le} or less", "不得大于 {le}"),
    "multiple_of": ("must be a multiple of {multiple_of}", "应为 {multiple_of} 的倍数"),
    "enum": ("must be one of {expected}", "只能是以下之一：{expected}"),
    "literal_error": ("must be one of {expected}", "只能是以下之一：{expected}"),
    "list_type": ("must be a list", "应为列表"),
    "tuple_type": ("must be a list", "应为列表"),
    "set_type": ("must be a list", "应为列表"),
    "frozen_set_type": ("must be a list", "应为列表"),
    "dict_type": ("must hold keys and values", "应由键和值组成"),
    "model_type": ("must hold keys and values", "应由键和值组成"),
    "model_attributes_type": ("must hold keys and values", "应由键和值组成"),
    "too_short": (
        "needs at least {min_length} entries and has {actual_length}",
        "至少要有 {min_length} 项，现有 {actual_length} 项",
    ),
    "too_long": (
        "may have at most {max_length} entries and has {actual_length}",
        "至多可有 {max_length} 项，现有 {actual_length} 项",
    ),
    "date_type": ("must be a date like 2026-11-22", "应为日期，如 2026-11-22"),
    "date_parsing": ("must be a date like 2026-11-22", "应为日期，如 2026-11-22"),
    "date_from_datetime_parsing": ("must be a date like 2026-11-22", "应为日期，如 2026-11-22"),
    "date_from_datetime_inexact": ("must be a date without a time", "应为不带时间的日期"),
    "time_type": ("must be a time of day like 22:00", "应为时刻，如 22:00"),
    "time_parsing": ("must be a time of day like 22:00", "应为时刻，如 22:00"),
    "union_tag_not_found": (
        "lacks {discriminator}, which says its kind",
        "缺少类别 {discriminator}",
    ),
    "union_tag_invalid": (
        "{discriminator} must be one of {expected_tags}",
        "{discriminator} 只能是以下之一：{expected_tags}",
    ),
    "none_required": ("must be left empty", "应留空"),
    "recursion_loop": ("must not contain itself", "不能包含自身"),
}

#: What PyYAML says of the commonest slips -> zh.
YAML_SAID = {
    "mapping values are not allowed here": "此处不应出现冒号；文本中含冒号时请加引号",
    "could not find expected ':'": "缺少冒号",
    "found character '\\t' that cannot start any token": "不能用制表符缩进，请改用空格",
    "found character that cannot start any token": "出现了不能作为开头的字符",
    "found unexpected end of stream": "引号没有成对",
    "expected <block end>, but found '<block mapping start>'": "缩进不一致",
    "expected <block end>, but found '<scalar>'": "引号后还有文字，或缩进不一致",
    "expected <block end>, but found '-'": "缩进不一致",
    "expected ',' or ']', but got '<stream end>'": "方括号没有成对",
    "expected ',' or '}', but got '<stream end>'": "花括号没有成对",
    "expected a single document in the stream": "一个文件里只能有一份内容，请删去多余的 ---",
    "but found another document": "一个文件里只能有一份内容，请删去多余的 ---",
}


def in_words(fault: Mapping[str, Any]) -> tuple[str, str]:
    """One of pydantic's faults, in English and Chinese, with the value that was given."""
    en, zh = _said(fault)
    given = fault.get("input")
    if given is None or fault["type"] == "missing" or isinstance(given, dict | list):
        return en, zh
    shown = repr(given) if isinstance(given, str) else str(given)
    shown = shown if len(shown) <= 60 else f"{shown[:57]}..."
    return f"{en} (given: {shown})", f"{zh}（填写的是 {shown}）"


def _said(fault: Mapping[str, Any]) -> tuple[str, str]:
    context = fault.get("ctx", {})
    own = context.get("error")
    if isinstance(own, Exception) and own.args:
        return str(own.args[0]), str(own.args[-1])
    if fault["type"] not in SAID:
        return fault["msg"], f"不符合要求（{fault['msg']}）"
    en, zh = SAID[fault["type"]]
    figures = {k: f"{v:g}" if isinstance(v, float) else str(v) for k, v in context.items()}
    return (
        en.format_map(figures),
        zh.format_map({k: v.replace(" or ", " 或 ") for k, v in figures.items()}),
    )

"""Every fault a person can make in a policy file is said in both languages."""

from __future__ import annotations

import re
from datetime import date, time
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field, field_validator

from forbear.policy import PolicyModel, parse
from forbear.policy.faults import SAID, YAML_SAID, in_words
from forbear.problems import ForbearError


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Round(PolicyModel):
    shape: Literal["round"]
    radius: int


class Square(PolicyModel):
    shape: Literal["square"]
    side: int


class Everything(PolicyModel):
    text: str = "x"
    short: Annotated[str, Field(min_length=2, max_length=3)] = "xx"
    coded: Annotated[str, Field(pattern="^[A-Z]+$")] = "X"
    whole: int = 1
    bounded: Annotated[int, Field(gt=0, le=10, multiple_of=2)] = 2
    share: Annotated[float, Field(ge=0, lt=1)] = 0.5
    yes: bool = True
    colour: Colour = Colour.RED
    one_of: Literal["a", "b"] = "a"
    day: date = date(2026, 11, 22)
    hour: time = time(22, 0)
    few: Annotated[list[int], Field(min_length=1, max_length=2)] = Field(default=[1])
    pair: tuple[int, int] = (1, 2)
    bag: frozenset[str] = frozenset()
    table: dict[str, int] = Field(default={})
    inner: Round | None = None
    form: Annotated[Round | Square, Field(discriminator="shape")] | None = None
    own: int = 1

    @field_validator("own")
    @classmethod
    def _checked(cls, value: int) -> int:
        if value == 13:
            raise ValueError("thirteen brings bad luck", "十三不吉利")
        if value == 14:
            raise ValueError("neither does fourteen bring good")
        return value


@pytest.mark.parametrize(
    ("text", "en", "zh"),
    [
        ("text: 1", "text: must be text", "text：应为文本"),
        ("short: a", "at least 2 characters", "至少应有 2 个字符"),
        ("short: abcd", "at most 3 characters", "至多可有 3 个字符"),
        ("coded: x", "must have the form ^[A-Z]+$", "格式应为 ^[A-Z]+$"),
        ("whole: x", "whole: must be a whole number", "whole：应为整数"),
        ("whole: []", "whole: must be a whole number", "whole：应为整数"),
        ("whole: 1.5", "a whole number, without decimals (given: 1.5)", "不能带小数"),
        ("bounded: 0", "must be more than 0 (given: 0)", "应大于 0（填写的是 0）"),
        ("bounded: 12", "must be 10 or less", "不得大于 10"),
        ("bounded: 3", "must be a multiple of 2", "应为 2 的倍数"),
        ("share: -0.1", "must be 0 or more", "不得小于 0"),
        ("share: 1.0", "must be less than 1", "应小于 1"),
        ("share: x", "must be a number", "应为数字"),
        ("share: []", "must be a number", "应为数字"),
        ("share: .nan", "must be a finite number", "应为有限的数字"),
        ("yes: maybe", "must be true or false", "应为 true 或 false"),
        ("yes: []", "must be true or false", "应为 true 或 false"),
        ("colour: green", "must be one of 'red' or 'blue'", "只能是以下之一：'red' 或 'blue'"),
        ("one_of: c", "must be one of 'a' or 'b'", "只能是以下之一：'a' 或 'b'"),
        ("day: 2026-02-30", "must be a date like 2026-11-22", "应为日期"),
        ("day: soon", "must be a date like 2026-11-22", "应为日期"),
        ("day: []", "must be a date like 2026-11-22", "应为日期"),
        ("day: 2026-11-22T10:00:00", "must be a date without a time", "应为不带时间的日期"),
        ("hour: late", "must be a time of day like 22:00", "应为时刻"),
        ("hour: []", "must be a time of day like 22:00", "应为时刻"),
        ("few: 1", "few: must be a list", "few：应为列表"),
        ("few: []", "needs at least 1 entries and has 0", "至少要有 1 项，现有 0 项"),
        ("few: [1, 2, 3]", "at most 2 entries and has 3", "至多可有 2 项，现有 3 项"),
        ("pair: 1", "pair: must be a list", "pair：应为列表"),
        ("bag: 1", "bag: must be a list", "bag：应为列表"),
        ("table: 1", "table: must hold keys and values", "table：应由键和值组成"),
        ("inner: 1", "inner: must hold keys and values", "inner：应由键和值组成"),
        ("inner: {shape: round}", "inner.radius: is missing", "inner.radius：缺少此项"),
        ("form: {radius: 1}", "lacks 'shape', which says its kind", "缺少类别 'shape'"),
        ("form: {shape: flat}", "'shape' must be one of 'round', 'square'", "只能是以下之一"),
        ("form: 1", "form: must hold keys and values", "form：应由键和值组成"),
        ("size: 1", "size: is no key known here", "size：此处没有这一项"),
        ("own: 13", "own: thirteen brings bad luck (given: 13)", "own：十三不吉利（填写的是 13）"),
        ("own: 14", "own: neither does fourteen", "own：neither does fourteen"),
        ("- 1", "must hold keys and values", "应由键和值组成"),
    ],
)
def test_fault_is_said_in_english_and_chinese(text: str, en: str, zh: str) -> None:
    with pytest.raises(ForbearError) as caught:
        parse(text, Everything, "p.yaml")

    assert len(caught.value.problems) == 1
    problem = caught.value.problems[0]
    assert problem.code == "policy.value"
    assert en in problem.en
    assert zh in problem.zh


def test_fault_of_a_kind_not_foreseen_keeps_the_library_s_words() -> None:
    fault = {"type": "url_parsing", "msg": "Input should be a valid URL", "input": "x"}

    assert in_words(fault) == (
        "Input should be a valid URL (given: 'x')",
        "不符合要求（Input should be a valid URL）（填写的是 'x'）",
    )


@pytest.mark.parametrize("value", ["x" * 200, 10**200])
def test_long_values_are_shown_shortened(value: Any) -> None:
    en, _ = in_words({"type": "int_type", "msg": "", "input": value})

    assert en.endswith("...)")
    assert len(en) < 110


@pytest.mark.parametrize("kind", sorted(SAID))
def test_every_sentence_names_the_same_figures_in_both_languages(kind: str) -> None:
    en, zh = SAID[kind]

    assert set(re.findall(r"{\w+}", en)) == set(re.findall(r"{\w+}", zh))


def test_sentences_on_broken_yaml_are_chinese() -> None:
    assert all(any("一" <= char <= "鿿" for char in zh) for zh in YAML_SAID.values())

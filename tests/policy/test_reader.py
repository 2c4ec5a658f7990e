"""YAML is read as it stands, every key knows its line, and what can't be read is said."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from forbear.policy.reader import load_yaml
from forbear.problems import ForbearError


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("22:00", "22:00"),
        ("08:00", "08:00"),
        ("1:30.5", "1:30.5"),
        ("no", "no"),
        ("on", "on"),
        ("Y", "Y"),
        ("010", "010"),
        ("0x1F", "0x1F"),
        ("=", "="),
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("null", None),
        ("''", ""),
        ("0", 0),
        ("-7", -7),
        ("1_000_000", 1_000_000),
        ("0.25", 0.25),
        ("-.5", -0.5),
        ("1e3", 1000.0),
        ("1.", 1.0),
        (".inf", float("inf")),
        ("2026-11-22", date(2026, 11, 22)),
        ("'2026-11-22'", "2026-11-22"),
        ("2026-02-30", "2026-02-30"),
        ("2026-13-01", "2026-13-01"),
        ("2026-1-2", "2026-1-2"),
        ("2026-11-22 10:00:00", "2026-11-22 10:00:00"),
        ("!!int abc", "abc"),
        ("承诺还款", "承诺还款"),
        ("a#b", "a#b"),
    ],
)
def test_plain_value_means_what_it_says(text: str, value: Any) -> None:
    data, _ = load_yaml(f"key: {text}", "p.yaml")

    assert data == {"key": value}
    assert type(data["key"]) is type(value)


def test_key_that_looks_like_a_switch_is_text() -> None:
    assert load_yaml("on: 1\nno: 2", "p.yaml")[0] == {"on": 1, "no": 2}


@pytest.mark.parametrize("text", ["", "\n", "# only a remark\n", "---\n"])
def test_empty_file_is_an_empty_mapping_or_nothing(text: str) -> None:
    assert not load_yaml(text, "p.yaml")[0]


def test_lines_are_those_of_keys_and_items() -> None:
    text = "a: 1\nb:\n  - x\n  - c: 2\n    d: [3,\n        4]\n"

    assert load_yaml(text, "p.yaml")[1] == {
        ("a",): 1,
        ("b",): 2,
        ("b", 0): 3,
        ("b", 1): 4,
        ("b", 1, "c"): 4,
        ("b", 1, "d"): 5,
        ("b", 1, "d", 0): 5,
        ("b", 1, "d", 1): 6,
    }


def test_alias_and_merge_are_followed() -> None:
    text = "base: &b {x: 1, y: 2}\nother: {<<: *b, y: 3}\nsame: *b\n"

    assert load_yaml(text, "p.yaml")[0] == {
        "base": {"x": 1, "y": 2},
        "other": {"x": 1, "y": 3},
        "same": {"x": 1, "y": 2},
    }


def test_node_that_contains_itself_ends() -> None:
    data, lines = load_yaml("a: &x\n  - *x\n", "p.yaml")

    assert data["a"][0] is data["a"]
    assert lines == {("a",): 1, ("a", 0): 1}


def test_keys_given_twice_are_all_named_with_their_lines() -> None:
    text = "a: 1\nb: {c: 1, c: 2}\na: 2\nd:\n  - e: 1\n    e: 1\n"

    with pytest.raises(ForbearError) as caught:
        load_yaml(text, "p.yaml")

    assert [(p.code, p.where, p.zh) for p in caught.value.problems] == [
        ("policy.duplicate_key", "p.yaml:2", "c 重复出现，请保留一处"),
        ("policy.duplicate_key", "p.yaml:3", "a 重复出现，请保留一处"),
        ("policy.duplicate_key", "p.yaml:6", "e 重复出现，请保留一处"),
    ]


@pytest.mark.parametrize(
    ("text", "where", "en", "zh"),
    [
        ("a: b: c", "p.yaml:1", "mapping values are not allowed here", "请加引号"),
        ("a: 1\n  b: 2", "p.yaml:2", "mapping values are not allowed here", "请加引号"),
        ("a:\n\t- b", "p.yaml:2", "that cannot start any token", "不能用制表符缩进"),
        ('a: "x', "p.yaml:1", "unexpected end of stream", "引号没有成对"),
        ("a: 'x' y", "p.yaml:1", "expected <block end>", "引号后还有文字"),
        ("a:\n  - b\n c: 1", "p.yaml:3", "expected <block end>", "缩进不一致"),
        ("a: [1", "p.yaml:1", "expected ',' or ']'", "方括号没有成对"),
        ("a: {b: 1", "p.yaml:1", "expected ',' or '}'", "花括号没有成对"),
        ("a: 1\n---\nb: 2", "p.yaml:2", "another document", "一个文件里只能有一份内容"),
        ("a: *x", "p.yaml:1", "found undefined alias 'x'", "found undefined alias 'x'"),
        ("a: \0", "p.yaml", "special characters are not allowed", "无法按 YAML 读取"),
        ("a: !!python/object:os.x 1", "p.yaml:1", "could not determine a constructor", "无法按"),
        ("? [a]\n: 1", "p.yaml:1", "unhashable key", "无法按 YAML 读取"),
        ("<<: 3", "p.yaml:1", "expected a mapping", "无法按 YAML 读取"),
        ("a: " + "[" * 5000, "p.yaml", "nested too deeply", "嵌套层数过多"),
    ],
)
def test_what_is_no_yaml_is_refused_with_its_line(text: str, where: str, en: str, zh: str) -> None:
    with pytest.raises(ForbearError) as caught:
        load_yaml(text, "p.yaml")

    (problem,) = caught.value.problems
    assert (problem.code, problem.where) == ("policy.yaml", where)
    assert en in problem.en
    assert zh in problem.zh
    assert "\n" not in problem.en


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(ForbearError):
        load_yaml(text, "p.yaml")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.dates(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.text(min_size=1, max_size=6), inner, max_size=3)
        ),
        max_leaves=12,
    )
)
def test_what_was_written_quoted_comes_back(data: Any) -> None:
    text = yaml.safe_dump({"data": data}, allow_unicode=True)

    assert load_yaml(text, "p.yaml")[0] == {"data": data}

"""YAML as policy files use it: what stands there is what is meant, and every key knows its line.

Plain values mean what YAML 1.2 says. YAML 1.1, which PyYAML reads by itself, takes ``22:00`` for
1320, ``no`` for false and ``010`` for 8: traps in files full of hours and codes. Here they are
text, and the model of the room that reads the file decides what may become of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from forbear.policy.faults import YAML_SAID
from forbear.problems import ForbearError, Problem, refuse

Path = tuple[str | int, ...]

#: The core schema of YAML 1.2 (section 10.3.2), with dates, and with `_` between digits.
SCALARS = (
    ("null", r"~|null|Null|NULL|", "~nN\0"),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?(?:0|[1-9][0-9_]*)", "-+0123456789"),
    (
        "float",
        r"[-+]?(?:\.[0-9]+|[0-9][0-9_]*\.[0-9_]*)(?:[eE][-+]?[0-9]+)?"
        r"|[-+]?[0-9]+[eE][-+]?[0-9]+"
        r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
        "-+0123456789.",
    ),
    ("timestamp", r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "0123456789"),
    ("merge", r"<<", "<"),
)


class PlainLoader(yaml.SafeLoader):
    """PyYAML's safe loader, with the plain values of YAML 1.2."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """What a node stands for; 2026-02-30, which only looks like a date, stays text."""
        try:
            return super().construct_object(node, deep)
        except ValueError:
            return node.value


for _tag, _form, _first in SCALARS:
    PlainLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}",
        re.compile(f"^(?:{_form})$"),
        ["" if char == "\0" else char for char in _first],
    )


def load_yaml(text: str, file: str) -> tuple[Any, dict[Path, int]]:
    """The data of a YAML text and the line of every key and item in it.

    An empty text is an empty mapping. Raises `ForbearError` for what is no YAML, with one problem
    for each key given twice.
    """
    try:
        loader = PlainLoader(text)
        root = loader.get_single_node()
        if root is None:
            return {}, {}
        lines, twice = _lines(root)
        if twice:
            raise ForbearError(*(_given_twice(key, file, line) for key, line in twice))
        return loader.construct_document(root), lines
    except yaml.YAMLError as error:
        raise _unreadable(error, file) from None
    except RecursionError:
        raise refuse(
            "policy.yaml",
            file,
            "nested too deeply to be read; lay it out in fewer levels",
            "嵌套层数过多，无法读取，请减少层数",
        ) from None


def _lines(root: yaml.Node) -> tuple[dict[Path, int], list[tuple[str, int]]]:
    """The line of every key and item, and the keys given twice."""
    lines: dict[Path, int] = {}
    twice: list[tuple[str, int]] = []
    for path, line, again in _walk(root, (), set()):
        if again:
            twice.append((str(path[-1]), line))
        lines.setdefault(path, line)
    return lines, twice


def _walk(node: yaml.Node, path: Path, met: set[int]) -> Iterator[tuple[Path, int, bool]]:
    # A node used again by an alias is walked once: it may even contain itself.
    if id(node) in met:
        return
    met.add(id(node))
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            yield (*path, name), key.start_mark.line + 1, name in seen
            seen.add(name)
            yield from _walk(value, (*path, name), met)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield (*path, index), item.start_mark.line + 1, False
            yield from _walk(item, (*path, index), met)


def _given_twice(key: str, file: str, line: int) -> Problem:
    return Problem(
        "policy.duplicate_key",
        f"{file}:{line}",
        f"{key} is given twice; keep one",
        f"{key} 重复出现，请保留一处",
    )


def _unreadable(error: yaml.YAMLError, file: str) -> ForbearError:
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    return refuse(
        "policy.yaml",
        f"{file}:{mark.line + 1}" if mark else file,
        f"not readable as YAML ({what}); check indentation, quotes and colons",
        f"无法按 YAML 读取（{YAML_SAID.get(what, what)}），请检查缩进、引号与冒号",
    )

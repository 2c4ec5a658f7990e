"""YAML checked against a declared model, with errors that name file, line and field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from forbear.problems import ForbearError, Problem, refuse

M = TypeVar("M", bound=BaseModel)
Path = tuple[str | int, ...]


class PolicyModel(BaseModel):
    """Base of every policy file's model: unknown keys are refused, values can't be changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def parse(text: str, model: type[M], file: str) -> M:
    """Read YAML text as `model`.

    Raises `ForbearError` with one problem for each fault: broken YAML, a key given twice, an
    unknown key, a missing key or a value out of range.
    """
    data, lines = load_yaml(text, file)
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise ForbearError(
            *(_problem(fault, file, lines) for fault in error.errors(include_url=False))
        ) from None


def load_yaml(text: str, file: str) -> tuple[Any, dict[Path, int]]:
    """The data of a YAML text and the line of every key and item in it."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        what = getattr(error, "problem", None) or str(error)
        raise refuse(
            "policy.yaml",
            f"{file}{line}",
            f"not readable as YAML ({what}); check indentation, quotes and colons",
            f"无法按 YAML 读取（{what}），请检查缩进、引号与冒号",
        ) from None
    if root is None:
        return {}, {}
    lines: dict[Path, int] = {}
    for path, at, twice in _walk(root, ()):
        if twice:
            raise refuse(
                "policy.duplicate_key",
                f"{file}:{at}",
                f"{path[-1]} is given twice; keep one",
                f"{path[-1]} 重复出现，请保留一处",
            )
        lines[path] = at
    return yaml.safe_load(text), lines


def _walk(node: yaml.Node, path: Path) -> Iterator[tuple[Path, int, bool]]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            at = (*path, str(key.value))
            yield at, key.start_mark.line + 1, key.value in seen
            seen.add(key.value)
            yield from _walk(value, at)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield (*path, index), item.start_mark.line + 1, False
            yield from _walk(item, (*path, index))


def _problem(fault: Any, file: str, lines: dict[Path, int]) -> Problem:
    path: Path = tuple(fault["loc"])
    line = next((lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in lines), None)
    where = f"{file}:{line}" if line else file
    field = ".".join(str(part) for part in path) or "(whole file)"
    given = fault.get("input")
    shown = "" if isinstance(given, dict | list) or given is None else f" (given: {given!r})"
    return Problem(
        "policy.value",
        where,
        f"{field}: {fault['msg']}{shown}",
        f"{field}：不符合要求（{fault['msg']}）{shown}",
    )

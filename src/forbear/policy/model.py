"""A policy file checked against a declared model, with errors that name file, line and field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from forbear.policy.faults import in_words
from forbear.policy.reader import Path, load_yaml
from forbear.problems import ForbearError, Problem

M = TypeVar("M", bound=BaseModel)


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
        faults = error.errors(include_url=False)
    raise ForbearError(*(_problem(fault, file, lines) for fault in faults))


def _problem(fault: Mapping[str, Any], file: str, lines: dict[Path, int]) -> Problem:
    written = _written(fault["loc"], lines)
    where = f"{file}:{lines[written]}" if written else file
    lacking = fault["loc"][-1:] if fault["type"] == "missing" else ()
    field = ".".join(str(part) for part in (*written, *lacking))
    en, zh = in_words(fault)
    return Problem(
        "policy.value",
        where,
        f"{field}: {en}" if field else en,
        f"{field}：{zh}" if field else zh,
    )


def _written(loc: Path, lines: dict[Path, int]) -> Path:
    """The part of pydantic's path that stands in the file.

    pydantic puts names of its own between keys (the chosen member of a union), and holds numbers
    where the file has keys that are numbers.
    """
    path: Path = ()
    for part in loc:
        path = next((at for at in ((*path, part), (*path, str(part))) if at in lines), path)
    return path

"""Reading a pack's YAML: fast when it is sound, with file and line when it is not."""

from __future__ import annotations

import re
from typing import TypeVar

import yaml
from pydantic import BaseModel

from forbear.policy import parse
from forbear.policy.reader import SCALARS

M = TypeVar("M", bound=BaseModel)
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Strict(_Loader):  # type: ignore[misc, valid-type]
    """Reads plain values as policy files do, and refuses a key given twice."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        keys = [key.value for key, _ in node.value]
        if len(keys) != len(set(keys)):
            raise yaml.YAMLError("duplicate key")
        result: dict[object, object] = super().construct_mapping(node, deep=deep)
        return result


for _tag, _form, _first in SCALARS:
    _Strict.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}",
        re.compile(f"^(?:{_form})$"),
        ["" if char == "\0" else char for char in _first],
    )


def read(text: str, model: type[M], file: str) -> M:
    """The file as `model`; every fault becomes a `Problem` that names file, line and field."""
    try:
        data = yaml.load(text, Loader=_Strict)
        return model.model_validate({} if data is None else data)
    except (yaml.YAMLError, ValueError, RecursionError):
        return parse(text, model, file)

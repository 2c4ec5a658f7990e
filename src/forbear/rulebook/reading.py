"""Reading a pack's YAML: fast when it is sound, with file and line when it is not."""

from __future__ import annotations

from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from forbear.policy import parse

M = TypeVar("M", bound=BaseModel)
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Strict(_Loader):  # type: ignore[misc, valid-type]
    """Refuses a key given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        keys = [key.value for key, _ in node.value]
        if len(keys) != len(set(keys)):
            raise yaml.YAMLError("duplicate key")
        result: dict[object, object] = super().construct_mapping(node, deep=deep)
        return result


def read(text: str, model: type[M], file: str) -> M:
    """The file as `model`; every fault becomes a `Problem` that names file, line and field."""
    try:
        data = yaml.load(text, Loader=_Strict)
        return model.model_validate({} if data is None else data)
    except (yaml.YAMLError, ValidationError):
        return parse(text, model, file)

"""JSON Schemas of a case and of its answer, for `docs/schema/` and for other programs."""

from __future__ import annotations

from typing import Any

import polars as pl
from pydantic import TypeAdapter

from forbear.portfolio.tables import TABLES
from forbear.rulebook.case import Case
from forbear.rulebook.facts.names import FACTS
from forbear.rulebook.permit import Permit

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def case_schema() -> dict[str, Any]:
    """What `permit` takes: one case."""
    schema = Case.model_json_schema()
    schema["properties"]["facts"] = {
        "type": "object",
        "description": "Single facts; they go before what the tape says. null: not known.",
        "properties": {name: _fact(name) for name in FACTS},
        "additionalProperties": False,
    }
    schema["properties"]["tape"] = {
        "type": "object",
        "description": "Rows of the tape's tables about this customer. No table: not known.",
        "properties": {name: {"type": "array", "items": _row(name)} for name in TABLES},
        "additionalProperties": False,
    }
    return {"$schema": _DIALECT, **schema, "title": "Forbear case"}


def answer_schema() -> dict[str, Any]:
    """What comes back: a permit, or what is wrong with the case."""
    permit = TypeAdapter(Permit).json_schema(ref_template="#/$defs/{model}")
    defs = permit.pop("$defs", {})
    text = {"type": "string"}
    problem = {
        "type": "object",
        "properties": dict.fromkeys(("code", "where", "en", "zh"), text),
        "required": ["code", "where", "en", "zh"],
        "additionalProperties": False,
    }
    unreadable = {
        "type": "object",
        "description": "No permit: the case could not be read.",
        "properties": {
            "allowed": {"const": False},
            "problems": {"type": "array", "items": problem, "minItems": 1},
        },
        "required": ["allowed", "problems"],
        "additionalProperties": False,
    }
    strict = {**permit, "additionalProperties": False}
    return {
        "$schema": _DIALECT,
        "title": "Forbear answer",
        "anyOf": [strict, unreadable],
        "$defs": defs,
    }


def _fact(name: str) -> dict[str, Any]:
    fact = FACTS[name]
    kinds: dict[type, dict[str, Any]] = {
        bool: {"type": ["boolean", "null"]},
        int: {"type": ["integer", "null"], "minimum": 0, "maximum": 2**15 - 1},
        str: {"enum": [*fact.values, None]},
    }
    return {"description": f"{fact.en} · {fact.zh}", **kinds[fact.type]}


def _row(table: str) -> dict[str, Any]:
    columns = TABLES[table].columns()
    return {
        "type": "object",
        "properties": {name: _cell(column.dtype) for name, column in columns.items()},
        "additionalProperties": False,
    }


def _cell(dtype: pl.DataType) -> dict[str, Any]:
    if isinstance(dtype, pl.Enum):
        return {"enum": [*dtype.categories, None]}
    kinds: dict[Any, dict[str, Any]] = {
        pl.Boolean: {"type": ["boolean", "null"]},
        pl.Date: {"type": ["string", "null"], "format": "date"},
        pl.Datetime: {"type": ["string", "null"], "format": "date-time"},
        pl.Float64: {"type": ["number", "null"]},
        pl.Int32: {"type": ["integer", "null"]},
        pl.Int64: {"type": ["integer", "null"]},
    }
    return kinds.get(type(dtype), {"type": ["string", "null"]})

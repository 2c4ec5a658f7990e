"""The tape's format as JSON Schema, made from the declared tables."""

from __future__ import annotations

from typing import Any

from forbear.portfolio import spec
from forbear.portfolio.amounts import MOST, MOST_RATE
from forbear.portfolio.spec import Column
from forbear.portfolio.tables import MUST_TABLES, TABLES

_ADDRESS = "https://json-schema.org/draft/2020-12/schema"

_DATE = {"type": "string", "format": "date"}
_MONEY = [
    {
        "type": "string",
        "pattern": r"^[+-]?[0-9]{1,14}(\.[0-9]{1,4})?$",
        "description": "Major units / 主币单位（元）",
    },
    {
        "type": "integer",
        "minimum": -MOST,
        "maximum": MOST,
        "description": "Minor units / 最小单位（分）",
    },
]
_RATE = [
    {
        "type": "string",
        "pattern": r"^[0-9]{1,2}(\.[0-9]+)?$",
        "description": "Fraction: 0.1825 is 18.25 % / 小数：0.1825 即 18.25%",
    },
    {
        "type": "integer",
        "minimum": 0,
        "maximum": MOST_RATE,
        "description": "Millionths / 百万分之一",
    },
]
_RESIDENT = "^[0-9]{6}[1-9][0-9]{10}[0-9X]$"
_USCC = "^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$"

#: What a cell may be, by the kind of its column.
_FORMS: dict[str, dict[str, Any]] = {
    "id": {"type": "string", "minLength": 1},
    "text": {"type": "string"},
    "region": {"type": "string"},
    "email": {"type": "string"},
    "zone": {"type": "string", "examples": ["Asia/Shanghai"]},
    "phone": {"type": "string", "examples": ["13812345678", "010-88886666", "+85225223456"]},
    "resident_id": {"type": "string", "pattern": _RESIDENT},
    "uscc": {"type": "string", "pattern": _USCC},
    "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
    "bool": {"enum": [True, False, "true", "false", "1", "0"]},
    "int": {"type": ["integer", "string"], "pattern": "^-?[0-9]+$"},
    "money": {"anyOf": _MONEY},
    "rate": {"anyOf": _RATE},
    "date": _DATE,
    "instant": {"type": "string", "examples": ["2026-11-22 09:30:00", "2026-11-22T01:30:00Z"]},
    "degree": {"type": ["number", "string"], "pattern": r"^-?[0-9]+(\.[0-9]+)?$"},
}


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a tape: an object of tables, each an array of rows.

    It describes the rows as they stand in the files, under our own names. An empty cell is absent
    or null. What needs more than one row, or arithmetic, is in the list of rules instead.
    """
    return {
        "$schema": _ADDRESS,
        "title": "Forbear tape / 贷款数据",
        "description": "A bank's nightly extract / 银行每晚导出的数据",
        "type": "object",
        "required": list(MUST_TABLES),
        "properties": {
            name: {
                "type": "array",
                "description": spec.heading(name),
                "items": {"$ref": f"#/$defs/{name}"},
            }
            for name in TABLES
        },
        "$defs": {name: _row(name) for name in TABLES},
    }


def _row(table: str) -> dict[str, Any]:
    return {
        "type": "object",
        "description": spec.heading(table),
        "required": [name for name in spec.musts(table) if name != "currency"],
        "properties": {name: _cell(column) for name, column in spec.columns(table).items()},
        "additionalProperties": True,
        "x-key": list(spec.keys(table)),
        "x-parents": dict(spec.parents(table)),
    }


def _cell(column: Column) -> dict[str, Any]:
    form = {"enum": list(column.codes)} if column.codes else _FORMS[column.kind]
    words = {"title": column.zh, "description": column.en}
    if column.must:
        return words | form
    return words | {"anyOf": [form, {"type": "null"}]}

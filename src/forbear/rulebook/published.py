"""The format of rules, cases and answers as JSON Schema, for editors and `docs/schema/`."""

from __future__ import annotations

import json
from typing import Any

from forbear.rulebook.clocks.rule import ClockFile
from forbear.rulebook.condition import CONDITION_SCHEMA, PLACE, condition_schema
from forbear.rulebook.duties.names import HOUSE
from forbear.rulebook.duties.rule import DutyFile
from forbear.rulebook.instrument import Instrument, RuleFile
from forbear.rulebook.ways.schema import answer_schema, case_schema

_TITLES = {
    "rule": "Forbear rule file",
    "rule-instrument": "Forbear instrument file",
    "rule-clock": "Forbear clock file",
    "rule-duty": "Forbear duty file",
}


def schemas() -> dict[str, str]:
    """Published schemas: name of the file below ``docs/schema/`` -> its text."""
    rule = RuleFile.model_json_schema()
    rule = {**_placed(rule), "title": _TITLES["rule"]}
    rule["$defs"]["Condition"] = CONDITION_SCHEMA
    instrument = {**Instrument.model_json_schema(), "title": _TITLES["rule-instrument"]}
    clock = {**ClockFile.model_json_schema(), "title": _TITLES["rule-clock"]}
    duty = {**_placed(DutyFile.model_json_schema()), "title": _TITLES["rule-duty"]}
    duty["$defs"]["Condition"] = condition_schema(HOUSE)
    return {
        f"{name}.schema.json": json.dumps(
            {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema},
            ensure_ascii=False,
            indent=1,
            sort_keys=True,
        )
        + "\n"
        for name, schema in (
            ("rule", rule),
            ("rule-instrument", instrument),
            ("rule-clock", clock),
            ("rule-duty", duty),
            ("case", case_schema()),
            ("answer", answer_schema()),
        )
    }


def _placed(node: Any) -> Any:
    """The condition's definition referred to where a model has a condition."""
    if isinstance(node, dict):
        if all(node.get(key) == value for key, value in PLACE.items()):
            return {"$ref": "#/$defs/Condition"}
        return {key: _placed(value) for key, value in node.items()}
    return [_placed(one) for one in node] if isinstance(node, list) else node

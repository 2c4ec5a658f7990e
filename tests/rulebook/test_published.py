"""The published schema is the one the loader uses."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from forbear import policy
from forbear.rulebook.facts import FACTS
from forbear.rulebook.pack import shipped
from forbear.rulebook.published import schemas

FOLDER = Path(__file__).parents[2] / "docs" / "schema"
NAMES = sorted(schemas())


@pytest.mark.parametrize("name", NAMES)
def test_schema_in_docs_is_up_to_date(name: str) -> None:
    assert (FOLDER / name).read_text("utf-8") == schemas()[name]


def schema_of(name: str) -> str:
    if "instrument.yaml" in name:
        return "rule-instrument"
    standing = {".clock.yaml": "rule-clock", ".duty.yaml": "rule-duty"}
    return next((kind for end, kind in standing.items() if name.endswith(end)), "rule")


def test_every_shipped_file_fits_the_schema() -> None:
    checks = {
        name: jsonschema.Draft202012Validator(json.loads(text)) for name, text in schemas().items()
    }
    texts = {p.name + str(p): p.read_text("utf-8") for p in shipped().glob("*/**/*.yaml")}
    texts |= policy.load().under("overlay")
    for name, text in texts.items():
        kind = schema_of(name)
        data = json.loads(json.dumps(yaml.safe_load(text), default=str))
        assert [e.message for e in checks[f"{kind}.schema.json"].iter_errors(data)] == [], name


def test_schema_names_every_fact() -> None:
    condition = json.loads(schemas()["rule.schema.json"])["$defs"]["Condition"]
    assert set(condition["properties"]) == {*FACTS, "any", "all", "not"}

"""The published JSON Schema judges rows as the check does."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from forbear.portfolio import TABLES, json_schema, spec
from forbear.portfolio.published import schemas

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def schema():
    return json_schema()


def faults(schema, table, row):
    whole = {"$defs": schema["$defs"], "$ref": f"#/$defs/{table}"}
    return [
        ".".join(map(str, e.path)) or e.validator
        for e in Draft202012Validator(whole).iter_errors(row)
    ]


def test_json_schema_is_a_schema(schema):
    Draft202012Validator.check_schema(schema)


def test_json_schema_takes_a_clean_tape(make, schema):
    assert list(Draft202012Validator(schema).iter_errors(make.clean())) == []


@pytest.mark.parametrize("table", ["customers", "accounts", "instalments", "branches"])
def test_json_schema_refuses_a_tape_without_a_must_table(make, schema, table):
    tape = make.clean()
    del tape[table]
    (error,) = Draft202012Validator(schema).iter_errors(tape)
    assert (error.validator, list(error.path)) == ("required", [])
    assert repr(table) in error.message


ACCOUNT = {
    "account_id": "A1",
    "customer_id": "C1",
    "branch_id": "B1",
    "product": "card",
    "opened_on": "2025-01-10",
    "principal": "10000.00",
}


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, []),
        ({"principal": 1_000_000}, []),
        ({"balance": None}, []),
        ({"x_anything": [1]}, []),
        ({"annual_rate": "0.1825"}, []),
        ({"annual_rate": 182_500}, []),
        ({"principal": "much"}, ["principal"]),
        ({"principal": 10000.5}, ["principal"]),
        ({"principal": None}, ["principal"]),
        ({"product": "mortage"}, ["product"]),
        ({"currency": "yuan"}, ["currency"]),
        ({"account_id": ""}, ["account_id"]),
        ({"annual_rate": "18%"}, ["annual_rate"]),
        ({"secured": "maybe"}, ["secured"]),
    ],
)
def test_json_schema_of_an_account(schema, changed, found):
    assert faults(schema, "accounts", ACCOUNT | changed) == found


@pytest.mark.parametrize("missing", list(ACCOUNT))
def test_json_schema_refuses_an_account_without_a_must_column(schema, missing):
    row = {name: value for name, value in ACCOUNT.items() if name != missing}
    assert faults(schema, "accounts", row) == ["required"]


@pytest.mark.parametrize("table", list(TABLES))
def test_json_schema_names_keys_parents_and_columns(schema, table):
    row = schema["$defs"][table]
    assert row["x-key"] == list(spec.keys(table))
    assert row["x-parents"] == dict(spec.parents(table))
    assert {name: cell["title"] for name, cell in row["properties"].items()} == {
        name: column.zh for name, column in spec.columns(table).items()
    }


def test_json_schema_published_in_docs_is_this_one():
    text = (DOCS / "schema" / "tape.schema.json").read_text("utf-8")
    assert text == schemas()["tape.schema.json"]

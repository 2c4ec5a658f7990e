"""What the docs say of the tape's format, made from the declarations."""

from __future__ import annotations

import json

from forbear.portfolio import spec
from forbear.portfolio.rules import RULES
from forbear.portfolio.schema_json import json_schema
from forbear.portfolio.spec import Column
from forbear.portfolio.tables import TABLES

_KINDS = {
    "id": "identifier",
    "text": "text",
    "code": "code",
    "money": "money",
    "rate": "rate",
    "date": "date",
    "instant": "date and time",
    "int": "whole number",
    "bool": "yes or no",
    "degree": "degrees",
    "resident_id": "resident identity number",
    "uscc": "social credit code",
    "phone": "phone number",
    "zone": "time zone",
    "region": "region code",
    "currency": "currency code",
    "email": "e-mail address",
}


def schemas() -> dict[str, str]:
    """Published schemas: name of the file below ``docs/schema/`` -> its text."""
    text = json.dumps(json_schema(), ensure_ascii=False, indent=1)
    return {"tape.schema.json": f"{text}\n"}


def sections() -> dict[str, str]:
    """The made sections of ``docs/tape-format.md``, by the name in their marks."""
    return {"tables": "\n\n".join(map(_table, TABLES)), "rules": _rules()}


def filled(page: str) -> str:
    """A page with each made section between its marks ``<!-- name -->``, ``<!-- /name -->``."""
    for name, text in sections().items():
        head, opening, rest = page.partition(f"<!-- {name} -->")
        _, closing, tail = rest.partition(f"<!-- /{name} -->")
        if opening and closing:
            page = f"{head}{opening}\n\n{text}\n\n{closing}{tail}"
    return page


def _table(table: str) -> str:
    must = "must be there" if spec.must_be_there(table) else "may be absent"
    lines = [
        f"### {table}",
        f"{spec.heading(table)} Key: {', '.join(f'`{k}`' for k in spec.keys(table))}. "
        f"The table {must}.",
        "\n".join(
            [
                "| column | 标题 | must | form | meaning | also known as |",
                "| --- | --- | --- | --- | --- | --- |",
                *(_row(table, column) for column in spec.columns(table).values()),
            ]
        ),
    ]
    return "\n\n".join(lines)


def _row(table: str, column: Column) -> str:
    form = _KINDS[column.kind]
    if column.codes:
        form = ", ".join(f"`{code}`" for code in column.codes)
    parent = dict(spec.parents(table)).get(column.name)
    meaning = column.en + (f" (a row of {parent})" if parent else "")
    must = "must" if column.must else ""
    cells = [f"`{column.name}`", column.zh, must, form, meaning, ", ".join(column.also)]
    return "| " + " | ".join(cells) + " |"


def _rules() -> str:
    rows = [f"| `{rule.id}` | {rule.en} | {rule.zh} |" for rule in RULES.values()]
    return "\n".join(["| rule | reason | 原因 |", "| --- | --- | --- |", *rows])

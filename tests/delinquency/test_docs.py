"""The worked example of docs/delinquency.md, computed anew."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from forbear.delinquency import age, exposure, rolls, statement

PAGE = Path(__file__).parents[2] / "docs" / "delinquency.md"
AS_OF = date(2026, 11, 22)


def cell(text):
    if re.fullmatch(r"[\d,]+\.\d\d", text):
        return int(text.replace(",", "").replace(".", ""))
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    return int(text) if text.isdigit() else text or None


@pytest.fixture(scope="module")
def tables():
    """The page's tables by their first lines: lists of rows."""
    blocks = re.findall(r"(?:^\|.*\n)+", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    found = {}
    for block in blocks:
        head, _, *rows = (
            [part.strip() for part in line.strip("|").split("|")] for line in block.splitlines()
        )
        found[" ".join(head)] = [tuple(cell(part) for part in row) for row in rows]
    return found


@pytest.fixture(scope="module")
def example(tables, loan):
    due = [row[1:] for row in tables["number due_on principal interest fee"]]
    terms = {"overdue_rate": 180_000, "penalty": 10_000, "penalty_min": 1_000}
    return loan(due, tables["paid_on amount reversed_on"], **terms)


def test_page_statement_is_what_comes_out(tables, example, shipped):
    lines = statement(*example, as_of=AS_OF, policy=shipped)
    shown = lines.select("number", "item", "days", "base", "amount").rows()
    assert tables["number item days base amount"] == shown


def test_page_row_of_the_account_is_what_comes_out(tables, example, shipped):
    row = age(*example, as_of=AS_OF, policy=shipped).row(0, named=True)
    told = dict(tables["column value"])
    assert {column: row[column] for column in told} == told


def test_page_rolls_are_what_comes_out(tables, example, shipped):
    moves = rolls(*example, as_of=AS_OF, months=3, policy=shipped)
    assert tables["month was now overdue"] == moves.select("month", "was", "now", "overdue").rows()


def test_page_example_adds_up_by_customer(example, shipped):
    aged = age(*example, as_of=AS_OF, policy=shipped)
    assert exposure(aged)["owed"].to_list() == aged["owed"].to_list()


def test_page_names_every_key_of_the_policy(shipped):
    text = PAGE.read_text(encoding="utf-8")
    terms = next(iter(shipped.products.values()))
    keys = {"allotment.order", "allotment.across", "buckets", *type(terms).model_fields}
    assert {key for key in keys if f"`{key}`" not in text} == set()

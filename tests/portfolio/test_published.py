"""What the docs say of the tape is what the code declares."""

from __future__ import annotations

from pathlib import Path

import pytest

from forbear.portfolio import RULES, published

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "tape-format.md").read_text(encoding="utf-8")


def test_page_is_in_step_with_the_declarations():
    assert published.filled(PAGE) == PAGE


@pytest.mark.parametrize(("name", "text"), published.schemas().items())
def test_schema_is_in_step_with_the_declarations(name, text):
    assert (DOCS / "schema" / name).read_text(encoding="utf-8") == text


@pytest.mark.parametrize("rule", list(RULES))
def test_rule_is_documented(rule):
    assert f"| `{rule}` |" in PAGE


def test_page_without_marks_is_left_alone():
    assert published.filled("# Nothing made here\n") == "# Nothing made here\n"

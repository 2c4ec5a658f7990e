"""The page of roles is what the predicates say, and leaves no table out."""

from __future__ import annotations

from pathlib import Path

import pytest

import role_pages

ROOT = Path(__file__).resolve().parents[3]
#: Shown to nobody.
WORK_IN_HAND = {"Departed"}


def test_page_is_in_step_with_the_predicates() -> None:
    told = role_pages.pages()[role_pages.PAGE]
    assert (ROOT / role_pages.PAGE).read_text(encoding="utf-8") == told, "make docs"


def test_every_table_with_a_scope_stands_in_one_group(django: None) -> None:
    from forbear.web.people.scopes import SCOPES

    named = [name for _, _, names in role_pages.GROUPS for name in names]
    assert sorted(named) == sorted({m.__name__ for m in SCOPES} - WORK_IN_HAND)


def test_tables_that_differ_in_one_group_are_refused(django: None) -> None:
    from forbear.web.people.scopes import SCOPES

    tables = {model.__name__: scope for model, scope in SCOPES.items()}
    with pytest.raises(ValueError, match="differ for collector"):
        role_pages.one_cell("collector", ("Tape", "Branch"), tables)

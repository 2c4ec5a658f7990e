"""The language of conditions, in three-valued logic."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from forbear.rulebook.condition import compiled
from forbear.rulebook.evaluate import complete
from forbear.rulebook.facts import FACTS


def decide(condition: dict[str, Any], **facts: Any) -> bool | None:
    frame = complete(pl.DataFrame({"_": [0]}), FACTS).with_columns(
        pl.lit(value).alias(name) for name, value in facts.items()
    )
    answer: bool | None = frame.select(compiled(condition).alias("x")).item()
    return answer


@pytest.mark.parametrize(
    ("condition", "facts", "answer"),
    [
        ({}, {}, True),
        ({"minor": True}, {"minor": True}, True),
        ({"minor": False}, {"minor": True}, False),
        ({"minor": False}, {}, None),
        ({"kind": "company"}, {"kind": "person"}, False),
        ({"kind": ["company", "person"]}, {"kind": "person"}, True),
        ({"days_failed_in_row": 3}, {"days_failed_in_row": 3}, True),
        ({"days_failed_in_row": {"from": 3}}, {"days_failed_in_row": 3}, True),
        ({"days_failed_in_row": {"from": 3}}, {"days_failed_in_row": 2}, False),
        ({"days_failed_in_row": {"to": 3}}, {"days_failed_in_row": 3}, True),
        ({"days_failed_in_row": {"below": 3}}, {"days_failed_in_row": 3}, False),
        ({"days_failed_in_row": {"from": 1, "below": 3}}, {"days_failed_in_row": 2}, True),
        ({"not": {"minor": True}}, {"minor": True}, False),
        ({"not": {"minor": True}}, {}, None),
        ({"any": [{"minor": True}, {"hold_dispute": True}]}, {"minor": True}, True),
        ({"any": [{"minor": True}, {"hold_dispute": True}]}, {"minor": False}, None),
        ({"all": [{"minor": True}, {"hold_dispute": True}]}, {"minor": False}, False),
        ({"minor": True, "hold_dispute": True}, {"minor": True}, None),
    ],
)
def test_condition_is_true_false_or_unknown(
    condition: dict[str, Any], facts: dict[str, Any], answer: bool | None
) -> None:
    assert decide(condition, **facts) == answer


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ({"hair_colour": "red"}, "is no fact"),
        ({"minor": "yes"}, "true or false"),
        ({"kind": "dog"}, "is one of"),
        ({"kind": []}, "is one of"),
        ({"days_failed_in_row": {"over": 3}}, "a number or a range"),
        ({"days_failed_in_row": "3"}, "a number or a range"),
        ({"days_failed_in_row": {}}, "a number or a range"),
        ({"any": []}, "needs a list"),
        ({"any": {"minor": True}}, "needs a list"),
        ({"not": []}, "is a mapping"),
        ({"all": [{}]}, "is a mapping"),
    ],
)
def test_condition_refuses_what_it_does_not_know(condition: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        compiled(condition)


def test_condition_names_every_fact() -> None:
    condition = {"minor": True, "any": [{"kind": "company"}, {"not": {"hold_dispute": True}}]}
    assert set(compiled(condition).meta.root_names()) == {"minor", "kind", "hold_dispute"}

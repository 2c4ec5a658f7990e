"""A policy file is checked against its model, and every fault names file, line and field."""

from __future__ import annotations

from typing import Annotated, Literal

import pytest
from pydantic import Field, ValidationError

from forbear.policy import PolicyModel, parse
from forbear.problems import ForbearError, Problem


class Hours(PolicyModel):
    opens: str
    closes: str = "22:00"


class Fixed(PolicyModel):
    kind: Literal["fixed"]
    cost: Annotated[int, Field(ge=0)]


class PerMinute(PolicyModel):
    kind: Literal["per_minute"]
    rate: float


class Plan(PolicyModel):
    name: str
    hours: Hours
    by_day: dict[int, int] = Field(default={})
    costs: list[Annotated[Fixed | PerMinute, Field(discriminator="kind")]] = Field(default=[])


def faults(text: str) -> list[Problem]:
    with pytest.raises(ForbearError) as caught:
        parse(text, Plan, "plan.yaml")
    return list(caught.value.problems)


def test_good_file_becomes_the_model() -> None:
    plan = parse("name: 一\nhours: {opens: 08:00}\n", Plan, "plan.yaml")

    assert plan == Plan(name="一", hours=Hours(opens="08:00", closes="22:00"))


def test_model_cannot_be_changed() -> None:
    plan = parse("name: x\nhours: {opens: 08:00}", Plan, "plan.yaml")

    with pytest.raises(ValidationError, match="frozen"):
        plan.name = "y"


def test_every_fault_is_told_with_its_line() -> None:
    text = (
        "name: 7\nhours:\n  opens: 08:00\n  shuts: 22:00\ncosts:\n  - kind: fixed\n    cost: -1\n"
    )

    assert [(p.where, p.en) for p in faults(text)] == [
        (
            "plan.yaml:1",
            "name: must be text; put it in quotes if it looks like a number (given: 7)",
        ),
        (
            "plan.yaml:4",
            "hours.shuts: is no key known here; check the spelling or remove it (given: '22:00')",
        ),
        ("plan.yaml:7", "costs.0.cost: must be 0 or more (given: -1)"),
    ]


def test_missing_key_points_to_what_lacks_it() -> None:
    assert faults("name: x\nhours:\n  closes: 21:00\n") == [
        Problem(
            "policy.value",
            "plan.yaml:2",
            "hours.opens: is missing; add it",
            "hours.opens：缺少此项，请补上",
        )
    ]


def test_missing_key_at_the_top_points_to_the_file() -> None:
    assert [(p.where, p.en) for p in faults("hours: {opens: 08:00}")] == [
        ("plan.yaml", "name: is missing; add it")
    ]


def test_chosen_member_of_a_union_does_not_hide_the_line() -> None:
    text = "name: x\nhours: {opens: 08:00}\ncosts:\n  - kind: per_minute\n    rate: much\n"

    assert [(p.where, p.en) for p in faults(text)] == [
        ("plan.yaml:5", "costs.0.rate: must be a number (given: 'much')")
    ]


def test_key_that_is_a_number_has_its_line() -> None:
    text = "name: x\nhours: {opens: 08:00}\nby_day:\n  1: 10\n  2: many\n"

    assert [(p.where, p.en) for p in faults(text)] == [
        ("plan.yaml:5", "by_day.2: must be a whole number (given: 'many')")
    ]


def test_empty_file_lacks_every_key() -> None:
    assert [p.en for p in faults("")] == [
        "name: is missing; add it",
        "hours: is missing; add it",
    ]


@pytest.mark.parametrize("text", ["- name: x", "just words", "7"])
def test_file_that_is_no_mapping_is_refused(text: str) -> None:
    assert [(p.where, p.en.split(" (")[0]) for p in faults(text)] == [
        ("plan.yaml", "must hold keys and values")
    ]


def test_key_given_twice_is_refused_before_values_are_looked_at() -> None:
    assert [(p.code, p.where) for p in faults("name: 1\nname: 2\n")] == [
        ("policy.duplicate_key", "plan.yaml:2")
    ]


def test_list_that_contains_itself_is_refused() -> None:
    assert {p.where for p in faults("name: x\nhours: {opens: 08:00}\ncosts: &c [*c]")} == {
        "plan.yaml:3"
    }

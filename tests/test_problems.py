"""Errors say what, where and what to do, and carry all that was found."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from forbear.problems import ForbearError, Problem, refuse

HERE = Problem("tape.date", "accounts.csv:3", "no such day", "没有这一天")
NOWHERE = Problem("tape.empty", "", "the folder is empty", "文件夹是空的")


@pytest.mark.parametrize(
    ("problem", "text"),
    [(HERE, "accounts.csv:3: no such day"), (NOWHERE, "the folder is empty")],
)
def test_problem_reads_as_place_and_sentence(problem: Problem, text: str) -> None:
    assert str(problem) == text


def test_problem_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        HERE.en = "x"  # type: ignore[misc]


def test_error_carries_every_problem_in_order() -> None:
    error = ForbearError(HERE, NOWHERE)

    assert error.problems == (HERE, NOWHERE)
    assert str(error) == "accounts.csv:3: no such day\nthe folder is empty"


def test_error_without_a_problem_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="at least one Problem"):
        ForbearError()


def test_refuse_makes_the_error_of_one_problem() -> None:
    error = refuse("tape.date", "accounts.csv:3", "no such day", "没有这一天")

    assert error.problems == (HERE,)
    with pytest.raises(ForbearError, match=r"accounts\.csv:3: no such day"):
        raise error

"""Help asked for on a case: one sentence, one answer, by those who see the case and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Person = Callable[[str], Any]


def codes(error: Any) -> list[str]:
    return [problem.code for problem in error.value.problems]


@pytest.fixture
def asked(collector: Any, callable_case: str) -> Any:
    from forbear.web.records.help import ask
    from forbear.web.records.models.help import HelpKind

    return ask(collector, callable_case, HelpKind.LETTER, "三次未接通，请寄信")


def test_a_request_is_answered_by_the_branch_s_supervisor(
    asked: Any, callable_case: str, person: Person
) -> None:
    from forbear.web.journal.models import Entry
    from forbear.web.records.help import answer, words
    from forbear.web.records.models.help import HelpState

    assert bytes(asked.text).find("请寄信".encode()) < 0
    found = answer(person("supervisor"), asked.pk, HelpState.DONE, "已寄出")
    assert (found.state, found.answered_by.username) == ("done", "supervisor")
    assert words(found) == ("三次未接通，请寄信", "已寄出")
    acts = Entry.objects.filter(chain=f"customer:{callable_case}").order_by("number")
    assert [entry.action for entry in acts] == ["help.asked", "help.answered"]
    assert "已寄出" not in acts[1].content


def test_who_does_not_see_the_case_finds_no_request(asked: Any, person: Person) -> None:
    from forbear.problems import ForbearError
    from forbear.web.people.access import visible
    from forbear.web.records.help import answer
    from forbear.web.records.models import HelpRequest
    from forbear.web.records.models.help import HelpState

    for name in ("supervisor2", "collector2", "administrator"):
        assert not visible(person(name), HelpRequest).exists()
    with pytest.raises(ForbearError) as error:
        answer(person("supervisor2"), asked.pk, HelpState.DONE, "好")
    assert codes(error) == ["not_found"]


@pytest.mark.any_database
def test_what_is_refused(asked: Any, callable_case: str, collector: Any, person: Person) -> None:
    from forbear.problems import ForbearError
    from forbear.web.records.help import answer, ask, withdraw
    from forbear.web.records.models.help import HelpKind, HelpState

    supervisor = person("supervisor")

    def refused(do: Callable[[], Any]) -> list[str]:
        with pytest.raises(ForbearError) as error:
            do()
        return codes(error)

    assert refused(lambda: ask(collector, callable_case, HelpKind.LETTER, "再请寄信")) == [
        "help.open"
    ]
    assert refused(lambda: ask(collector, callable_case, HelpKind.VISIT, "  ")) == ["help.words"]
    long = "长" * 401
    assert refused(lambda: ask(collector, callable_case, HelpKind.VISIT, long)) == ["help.long"]
    assert refused(lambda: ask(supervisor, callable_case, HelpKind.VISIT, "去")) == ["access.role"]
    assert refused(lambda: answer(collector, asked.pk, HelpState.DONE, "好")) == ["access.role"]
    assert refused(lambda: answer(supervisor, asked.pk, HelpState.OPEN, "好")) == ["help.answer"]
    assert refused(lambda: answer(supervisor, asked.pk, HelpState.DONE, "")) == ["help.words"]
    withdraw(collector, asked.pk)
    assert refused(lambda: answer(supervisor, asked.pk, HelpState.DONE, "好")) == ["help.over"]
    assert refused(lambda: withdraw(collector, asked.pk)) == ["help.over"]
    ask(collector, callable_case, HelpKind.LETTER, "仍请寄信")

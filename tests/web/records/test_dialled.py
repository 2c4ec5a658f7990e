"""The number goes with the permit: shown whole once it is given, and on record as part of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest


def key_of(row: Any) -> str:
    from forbear.web.records.sealed import key

    return key(tuple(bytes(p) if isinstance(p, memoryview) else p for p in row.pk))


@pytest.fixture
def number(callable_case: str) -> Any:
    from forbear.web.records.models import Phone

    return Phone.objects.filter(customer_id=callable_case, party_id=None).order_by("pk")[0]


def test_a_number_is_shown_once_for_a_permit(
    collector: Any, callable_case: str, number: Any
) -> None:
    from forbear.portfolio.words import Channel
    from forbear.web.journal.models import Entry
    from forbear.web.records.dialled import ask, shown

    permit, seen = ask(collector, callable_case, Channel.CALL, key_of(number))
    assert (permit.allowed, seen) == (True, True)
    found = shown(permit)
    assert found is not None
    assert found[0].pk == number.pk
    assert found[1][-4:] == number.phone_masked[-4:]
    assert ask(collector, callable_case, Channel.CALL, key_of(number)) == (permit, False)
    entries = Entry.objects.filter(chain=f"customer:{callable_case}").order_by("number")
    assert [entry.action for entry in entries] == ["permit.issued", "data.revealed"]
    assert json.loads(entries[1].content)["permit"] == str(permit.pk)


def test_a_refused_permit_shows_nothing(
    collector: Any, callable_case: str, number: Any, morning: datetime
) -> None:
    from forbear.portfolio.words import Channel
    from forbear.web import clock
    from forbear.web.journal.models import Entry
    from forbear.web.records.dialled import ask, shown

    with clock.at(morning + timedelta(hours=12, minutes=5)):
        permit, seen = ask(collector, callable_case, Channel.CALL, key_of(number))
    assert (permit.allowed, seen, shown(permit)) == (False, False, None)
    entries = Entry.objects.filter(chain=f"customer:{callable_case}")
    assert [entry.action for entry in entries] == ["permit.refused"]


@pytest.mark.any_database
def test_a_number_of_somebody_else_is_not_shown(
    collector: Any, callable_case: str, person: Callable[[str], Any]
) -> None:
    from forbear.portfolio.words import Channel
    from forbear.problems import ForbearError
    from forbear.web.records.dialled import ask
    from forbear.web.records.models import Case, Permit, Phone

    mine = Case.objects.filter(collector=collector.officer).exclude(pk=callable_case)
    others = Case.objects.filter(collector=person("collector2").officer)
    for cases in (mine, others):
        row = Phone.objects.filter(customer_id__in=cases.values("pk"), party_id=None)[0]
        with pytest.raises(ForbearError) as error:
            ask(collector, callable_case, Channel.CALL, key_of(row))
        assert error.value.problems[0].code == "not_found"
    third = Phone.objects.filter(customer_id__in=mine.values("pk"))[0]
    Phone.objects.filter(pk=third.pk).update(party_id="P1")
    with pytest.raises(ForbearError) as error:
        ask(collector, third.customer_id, Channel.CALL, key_of(third))
    assert error.value.problems[0].code == "permit.party"
    assert not Permit.objects.exists()

"""Keys are rotated: everything opens, everything is found, and the old key is good for nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest


def opened() -> dict[str, list[Any]]:
    """Every sealed text of the database, opened, by table and column."""
    from forbear.web import keys
    from forbear.web.records.rotation import sealed_columns, sealed_models
    from forbear.web.records.sealed import place
    from forbear.web.sealing import Place, unseal

    found: dict[str, list[Any]] = {}
    for model in sealed_models():
        for column in sealed_columns(model):
            texts = []
            for row in model._default_manager.all():
                texts.append(unseal(keys.ring(), getattr(row, column), Place(*place(row, column))))
            found[f"{model._meta.db_table}.{column}"] = sorted(map(str, texts))
    return found


def phones_of_past_contacts() -> list[tuple[str, str]]:
    """Whose past contact was on which of his numbers, by its mask."""
    from forbear.web.records.models import PastContact, Phone

    masks = {(p.customer_id, bytes(p.phone_index)): p.phone_masked for p in Phone.objects.all()}
    rows = PastContact.objects.exclude(phone_index=None)
    found = [(r.customer_id, masks.get((r.customer_id, bytes(r.phone_index)))) for r in rows]
    return sorted((who, mask) for who, mask in found if mask)


def test_after_a_rotation_all_is_sealed_with_the_new_key(town: Any) -> None:
    from forbear.web import keys
    from forbear.web.records.rotation import rotate, sealed_by_key

    before, numbers, old = opened(), phones_of_past_contacts(), keys.ring()
    rotate()
    new = keys.ring()
    assert new.primary.id != old.primary.id
    assert {key for key, count in sealed_by_key().items() if count} == {new.primary.id}
    keys.ring_file().ring.without(old.primary.id).write(
        keys.ring_file().path, instead_of=keys.ring()
    )
    assert opened() == before
    assert phones_of_past_contacts() == numbers


def test_a_search_finds_the_same_before_halfway_and_after(
    town: Any, person: Callable[[str], Any]
) -> None:
    from forbear.web import keys
    from forbear.web.records.models import Customer
    from forbear.web.records.rotation import _sealed_anew, rotate
    from forbear.web.records.search import search
    from forbear.web.sealing import Kind, Place, unseal

    compliance = person("compliance")
    customer = Customer.objects.exclude(resident_id=None).order_by("pk")[0]
    place = Place("customer.resident_id", customer.pk)
    text = unseal(keys.ring(), customer.resident_id, place)

    def found() -> list[str]:
        return [row.pk for row in search(compliance, Kind.IDENTITY, str(text))]

    assert found() == [customer.pk]
    ring = keys.ring()
    ring.rotated().write(keys.ring_file().path, instead_of=ring)
    assert found() == [customer.pk]
    _sealed_anew(keys.ring(), Customer)
    assert found() == [customer.pk]
    rotate(new_key=False)
    assert found() == [customer.pk]


def test_a_rotation_that_was_stopped_goes_on(town: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from forbear.web.records import rotation

    real, calls = rotation._update, [0]

    def stopping(sql: str, rows: Any) -> None:
        calls[0] += 1
        if calls[0] == 4:
            raise KeyboardInterrupt
        real(sql, rows)

    before = opened()
    monkeypatch.setattr(rotation, "ROWS", 50)
    monkeypatch.setattr(rotation, "_update", stopping)
    with pytest.raises(KeyboardInterrupt):
        rotation.rotate()
    assert len([n for n in rotation.sealed_by_key().values() if n]) == 2
    assert opened() == before
    rotation.rotate(new_key=False)
    assert len([n for n in rotation.sealed_by_key().values() if n]) == 1
    assert opened() == before


def test_permits_are_the_same_after_a_rotation(collector: Any, callable_case: str) -> None:
    from forbear.web.records.permits import preview
    from forbear.web.records.rotation import rotate

    def told() -> list[Any]:
        return [
            (p["channel"], p["allowed"], p["remaining"]) for p in preview(collector, callable_case)
        ]

    before = told()
    rotate()
    assert told() == before


def test_what_was_noted_here_is_sealed_anew_too(collector: Any, callable_case: str) -> None:
    from forbear.portfolio.words import Outcome
    from forbear.web import clock
    from forbear.web.records.contacts import Told, make
    from forbear.web.records.models import Contact
    from forbear.web.records.permits import issue
    from forbear.web.records.reveal import reveal
    from forbear.web.records.rotation import rotate

    made = make(
        collector,
        issue(collector, callable_case, "call").pk,
        Told(Outcome.NO_ANSWER, note="家人接听"),
    )
    rotate()
    with clock.at(clock.now() + timedelta(minutes=1)):
        assert reveal(collector, Contact.objects.get(pk=made.pk), "note", "核对通话") == "家人接听"


def test_keys_given_by_the_environment_are_not_drawn_here(
    town: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.conf import settings

    from forbear.problems import ForbearError
    from forbear.web import keys
    from forbear.web.records.rotation import rotate

    given = keys.ring().text
    monkeypatch.setitem(settings.TOLD, "FORBEAR_KEYS", given)
    with pytest.raises(ForbearError, match="given by the environment"):
        rotate()
    assert rotate(new_key=False) == 0

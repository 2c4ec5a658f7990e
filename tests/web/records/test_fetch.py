"""Statements made once: what they give is what a queryset put together anew gives."""

from __future__ import annotations

from typing import Any

import pytest


def whole(one: Any, deep: bool = True) -> tuple[Any, ...]:
    """An object as it came: its columns, those left out, and the objects that came with it."""
    own = {name: value for name, value in vars(one).items() if name != "_state"}
    own = {name: bytes(v) if isinstance(v, memoryview) else v for name, v in own.items()}
    # Of one to one each has the other: deeper it goes round.
    related = one._state.fields_cache if deep else {}
    joined = {name: other and whole(other, deep=False) for name, other in related.items()}
    return type(one), own, one.get_deferred_fields(), joined, one._state.db, one._state.adding


def joined(rows: Any, customer: str) -> Any:
    rows = rows.filter(customer_id=customer).select_related("customer", "collector", "branch")
    return rows.order_by("pk")


def narrowed(rows: Any, customer: str) -> Any:
    from django.db.models import Q

    rows = rows.filter(customer_id=customer, gone=False).order_by("-opened_on", "pk")
    return rows.annotate(kept=Q(carried__isnull=False)).defer("carried").select_related("branch")


def set_by(rows: Any, customer: str) -> Any:
    rows = rows.filter(customer_id=customer, cancelled=False)
    return rows.select_related("set_by").order_by("-from_on", "id")


def counted(rows: Any, customer: str) -> Any:
    from django.db.models import Max

    rows = rows.filter(customer_id=customer).values("product")
    return rows.annotate(last=Max("opened_on")).order_by("product")


def asked(name: str) -> tuple[Any, Any]:
    from forbear.web.records import models as m

    return {
        "joined": (m.Case, joined),
        "narrowed": (m.Account, narrowed),
        "set_by": (m.Hold, set_by),
        "sealed": (m.Phone, lambda rows, key: rows.filter(customer_id=key).order_by("pk")),
    }[name]


@pytest.fixture
def customers(town: Any) -> list[str]:
    """All who have a case, one of them with a hold that somebody set, one with one of the tape."""
    from datetime import date

    from forbear.web.people.models import User
    from forbear.web.records.models import Case, Hold

    found = list(Case.objects.order_by("pk").values_list("pk", flat=True))
    users = [User.objects.get(username="collector"), None]
    for number, (customer, user) in enumerate(zip(found, users, strict=False)):
        told = {"kind": "dispute", "from_on": date(2026, 11, 20), "set_by": user}
        Hold.objects.create(id=f"H-fetch-{number}", customer_id=customer, **told)
    return found


@pytest.mark.parametrize("name", ["joined", "narrowed", "set_by", "sealed"])
def test_objects_are_those_of_a_queryset(customers: list[str], name: str) -> None:
    from forbear.web.fetch import objects

    model, narrow = asked(name)
    given = [[whole(one) for one in objects(model, key, narrow)] for key in customers]
    plain = [[whole(one) for one in narrow(model.objects.all(), key)] for key in customers]
    assert given == plain
    assert len({len(rows) for rows in given} | {0}) > 1
    assert [len(objects(model, key, narrow, 1)) for key in customers] == [
        min(1, len(rows)) for rows in plain
    ]


def test_related_objects_ask_no_more(customers: list[str]) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from forbear.web.fetch import objects
    from forbear.web.records.models import Case, Hold

    with CaptureQueriesContext(connection) as sent:
        (case,) = objects(Case, customers[0], joined)
        names = [case.customer.pk, case.collector and case.collector.pk, case.branch.pk]
        (mine,) = [one for one in objects(Hold, customers[0], set_by) if one.pk == "H-fetch-0"]
        (tape,) = [one for one in objects(Hold, customers[1], set_by) if one.pk == "H-fetch-1"]
        assert mine.set_by is not None
        assert mine.set_by.username == "collector"
        assert tape.set_by is None
    assert names[0] == customers[0]
    assert len(sent) == 3


def test_rows_are_plain_values_grouped_or_not(customers: list[str]) -> None:
    from forbear.web.fetch import fetch
    from forbear.web.records.models import Account, Address

    for customer in customers[:20]:
        rows = fetch(Account, ("product", "last"), customer, counted)
        assert rows == list(counted(Account.objects.all(), customer))
        found = fetch(Address, ("address_id", "kind"), customer)
        plain = Address.objects.filter(customer_id=customer).values("address_id", "kind")
        assert sorted(map(str, found)) == sorted(map(str, plain))


@pytest.mark.parametrize("key", ["nobody", "' OR '1' = '1", "%s", "", "客户"])
def test_a_key_is_only_ever_a_value(customers: list[str], key: str) -> None:
    from forbear.web.fetch import fetch, first, objects
    from forbear.web.records.models import Account, Case

    assert objects(Case, key, joined) == []
    assert first(Case, key) is None
    assert fetch(Account, ("account_id",), key) == []


def test_the_first_is_the_first_of_its_order(customers: list[str]) -> None:
    from forbear.web.fetch import first, objects
    from forbear.web.records.models import Account

    for customer in customers[:20]:
        rows = objects(Account, customer, narrowed)
        assert first(Account, customer, narrowed) == (rows[0] if rows else None)

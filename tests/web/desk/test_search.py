"""Customers found by the whole of a name or number, among those that somebody sees."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

Sit = Callable[[str], Any]


def whole(customer: Any, column: str) -> str:
    from forbear.web import keys
    from forbear.web.records.sealed import place
    from forbear.web.sealing import Place, unseal

    text = unseal(keys.ring(), getattr(customer, column), Place(*place(customer, column)))
    return str(text)


def test_a_customer_is_found_by_each_number_and_the_search_is_on_record(
    desk: Sit, callable_case: str
) -> None:
    from forbear.web.journal.models import Entry
    from forbear.web.records.models import Customer, Phone

    customer = Customer.objects.get(pk=callable_case)
    phone = Phone.objects.filter(customer_id=callable_case)[0]
    texts = {
        "name": whole(customer, "name"),
        "phone": whole(phone, "phone"),
        "identity": whole(customer, "resident_id"),
    }
    me = desk("collector")
    for text in texts.values():
        page = me.post("/search/", {"text": text}).content.decode()
        assert f'href="/cases/{callable_case}/"' in page
        # The search is sent by POST and stands in no address.
        assert f"text={text}" not in page
    entries = Entry.objects.filter(chain="person:collector", action="data.searched")
    told = [json.loads(entry.content)["kind"] for entry in entries.order_by("number")]
    assert told == list(texts)
    assert all(text not in entry.content for text in texts.values() for entry in entries)


@pytest.mark.any_database
def test_nobody_is_found_who_is_not_seen(desk: Sit, callable_case: str) -> None:
    from forbear.web.records.models import Customer

    customer = Customer.objects.get(pk=callable_case)
    number = whole(customer, "resident_id")
    for name in ("collector2", "supervisor2"):
        page = desk(name).post("/search/", {"text": number}, zh=True).content.decode()
        assert callable_case not in page
        assert "按证件号未找到客户" in page
    assert desk("administrator").post("/search/", {"text": number}).status_code == 403
    assert desk("strategy_manager").post("/search/", {"text": number}).status_code == 403
    assert callable_case in desk("auditor").post("/search/", {"text": number}).content.decode()
    # A part is not enough, and nothing is searched for nothing.
    assert (
        callable_case
        not in desk("collector").post("/search/", {"text": number[:-2]}).content.decode()
    )
    assert desk("collector").get("/search/").status_code == 200


@pytest.mark.any_database
def test_the_box_stands_where_somebody_may_search(desk: Sit, own: list[str]) -> None:
    assert 'id="search-box"' in desk("collector").get("/worklist/").content.decode()
    assert 'id="search-box"' not in desk("strategy_manager").get("/worklist/").content.decode()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("zhang@example.com", "email"),
        ("11010519491231002X", "identity"),
        ("91310000MA1FL1LMXX", "identity"),
        ("138 0000 0001", "phone"),
        ("+86 138-0000-0001", "phone"),
        ("010-12345678", "phone"),
        ("王小明", "name"),
        ("Ann Lee", "name"),
    ],
)
def test_what_a_text_looks_like(django: None, text: str, kind: str) -> None:
    from forbear.web.desk.search import kind_of

    assert str(kind_of(text)) == kind

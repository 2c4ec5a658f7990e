"""The journal on screen: found by person, customer, act and day, by those who may."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime
from typing import Any

import pytest

TEN = datetime(2026, 11, 23, 2, tzinfo=UTC)


def rows(client: Any, **query: Any) -> list[tuple[str, str]]:
    """Who did what, as the page lists it."""
    answer = client.get("/journal/", query)
    assert answer.status_code == 200
    body = answer.content.decode().split("<tbody>")
    table = body[1].split("</tbody>")[0] if "Nothing found" not in answer.content.decode() else ""
    return re.findall(r"</time></td>\s*<td>(\w+)</td>\s*<td><b>([^<]+)</b>", table)


def table(answer: Any) -> list[dict[str, str]]:
    """A CSV answer, read."""
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_entries_are_found_by_person_customer_act_and_day(
    browse: Any, made: Any, callable_case: str
) -> None:
    made(TEN, "right_party")
    client = browse("compliance")
    both = [("collector", "Contact made"), ("collector", "Permit issued")]
    assert rows(client, customer=callable_case) == both
    assert rows(client, person="collector", customer=callable_case, act="contact.made") == both[:1]
    assert rows(client, act="permit.issued") == both[1:]
    assert rows(client, since="2026-11-23", until="2026-11-23", person="collector") == both
    assert rows(client, until="2026-11-21") == []
    assert rows(client, since="2026-11-24") == []
    assert rows(client, person="nobody") == []
    assert rows(client, act="night.published") == [("strategy_manager", "Night published")]


@pytest.mark.any_database
def test_entry_is_told_in_the_words_of_the_page(browse: Any, made: Any) -> None:
    permit = made(TEN, "no_answer")
    answer = browse("compliance", "zh-hans").get("/journal/", {"act": "contact.made"})
    said = " ".join(answer.content.decode().split())
    for words in ("联系客户", "电话", "无人接听", f"/compliance/permits/{permit.pk}/"):
        assert words in said
    assert f"/compliance/cases/{permit.customer_id}/" in said


@pytest.mark.any_database
def test_who_saw_personal_data_is_one_click(browse: Any, callable_case: str, user_of: Any) -> None:
    from forbear.web.records.models import Customer
    from forbear.web.records.reveal import reveal

    customer = Customer.objects.get(pk=callable_case)
    name = reveal(user_of("collector"), customer, "name", "asked who is speaking")
    client = browse("auditor")
    assert rows(client, act="looks") == [("collector", "Personal data seen whole")]
    said = client.get("/journal/", {"act": "looks"}).content.decode()
    assert "asked who is speaking" in said
    assert name is not None
    assert name not in said


@pytest.mark.any_database
def test_supervisor_reads_of_his_cases_only(browse: Any, made: Any) -> None:
    permit = made(TEN, "no_answer")
    assert len(rows(browse("supervisor"))) == 2
    other = browse("supervisor2")
    assert rows(other) == []
    assert rows(other, customer=permit.customer_id) == []
    assert permit.customer_id not in other.get("/journal/").content.decode()
    for name in ("collector", "administrator", "strategy_manager", "legal", "field_officer"):
        answer = browse(name).get("/journal/")
        assert answer.status_code == 403
        assert permit.customer_id.encode() not in answer.content


@pytest.mark.any_database
def test_pages_follow_each_other_with_few_statements(browse: Any, django_statements: Any) -> None:
    from django.db import transaction

    from forbear.web.journal.acts import Act
    from forbear.web.journal.keep import enter

    client = browse("compliance")
    rows(client)
    few = django_statements(lambda: rows(client, person="somebody"))
    with transaction.atomic():
        for _ in range(70):
            enter("person:somebody", Act.SIGNED_IN, actor="somebody")
    assert django_statements(lambda: rows(client, person="somebody")) == few
    first = client.get("/journal/", {"person": "somebody"}).content.decode()
    further = re.search(r'href="(\?[^"]*cursor=[^"]+)">', first)
    assert further is not None
    rest = client.get("/journal/" + further[1].replace("&amp;", "&")).content.decode()
    assert rest.count("Signed in</b>") == 20
    assert "From the beginning" in rest


@pytest.mark.any_database
def test_cursor_of_another_list_begins_anew(browse: Any) -> None:
    assert len(rows(browse("compliance"), cursor="nonsense")) > 3


def test_csv_holds_what_was_searched_for_and_is_journalled(browse: Any, made: Any) -> None:
    from forbear.web.journal.models import Entry

    permit = made(TEN, "no_answer")
    answer = browse("compliance").get("/journal/export.csv", {"customer": permit.customer_id})
    found = table(answer)
    assert [row["action"] for row in found] == ["contact.made", "permit.issued"]
    assert found[0]["words"] == "Contact made"
    assert answer["Content-Disposition"] == 'attachment; filename="journal.csv"'
    entry = Entry.objects.get(action="export.made")
    assert (entry.actor, permit.customer_id in entry.content) == ("compliance", True)


@pytest.mark.any_database
def test_csv_is_for_compliance_and_audit(browse: Any) -> None:
    assert browse("supervisor").get("/journal/export.csv").status_code == 403
    assert browse("auditor").get("/journal/export.csv").status_code == 200
    assert b"export.csv" not in browse("supervisor").get("/journal/").content


@pytest.mark.any_database
def test_chain_says_up_to_where_it_is_closed(browse: Any) -> None:
    from datetime import date

    from forbear.web.journal.keep import close_day

    client = browse("auditor")
    assert b"No day is closed yet" in client.get("/journal/").content
    closed = close_day(date(2026, 11, 22))
    assert closed is not None
    said = client.get("/journal/").content.decode()
    assert closed.hash in said
    assert closed.hash not in browse("supervisor").get("/journal/").content.decode()

"""A day's work over the API: permits, contacts, promises, holds, arrangements, reassignment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

#: Ten in the morning in Shanghai, on a working day.
TEN = datetime(2026, 11, 24, 2, tzinfo=UTC)


def codes(answer: Any) -> list[str]:
    return [problem["code"] for problem in answer.json()["problems"]]


@pytest.fixture
def morning(bank: Any) -> Iterator[None]:
    """A customer who may be called: nothing held, of age, with a number; and an hour to do it."""
    from forbear.web import clock
    from forbear.web.records import models as m

    m.Hold.objects.filter(customer_id="K01").update(cancelled=True)
    m.Consent.objects.filter(customer_id="K01").update(cancelled=True)
    m.Customer.objects.filter(pk="K01").update(born_on="1980-01-01")
    m.Phone.objects.filter(customer_id="K01").update(
        phone=b"x", kind="mobile", source="contract", valid=True
    )
    with clock.at(TEN):
        yield


def permitted(one: Any, key: str = "p") -> Any:
    answer = one.post("/permits", {"customer_id": "K01", "channel": "call"}, key=key)
    assert answer.status_code == 201
    return answer.json()


def test_contact_is_made_under_a_permit_with_a_promise(morning: None, asker: Any) -> None:
    one = asker("col1")
    permit = permitted(one)
    assert (permit["allowed"], permit["answer"]["refusals"]) == (True, [])
    body = {
        "permit_id": permit["id"],
        "outcome": "promise",
        "note": "Pays on Friday",
        "promise": {"amount": 1_200, "due_on": "2026-11-27", "account_id": "A01"},
        "version": one.get("/cases/K01").json()["case"]["version"],
    }
    made = one.post("/contacts", body, key="c")
    assert (made.status_code, made.json()["has_note"]) == (201, True)
    file = one.get("/cases/K01").json()
    assert [row["amount"] for row in file["promises"]] == [1_200, 1]
    assert file["case"]["worked_on"] == "2026-11-24"
    assert "Pays on Friday" not in str(file)
    asked = {"table": "contact", "key": made.json()["id"], "column": "note", "reason": "read back"}
    assert one.post("/reveal", asked).json() == {"text": "Pays on Friday"}
    assert [row["action"] for row in one.get("/cases/K01/history").json()][:4] == [
        "data.revealed",
        "promise.made",
        "contact.made",
        "permit.issued",
    ]


def test_contact_under_a_permit_used_already_is_refused(morning: None, asker: Any) -> None:
    one = asker("col1")
    body = {"permit_id": permitted(one)["id"], "outcome": "no_answer"}
    assert one.post("/contacts", body, key="c").status_code == 201
    again = one.post("/contacts", body, key="c2")
    assert (again.status_code, codes(again)) == (409, ["permit.used"])


def test_permit_held_by_a_colleague_is_refused_until_given_back(
    morning: None, bank: Any, asker: Any
) -> None:
    one, chief = asker("col1"), asker("sup1")
    permit = permitted(one)
    body = {"customer_id": "K01", "channel": "call"}
    taken = chief.post("/permits", body, key="p")
    assert (taken.status_code, codes(taken)) == (409, ["permit.held"])
    assert one.post(f"/permits/{permit['id']}/release", key="r").status_code == 200
    assert chief.post("/permits", body, key="p").json()["allowed"] is True


def test_permit_of_another_is_not_used(morning: None, asker: Any) -> None:
    permit = permitted(asker("col1"))
    body = {"permit_id": permit["id"], "outcome": "no_answer"}
    answer = asker("sup1").post("/contacts", body, key="c")
    assert (answer.status_code, codes(answer)) == (409, ["permit.others"])


def test_preview_keeps_nothing(morning: None, asker: Any) -> None:
    from forbear.web.records.models import Permit

    before = Permit.objects.count()
    rows = asker("col1").get("/cases/K01/permits/preview").json()["items"]
    at_night = asker("col1").get("/cases/K01/permits/preview", at="2026-11-24T23:00:00+08:00")
    assert [row["allowed"] for row in rows if row["channel"] == "call"] == [True]
    calls = [row for row in at_night.json()["items"] if row["channel"] == "call"]
    assert [row["allowed"] for row in calls] == [False]
    assert Permit.objects.count() == before


def test_supposed_permit_is_answered_for_any_moment(asker: Any) -> None:
    body = {
        "channel": "home_visit",
        "at": "2026-11-23T22:30:00+08:00",
        "zone": "Asia/Shanghai",
        "facts": {"product_card": True, "has_home": True, "minor": False},
    }
    told = asker("cmp").post("/supposed-permits", body).json()
    assert (told["allowed"], told["channel"], told["customer_id"]) == (False, "home_visit", None)


def test_hold_and_consent_are_set_and_ended(asker: Any) -> None:
    one = asker("col1")
    hold = one.post("/cases/K01/holds", {"kind": "complaint", "note": "x"}, key="h").json()
    ended = one.post(f"/holds/{hold['id']}/end", {"reason": "Settled"}, key="e").json()
    assert (hold["has_note"], ended["cancelled"]) == (True, True)
    consent = one.post("/cases/K01/consents", {"kind": "frequency"}, key="g").json()
    assert one.post(f"/consents/{consent['id']}/end", {}, key="f").json()["cancelled"] is True


def test_promise_is_withdrawn_once(asker: Any) -> None:
    one, path = asker("col1"), "/promises/00000000-0000-0000-0000-000000000067/withdraw"
    assert one.post(path, {"reason": "Paid"}, key="w").json()["state"] == "withdrawn"
    again = one.post(path, {"reason": "Paid"}, key="w2")
    assert (again.status_code, codes(again)) == (409, ["promise.over"])


def test_arrangement_goes_from_step_to_step(asker: Any) -> None:
    one, path = asker("col1"), "/arrangements/00000000-0000-0000-0000-00000000006a/state"
    dues = {"instalments": [{"due_on": "2099-01-05", "amount": 600}]}
    taken = one.post("/accounts/A01/arrangements", dues, key="a")
    assert (taken.status_code, codes(taken)) == (409, ["arrangement.open"])
    body = {"state": "cancelled", "reason": "Another one", "version": 1}
    assert one.post(path, body, key="s").json()["version"] == 2
    late = one.post(path, {**body, "state": "agreed"}, key="s2")
    assert (late.status_code, codes(late)) == (409, ["conflict"])
    made = one.post("/accounts/A01/arrangements", dues, key="a2").json()
    assert (made["state"], made["instalments"][0]["amount"]) == ("proposed", 600)


def test_cases_are_given_to_another_all_or_none(asker: Any) -> None:
    from forbear.web.records.models import Case, Officer

    Officer.objects.filter(pk="C4").update(qualified_until="2099-01-01")
    one = asker("sup1")
    body = {
        "cases": [{"customer_id": "K01", "version": 1}, {"customer_id": "K04"}],
        "to": "C4",
        "reason": "On leave",
    }
    refused = one.post("/reassignments", body, key="r")
    assert (refused.status_code, codes(refused)) == (404, ["not_found"])
    stale = {**body, "cases": [{"customer_id": "K01", "version": 3}, {"customer_id": "K02"}]}
    late = one.post("/reassignments", stale, key="r")
    assert (late.status_code, codes(late)[0]) == (409, "conflict")
    assert set(
        Case.objects.filter(pk__in=["K01", "K02"]).values_list("collector_id", flat=True)
    ) == {"C1"}
    done = {**body, "cases": [{"customer_id": "K01", "version": 1}, {"customer_id": "K02"}]}
    rows = one.post("/reassignments", done, key="r").json()["items"]
    assert [(row["customer_id"], row["collector_id"], row["version"]) for row in rows] == [
        ("K01", "C4", 2),
        ("K02", "C4", 2),
    ]
    assert asker("col1").get("/cases/K01").status_code == 404

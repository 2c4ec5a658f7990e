"""Tokens are made, told once and revoked; accounts are changed, and training entered."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

pytestmark = pytest.mark.any_database

TOKEN = {"name": "core", "username": "col1", "scopes": ["read"], "days": 30}


def codes(answer: Any) -> list[str]:
    return [problem["code"] for problem in answer.json()["problems"]]


def entries(chain: str) -> list[tuple[str, str]]:
    from forbear.web.journal.models import Entry

    rows = Entry.objects.filter(chain=chain).exclude(actor="system").order_by("number")
    return list(rows.exclude(action="person.signed_in").values_list("actor", "action"))


def test_token_made_works_and_only_its_hash_is_kept(asker: Any) -> None:
    from forbear.web.api.models import Token

    made = asker("adm").post("/tokens", TOKEN).json()
    kept = Token.objects.get(pk=made["token"]["id"])
    assert kept.digest == hashlib.sha256(made["secret"].encode()).hexdigest()
    assert made["secret"] not in str(vars(kept))
    assert made["token"]["hint"] == made["secret"][:12]
    one = type(asker("adm"))(made["secret"])
    assert one.get("/me").json()["username"] == "col1"
    assert entries("person:col1") == [("adm", "token.made")]


def test_token_revoked_works_no_more_and_once_is_enough(asker: Any) -> None:
    admin = asker("adm")
    made = admin.post("/tokens", TOKEN).json()
    first = admin.send("DELETE", f"/tokens/{made['token']['id']}").json()
    again = admin.send("DELETE", f"/tokens/{made['token']['id']}").json()
    assert first["revoked_at"] is not None
    assert again == first
    assert type(admin)(made["secret"]).get("/me").status_code == 401
    assert entries("person:col1") == [("adm", "token.made"), ("adm", "token.revoked")]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"scopes": []}, 422, "field.too_short"),
        ({"scopes": ["everything"]}, 422, "field.enum"),
        ({"days": 0}, 422, "field.greater_than_equal"),
        ({"days": 367}, 422, "field.less_than_equal"),
        ({"username": "nobody"}, 404, "not_found"),
        ({"username": "col_left"}, 422, "token.closed"),
        ({"name": ""}, 422, "field.string_too_short"),
    ],
)
def test_token_asked_for_wrongly_is_refused(
    asker: Any, change: Any, status: int, code: str
) -> None:
    from forbear.web.api.models import Token

    admin = asker("adm")
    before = Token.objects.count()
    answer = admin.post("/tokens", {**TOKEN, **change})
    assert (answer.status_code, codes(answer)) == (status, [code])
    assert Token.objects.count() == before


def test_token_hands_out_no_scope_that_it_lacks(asker: Any) -> None:
    admin = asker("adm", "people")
    assert codes(admin.post("/tokens", TOKEN)) == ["token.scope"]
    assert admin.post("/tokens", {**TOKEN, "scopes": ["people"]}).status_code == 201


@pytest.mark.parametrize("name", ["sup1", "str", "cmp"])
def test_token_is_made_by_administrators_alone(asker: Any, name: str) -> None:
    answer = asker(name).post("/tokens", TOKEN)
    assert (answer.status_code, codes(answer)) == (403, ["access.role"])


def test_account_closed_takes_its_tokens_with_it(bank: Any, asker: Any) -> None:
    admin, one, who = asker("adm"), asker("col1"), bank.users["col1"].pk
    closed = admin.send("PATCH", f"/people/{who}", {"is_active": False}, key="p").json()
    assert closed["is_active"] is False
    assert one.get("/me").status_code == 401
    admin.send("PATCH", f"/people/{who}", {"is_active": True, "name": "Li"}, key="p2")
    assert one.get("/me").json()["name"] == "Li"
    assert entries("person:col1") == [("adm", "person.changed")] * 2


def test_nobody_changes_his_own_account(bank: Any, asker: Any) -> None:
    answer = asker("adm").send("PATCH", f"/people/{bank.users['adm'].pk}", {"name": "x"}, key="p")
    assert (answer.status_code, codes(answer)) == (403, ["access.oneself"])


def test_change_that_changes_nothing_is_not_on_record(bank: Any, asker: Any) -> None:
    asker("adm").send("PATCH", f"/people/{bank.users['col1'].pk}", {"is_active": True}, key="p")
    assert entries("person:col1") == []


def test_somebody_new_is_made(asker: Any) -> None:
    body = {
        "username": "new",
        "role": "collector",
        "password": "several plain words together",
        "officer_id": "C4",
    }
    made = asker("adm").post("/people", body, key="p")
    assert (made.status_code, made.json()["branch_id"]) == (201, "B1")
    assert entries("person:new") == [("adm", "person.changed")]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"username": "col3"}, "username"),
        ({"officer_id": "C99"}, "officer"),
        ({"officer_id": ""}, "officer"),
        ({"password": "12345"}, "password"),
    ],
)
def test_somebody_who_cannot_be_made_is_refused(asker: Any, change: Any, where: str) -> None:
    body = {
        "username": "new",
        "role": "collector",
        "password": "several plain words together",
        "officer_id": "C4",
        **change,
    }
    answer = asker("adm").post("/people", body, key="p")
    assert answer.status_code == 422
    assert {problem["where"] for problem in answer.json()["problems"]} == {where}


def test_training_is_entered_once(bank: Any, asker: Any) -> None:
    admin, who = asker("adm"), bank.users["col1"].pk
    body = {"name": "Lawful contact", "passed_on": "2026-11-01", "valid_until": "2027-10-31"}
    path = f"/people/{who}/qualifications"
    assert admin.post(path, body, key="q").status_code == 201
    assert codes(admin.post(path, body, key="q2")) == ["qualification.known"]
    backwards = {**body, "name": "other", "valid_until": "2026-10-31"}
    assert codes(admin.post(path, backwards, key="q3")) == ["qualification.backwards"]
    names = [row["name"] for row in admin.get(path).json()["items"]]
    assert names == ["Lawful contact", "visit"]
    assert entries("person:col1") == [("adm", "person.qualified")]

"""Writes sent twice are done once, however many come at once."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

HOLD = {"kind": "complaint", "note": "Called the ombudsman"}


def codes(answer: Any) -> list[str]:
    return [problem["code"] for problem in answer.json()["problems"]]


def holds() -> int:
    from forbear.web.records.models import Hold

    return Hold.objects.filter(kind="complaint").count()


def test_write_repeated_is_given_the_same_answer(asker: Any) -> None:
    one = asker("col1")
    first = one.post("/cases/K01/holds", HOLD, key="a")
    again = one.post("/cases/K01/holds", HOLD, key="a")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert holds() == 1


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/cases/K01/holds", {"kind": "stop_request"}),
        ("/cases/K02/holds", HOLD),
        ("/cases/K01/consents", HOLD),
    ],
)
def test_key_with_another_request_is_refused(asker: Any, path: str, body: Any) -> None:
    one = asker("col1")
    one.post("/cases/K01/holds", HOLD, key="a")
    other = one.post(path, body, key="a")
    assert (other.status_code, codes(other)) == (422, ["key.reused"])


def test_key_is_ones_own(asker: Any) -> None:
    assert asker("col1").post("/cases/K01/holds", HOLD, key="a").status_code == 201
    assert asker("sup1").post("/cases/K03/holds", HOLD, key="a").status_code == 201
    assert holds() == 2


@pytest.mark.parametrize(
    ("key", "code"), [(None, "key.missing"), ("x" * 201, "key.unusable"), ("é", "key.unusable")]
)
def test_write_without_a_usable_key_is_refused(asker: Any, key: str | None, code: str) -> None:
    answer = asker("col1").post("/cases/K01/holds", HOLD, key=key)
    assert (answer.status_code, codes(answer), holds()) == (422, [code], 0)


def test_refused_write_leaves_nothing_and_may_be_tried_again(asker: Any) -> None:
    from forbear.web.api.models import Answered

    one = asker("col1")
    stale = one.post("/cases/K01/holds", {**HOLD, "version": 9}, key="a")
    assert (stale.status_code, codes(stale)[0]) == (409, "conflict")
    assert Answered.objects.filter(key="a").count() == 0
    assert one.post("/cases/K01/holds", {**HOLD, "version": 1}, key="a").status_code == 201


def test_secret_is_not_kept(asker: Any) -> None:
    from forbear.web.api.models import Answered, Token

    one = asker("adm")
    body = {"name": "core", "username": "col1", "scopes": ["read"], "days": 3}
    first = one.post("/tokens", body, key="a").json()
    again = one.post("/tokens", body, key="a").json()
    assert first["secret"].startswith("forbear_")
    assert again == {**first, "secret": None}
    assert first["secret"] not in Answered.objects.get(key="a").body
    assert Token.objects.filter(name="core").count() == 1


def test_hundred_writes_at_once_with_repeated_keys_are_each_done_once(asker: Any) -> None:
    """Twenty-five different consents, each sent four times, all at once."""
    from django.db import connections

    from forbear.web.records.models import Consent

    one = asker("sup1")
    before = Consent.objects.filter(customer_id="K03").count()

    def send(number: int) -> tuple[int, str, bool]:
        try:
            body = {"kind": "frequency", "note": f"number {number % 25}"}
            answer = one.post("/cases/K03/consents", body, key=f"c{number % 25}")
            again = answer.headers.get("Idempotent-Replayed") == "true"
            return answer.status_code, json.dumps(answer.json()), again
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(send, range(100)))
    assert {status for status, _, _ in told} == {201}
    assert [sum(again for _, _, again in told), len({body for _, body, _ in told})] == [75, 25]
    assert Consent.objects.filter(customer_id="K03").count() == before + 25


def test_two_who_change_one_case_at_once_one_wins_and_the_other_is_told(asker: Any) -> None:
    from django.db import connections

    people = {"col1": asker("col1"), "sup1": asker("sup1")}

    def change(name: str) -> Any:
        try:
            body = {"kind": "frequency", "version": 1}
            return people[name].post("/cases/K01/consents", body, key=name)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(change, people))
    won, lost = sorted(answers, key=lambda answer: answer.status_code)
    assert (won.status_code, lost.status_code) == (201, 409)
    winner = won.json()["set_by"]
    assert codes(lost) == ["conflict", "conflict.change"]
    assert winner in lost.json()["problems"][1]["en"]
    assert f"consent:{won.json()['id']}" == lost.json()["problems"][1]["where"]

"""Each role is given the rows it may see, and not one more; who only looks changes nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

#: List -> table behind it, column of the row's own name, name in the answer.
LISTS = {
    "/cases?state=open": ("Case", "customer_id", "customer_id"),
    "/cases?state=closed": ("Case", "customer_id", "customer_id"),
    "/contacts": ("Contact", "id", "id"),
    "/promises": ("Promise", "id", "id"),
    "/holds": ("Hold", "id", "id"),
    "/permits": ("Permit", "id", "id"),
    "/plan/permits": ("PlanPermit", "customer_id", "customer_id"),
    "/plan/stops": ("PlanStop", "pk", ("team_id", "stop")),
    "/people": ("User", "id", "id"),
    "/officers": ("Officer", "officer_id", "officer_id"),
    "/teams": ("Team", "officer_id", "officer_id"),
    "/branches": ("Branch", "branch_id", "branch_id"),
    "/tokens": ("Token", "id", "id"),
    "/journal": ("Entry", "pk", ("chain", "number")),
    "/nights": ("Night", "id", "id"),
    "/tapes": ("Tape", "id", "id"),
}
#: The act without which a list is refused whole.
ACTS = {"/journal": "see_journal", "/nights": "see_nights", "/tapes": "see_tapes"}
PEOPLE = ["col1", "col3", "fld1", "fld3", "sup1", "sup2", "agy", "leg", "str", "cmp", "aud", "adm"]


def table(name: str) -> Any:
    from django.apps import apps

    return next(model for model in apps.get_models() if model.__name__ == name)


def wanted(user: Any, path: str) -> list[str]:
    """What somebody sees of the table behind a list, by the scopes alone."""
    from forbear.web.people.access import visible

    name, column, shown = LISTS[path]
    rows = visible(user, table(name))
    if "state=" in path:
        rows = rows.filter(state=path.partition("state=")[2])
    columns = shown if isinstance(shown, tuple) else (column,)
    return sorted(" ".join(map(str, row)) for row in rows.values_list(*columns))


def given(answer: Any, path: str) -> list[str]:
    shown = LISTS[path][2]
    names = shown if isinstance(shown, tuple) else (shown,)
    return sorted(" ".join(str(row[name]) for name in names) for row in answer.json()["items"])


def lists_of(bank: Any, asker: Any, name: str) -> None:
    from forbear.web.people.access import May, may

    one, user = asker(name), bank.users[name]
    for path in LISTS:
        answer = one.client.get(
            f"/api/v1{path}{'&' if '?' in path else '?'}limit=200", headers=one.headers(None)
        )
        act = ACTS.get(path, None if path in OPEN else "see_cases")
        if act is not None and not may(user, May(act)):
            assert answer.status_code == 403, (name, path)
        else:
            assert given(answer, path) == wanted(user, path), (name, path)


OPEN = ("/people", "/officers", "/teams", "/branches", "/tokens")


def things_of(bank: Any, asker: Any, name: str) -> None:
    from forbear.web.people.access import May, may, visible

    one, user = asker(name), bank.users[name]
    for path, of, act in (
        ("/cases/{}", "Case", "see_cases"),
        ("/cases/{}/history", "Case", "see_cases"),
        ("/cases/{}/permits/preview", "Customer", "see_cases"),
        ("/accounts/{}", "Account", "see_cases"),
        ("/accounts/{}/instalments", "Account", "see_cases"),
        ("/accounts/{}/payments", "Account", "see_cases"),
        ("/permits/{}", "Permit", "see_cases"),
        ("/people/{}", "User", None),
        ("/people/{}/qualifications", "User", None),
        ("/nights/{}", "Night", "see_nights"),
        ("/nights/{}/comparison", "Night", "see_nights"),
        ("/tapes/{}", "Tape", "see_tapes"),
        ("/tapes/{}/quarantine", "Tape", "see_tapes"),
        ("/tapes/{}/quarantine.csv", "Tape", "see_tapes"),
    ):
        model = table(of)
        seen = set(visible(user, model).values_list("pk", flat=True))
        every = model.objects.order_by("pk").values_list("pk", flat=True)
        for pk in every if "preview" not in path else every[:4]:
            status = 200 if pk in seen else 404
            if act is not None and not may(user, May(act)):
                status = 403
            assert one.get(path.format(pk)).status_code == status, (name, path, pk)


def test_case_file_holds_one_customer_alone(asker: Any) -> None:
    told = json.dumps(asker("aud").get("/cases/K01").json())
    others = [f"{letter}{n:02}" for letter in "KA" for n in range(2, 17)]
    assert [other for other in others if f'"{other}"' in told] == []


def sealed(customer_id: str, text: str) -> None:
    """Give a customer a name, and a number of the same digits everywhere."""
    from forbear.web import bank, keys
    from forbear.web.records.models import Customer
    from forbear.web.records.sealed import place
    from forbear.web.sealing import Kind, Place, blind, seal

    row = Customer.objects.get(pk=customer_id)
    row.name = seal(keys.ring(), text, Place(*place(row, "name")))
    row.name_masked = text[0] + "*"
    row.name_index = blind(keys.ring(), Kind.NAME, text, country=bank.country())
    row.save()


def found_by(bank: Any, asker: Any, name: str) -> None:
    from forbear.web.people.access import May, may, visible
    from forbear.web.records.models import Customer

    answer = asker(name).post("/search", {"kind": "name", "text": "李明"})
    if not may(bank.users[name], May.SEARCH):
        assert answer.status_code == 403
        return
    seen = visible(bank.users[name], Customer).order_by("pk").values_list("pk", flat=True)
    assert [row["customer_id"] for row in answer.json()["items"]] == list(seen)
    assert {row["name"] for row in answer.json()["items"]} <= {"李*"}


def shown_to(bank: Any, asker: Any, name: str) -> None:
    from forbear.web.journal.models import Entry
    from forbear.web.people.access import May, may, visible
    from forbear.web.records.models import Customer

    user, one = bank.users[name], asker(name)
    for customer in ("K01", "K04"):
        before = Entry.objects.filter(chain=f"customer:{customer}", action="data.revealed").count()
        seen = visible(user, Customer).filter(pk=customer).exists()
        body = {"table": "customer", "key": customer, "column": "name", "reason": "a letter"}
        answer = one.post("/reveal", body)
        status = (200 if seen else 404) if may(user, May.REVEAL) else 403
        assert answer.status_code == status
        after = Entry.objects.filter(chain=f"customer:{customer}", action="data.revealed").count()
        assert after - before == (status == 200)
        assert answer.json().get("text") == ("李明" if status == 200 else None)


def exported_for(bank: Any, asker: Any, name: str) -> None:
    from forbear.evidence import verify
    from forbear.web.people.access import May, may

    one = asker(name)
    whole, single = one.get("/journal/export"), one.get("/journal/export", customer_id="K04")
    if not may(bank.users[name], May.EXPORT_JOURNAL):
        assert (whole.status_code, single.status_code) == (403, 403)
        return
    root = one.get("/journal/root").json()["hash"]
    assert verify(list(_lines(whole)), root).chains > 16
    assert verify(list(_lines(single)), root).chains == 1
    assert one.get("/journal/export", customer_id="K99").status_code == 404


@pytest.mark.parametrize("proof", [lists_of, things_of, found_by, shown_to, exported_for])
def test_each_role_is_given_what_it_may_see_and_no_more(bank: Any, asker: Any, proof: Any) -> None:
    from forbear.web.records.models import Customer

    for customer in Customer.objects.values_list("pk", flat=True):
        sealed(customer, "李明")
    for name in PEOPLE:
        proof(bank, asker, name)


def _lines(answer: Any) -> list[bytes]:
    return b"".join(answer.streaming_content).splitlines(keepends=True)


def writes() -> list[Any]:
    import forbear.web.urls  # noqa: F401
    from forbear.web.api.operations import OPERATIONS

    return [one for one in OPERATIONS.values() if one.writes]


IDS = {
    "customer_id": "K01",
    "account_id": "A01",
    "permit_id": "00000000-0000-0000-0000-000000000065",
    "promise_id": "00000000-0000-0000-0000-000000000067",
    "arrangement_id": "00000000-0000-0000-0000-00000000006a",
    "hold_id": "00000000-0000-0000-0000-000000000068",
    "consent_id": "00000000-0000-0000-0000-000000000069",
    "tape_id": 1,
    "night_id": 2,
    "person_id": 1,
    "token_id": 1,
    "name": "accounts.csv",
}


def tables() -> dict[str, int]:
    from django.apps import apps

    ours = [m for m in apps.get_models() if m.__module__.startswith("forbear.")]
    return {model.__name__: model._default_manager.count() for model in ours}


@pytest.mark.parametrize("name", ["aud", "cmp"])
def test_who_only_looks_changes_nothing(asker: Any, name: str) -> None:
    from forbear.web.api.examples import EXAMPLES

    one = asker(name)
    before = tables()
    for operation in writes():
        path = operation.path.format(**IDS)
        answer = one.send(operation.method, path, EXAMPLES.get(operation.name), key="k1")
        told = answer.json()["problems"][0]["code"]
        assert (operation.name, answer.status_code, told) == (operation.name, 403, "access.role")
    assert tables() == before

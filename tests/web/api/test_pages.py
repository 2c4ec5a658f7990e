"""Pages are whole and in order, whatever is added meanwhile; queries do not grow with rows."""

from __future__ import annotations

from typing import Any

import pytest


def through(one: Any, path: str, limit: int, **query: Any) -> list[Any]:
    """All rows of a list, page by page."""
    found: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        answer = one.get(path, limit=limit, **query, **cursor).json()
        assert len(answer["items"]) <= limit
        found += answer["items"]
        if answer["next"] is None:
            return found
        cursor = {"cursor": answer["next"]}


@pytest.mark.parametrize(
    "path",
    [
        "/cases",
        "/contacts",
        "/promises",
        "/holds",
        "/permits",
        "/plan/permits",
        "/plan/stops",
        "/journal",
        "/people",
        "/officers",
        "/teams",
        "/branches",
        "/tokens",
        "/nights",
        "/tapes",
    ],
)
def test_pages_together_are_the_whole_list(asker: Any, path: str) -> None:
    one = asker("aud")
    whole = one.get(path, limit=200).json()
    assert whole["next"] is None
    for limit in (1, 3):
        assert through(one, path, limit) == whole["items"], limit


def test_worklist_puts_the_most_worth_doing_first_and_unknown_last(asker: Any) -> None:
    from forbear.web.records.models import Case

    Case.objects.filter(pk__in=["K02", "K05"]).update(value=None)
    Case.objects.filter(pk__in=["K03", "K04"]).update(value=3.5)
    rows = through(asker("aud"), "/cases", 2)
    known = [(-row["value"], row["customer_id"]) for row in rows if row["value"] is not None]
    assert known == sorted(known)
    assert [row["customer_id"] for row in rows[len(known) :]] == ["K02", "K05"]


def test_page_goes_on_where_it_was_though_rows_came_before(asker: Any) -> None:
    from forbear.web.records.models import Case

    one = asker("aud")
    whole = [row["customer_id"] for row in one.get("/cases", limit=200).json()["items"]]
    first = one.get("/cases", limit=3).json()
    Case.objects.filter(pk="K13").update(state="open", value=1e9)
    second = one.get("/cases", limit=200, cursor=first["next"]).json()
    shown = [row["customer_id"] for row in [*first["items"], *second["items"]]]
    assert shown == whole


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("query", "where"),
    [
        ({"cursor": "x"}, "query.cursor"),
        ({"cursor": "W10:abc"}, "query.cursor"),
        ({"limit": 0}, "query.limit"),
        ({"limit": 201}, "query.limit"),
        ({"limit": "many"}, "query.limit"),
        ({"state": "gone"}, "query.state"),
        ({"channel": "pigeon"}, "query.channel"),
    ],
)
def test_page_asked_for_wrongly_is_refused(asker: Any, query: Any, where: str) -> None:
    answer = asker("aud").get("/cases", **query)
    assert answer.status_code == 422
    assert [problem["where"] for problem in answer.json()["problems"]] == [where]


@pytest.mark.any_database
def test_cursor_of_another_list_is_refused(asker: Any) -> None:
    one = asker("aud")
    cursor = one.get("/contacts", limit=1).json()["next"]
    assert one.get("/cases", cursor=cursor).status_code == 422


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"mine": True}, ["K12", "K02", "K01"]),
        ({"branch": "B2"}, ["K12"]),
        ({"state": "closed"}, ["K13"]),
        ({"channel": "call"}, ["K12", "K02", "K01"]),
        ({"bucket": "M9"}, []),
        ({"collector": "C1", "five_tier": "loss"}, ["K02"]),
        ({"worked": False}, ["K12", "K02", "K01"]),
        ({"worked": True}, []),
    ],
)
def test_worklist_is_filtered(asker: Any, query: Any, wanted: list[str]) -> None:
    rows = asker("col1").get("/cases", **query).json()["items"]
    assert [row["customer_id"] for row in rows] == wanted


def counted(ask: Any) -> int:
    """How many questions the database is asked."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        assert ask().status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    ("path", "at_most"),
    [
        ("/cases", 3),
        ("/contacts", 2),
        ("/promises", 2),
        ("/holds", 2),
        ("/permits", 2),
        ("/plan/permits", 2),
        ("/plan/stops", 2),
        ("/journal", 2),
        ("/people", 2),
        ("/officers", 2),
        ("/teams", 2),
        ("/tokens", 2),
        ("/nights", 2),
    ],
)
def test_list_of_fifty_asks_no_more_than_that_of_one(asker: Any, path: str, at_most: int) -> None:
    one = asker("aud")
    one.get(path)
    few, many = counted(lambda: one.get(path, limit=1)), counted(lambda: one.get(path, limit=50))
    assert (few <= at_most, many <= at_most) == (True, True)


def test_case_file_asks_no_more_for_more_rows(asker: Any) -> None:
    from forbear.web.records.models import Arrangement, Hold, Payment

    one = asker("aud")
    one.get("/cases/K01")
    few = counted(lambda: one.get("/cases/K01"))
    for number in range(50):
        Hold.objects.create(
            id=f"h{number}", customer_id="K01", kind="dispute", from_on="2026-01-01"
        )
    agreed = Arrangement.objects.get(account_id="A01")
    for number in range(2, 52):
        agreed.instalments.create(number=number, due_on="2026-01-01", amount=1)
    Payment.objects.count()
    assert counted(lambda: one.get("/cases/K01")) == few
    assert few <= 19

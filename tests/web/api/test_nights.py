"""Nights over the API: ordered, compared, decided on by a second person; the journal read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest


def codes(answer: Any) -> list[str]:
    return [problem["code"] for problem in answer.json()["problems"]]


def night(state: str, user: Any, **told: Any) -> Any:
    """A night beside those of the bank."""
    from forbear.web import clock
    from forbear.web.nights.models import Night, Tape

    tape = Tape.objects.get()
    day = tape.as_of + timedelta(days=1)
    when = {"as_of": tape.as_of, "plan_for": day, "ordered_at": clock.now()}
    return Night.objects.create(state=state, tape=tape, ordered_by=user, **when, **told)


def test_night_is_ordered_once_and_the_worker_is_told(asker: Any) -> None:
    from django_tasks_db.models import DBTaskResult

    one = asker("adm")
    first, again = (one.post("/nights", {"seed": 7}, key="n") for _ in range(2))
    assert (first.status_code, first.json()["state"], first.json()["seed"]) == (202, "ordered", 7)
    assert again.json() == first.json()
    assert list(DBTaskResult.objects.values_list("task_path", flat=True)) == [
        "forbear.web.nights.tasks.run_later"
    ]


@pytest.mark.any_database
def test_night_is_not_decided_on_by_whoever_ordered_it(bank: Any, asker: Any) -> None:
    made = night("ready", bank.users["adm"])
    for verb in ("publish", "reject"):
        answer = asker("adm").post(f"/nights/{made.pk}/{verb}", {"reason": "x"}, key=verb)
        assert (answer.status_code, codes(answer)) == (403, ["access.second_person"])


def test_night_is_rejected_with_a_reason(bank: Any, asker: Any) -> None:
    made = night("ready", bank.users["adm"])
    told = asker("str").post(f"/nights/{made.pk}/reject", {"reason": "B2 is missing"}, key="r")
    assert (told.status_code, told.json()["state"]) == (200, "rejected")
    assert (told.json()["decided_by"], told.json()["reason"]) == ("str", "B2 is missing")


@pytest.mark.any_database
@pytest.mark.parametrize("state", ["ordered", "running", "failed", "rejected", "superseded"])
def test_night_that_is_not_ready_is_not_published(bank: Any, asker: Any, state: str) -> None:
    made = night(state, bank.users["adm"])
    answer = asker("str").post(f"/nights/{made.pk}/publish", key="p")
    assert (answer.status_code, codes(answer)) == (409, ["night.not_ready"])


SUMMARY = {
    "totals": {"accounts": 10, "owed": 500},
    "buckets": [{"bucket": "M1", "accounts": 4, "owed": 100}],
    "resources": [{"resource": "calls", "branch_id": None, "used": 3, "price": 1.5}],
    "stops": [{"customer_id": "K04", "name": "李*"}],
    "teams": [{"team_id": "T1", "officers": ["F1"]}],
    "unrouted_points": [{"lat": 1.0, "lon": 2.0}],
}


def test_night_tells_sums_and_nobody(bank: Any, asker: Any) -> None:
    made = night("ready", bank.users["str"], summary=SUMMARY)
    told = asker("adm").get(f"/nights/{made.pk}").json()
    assert sorted(told["summary"]) == ["buckets", "resources", "totals"]


def test_night_is_compared_with_the_one_published_before(bank: Any, asker: Any) -> None:
    from forbear.web import clock

    earlier = {
        "totals": {"accounts": 8, "owed": 500},
        "buckets": [{"bucket": "M2", "accounts": 1, "owed": 9}],
        "resources": [{"resource": "calls", "branch_id": None, "used": 3, "price": 0.5}],
    }
    before = night("superseded", bank.users["adm"], summary=earlier, decided_at=clock.now())
    made = night("ready", bank.users["adm"], summary=SUMMARY)
    told = asker("str").get(f"/nights/{made.pk}/comparison").json()
    assert (told["night_id"], told["before_id"]) == (made.pk, before.pk)
    lines = [tuple(line.values()) for line in told["lines"]]
    assert lines == [
        ("totals", "", "accounts", 8, 10, 2),
        ("totals", "", "owed", 500, 500, 0),
        ("buckets", "M1", "accounts", None, 4, 4),
        ("buckets", "M1", "owed", None, 100, 100),
        ("buckets", "M2", "accounts", 1, None, -1),
        ("buckets", "M2", "owed", 9, None, -9),
        ("resources", "calls -", "price", 0.5, 1.5, 1.0),
        ("resources", "calls -", "used", 3, 3, 0),
    ]


def test_report_is_for_those_who_see_cases(bank: Any, asker: Any) -> None:
    from forbear.web import keys
    from forbear.web.nights.models import Night
    from forbear.web.sealing import Place, seal

    sealed = seal(keys.ring(), "<p>李*</p>", Place("night.report", 1))
    Night.objects.filter(pk=1).update(report=sealed)
    shown = asker("str").get("/nights/1/report")
    assert (shown.status_code, shown.content.decode()) == (200, "<p>李*</p>")
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert asker("str").get("/nights/2/report").status_code == 404
    assert codes(asker("adm").get("/nights/1/report")) == ["access.role"]


def test_plan_is_read_by_the_rule_that_refuses(asker: Any) -> None:
    from forbear.web.records.models import PlanPermit

    said = {"K01": "A-1", "K02": "A-1;B-2", "K03": "B-2;A-1", "K04": "B-2;A-1;C-3", "K05": "A-10"}
    for customer, rules in said.items():
        PlanPermit.objects.filter(customer_id=customer).update(refused_by=rules, allowed=False)
    rows = asker("aud").get("/plan/permits", rule="A-1").json()["items"]
    assert [row["customer_id"] for row in rows] == ["K01", "K02", "K03", "K04"]
    assert len(asker("aud").get("/plan/permits", allowed=False).json()["items"]) == 5


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"chain": "customer:K01"}, 1),
        ({"actor": "str"}, 1),
        ({"action": "hold.set"}, 16),
        ({"subject": "customer:K02"}, 1),
        ({"day": "2026-11-22", "action": "hold.set"}, 16),
        ({"day": "2026-11-21"}, 0),
    ],
)
def test_journal_is_filtered(asker: Any, query: Any, count: int) -> None:
    rows = asker("aud").get("/journal", **query).json()["items"]
    assert len([row for row in rows if row["actor"] != "system"]) == count


def test_root_before_any_day_is_closed_is_not_there(site: Any) -> None:
    from django.test import Client

    from forbear.web.api.scopes import Scope
    from forbear.web.api.tokens import make
    from forbear.web.people.models import User

    user = User.objects.create(username="a", role="auditor")
    headers = {"Authorization": f"Bearer {make(None, user, 'x', list(Scope), 1)[1]}"}
    assert Client().get("/api/v1/journal/root", headers=headers).status_code == 404


def test_health_needs_no_sign_in_and_knows_the_worker(site: Any) -> None:
    from django.test import Client

    from forbear.web import clock
    from forbear.web.nights.models import Worker

    assert Client().get("/api/v1/health").json()["worker"] is False
    Worker.objects.create(name="one", seen_at=clock.now())
    told = Client().get("/api/v1/health").json()
    assert (told["ok"], told["database"], told["worker"]) == (True, True, True)


def test_task_that_finds_others_at_work_is_put_off(bank: Any) -> None:
    from django_tasks_db.models import DBTaskResult

    from forbear.web import locks
    from forbear.web.nights.receive import RECORDS
    from forbear.web.nights.tasks import run_later, take_in_later

    with locks.only_one(RECORDS) as mine:
        assert mine
        take_in_later.call(1)
        run_later.call(1)
    assert DBTaskResult.objects.filter(run_after__isnull=False).count() == 2
    take_in_later.call(1)
    assert DBTaskResult.objects.count() == 2

"""Near misses: which permits stand in which list, for whom, and what a list says of them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

MIDNIGHT = datetime(2026, 11, 22, 16, tzinfo=UTC)


def at(hour: int, minute: int = 0) -> datetime:
    """A time of the day planned, in Shanghai."""
    return MIDNIGHT + timedelta(hours=hour, minutes=minute)


def listed(client: Any, kind: str, **query: Any) -> list[str]:
    """The permits of a list, in its order."""
    answer = client.get(f"/compliance/near-misses/{kind}/", query)
    assert answer.status_code == 200
    rows = answer.content.decode().split("<tbody>")[1] if b"<tbody>" in answer.content else ""
    return list(dict.fromkeys(re.findall(r"/compliance/permits/([0-9a-f-]{36})/", rows)))


def ids(*permits: Any) -> list[str]:
    return [str(permit.pk) for permit in permits]


@pytest.fixture
def day(made: Any) -> dict[str, Any]:
    """A collector's day with one customer, from before hours to after them."""
    return {
        "early": made(at(7, 40)),
        "first": made(at(8, 5), "right_party"),
        "second": made(at(10), "right_party"),
        "given": made(at(12)),
        "last": made(at(21, 52), "right_party"),
        "over": made(at(21, 58)),
        "night": made(at(22, 1)),
    }


def test_each_permit_stands_in_the_lists_that_it_belongs_to(browse: Any, day: Any) -> None:
    from forbear.web import clock

    with clock.at(at(23)):
        client = browse("compliance")
        assert listed(client, "refused") == ids(day["night"], day["over"], day["early"])
        assert listed(client, "edge") == ids(day["last"])
        assert listed(client, "last") == ids(day["last"])
        assert listed(client, "unused") == ids(day["given"])
        again = client.get("/compliance/near-misses/again/").content.decode()
        assert str(day["early"].pk) in again
        assert str(day["first"].pk) in again
        assert str(day["night"].pk) not in again.split("<tbody>")[1]
        overview = " ".join(client.get("/compliance/near-misses/").content.decode().split())
    counts = re.findall(r'class="h1 mb-2 figure">(\d+)<', overview)
    assert counts == ["3", "1", "1", "1", "1"]


@pytest.mark.any_database
class TestLists:
    """What only one database needs to show."""

    def test_minutes_before_the_end_are_chosen(self, browse: Any, day: Any) -> None:
        client = browse("compliance")
        assert listed(client, "edge", minutes=8) == ids(day["last"])
        assert listed(client, "edge", minutes=7) == []
        assert listed(client, "edge", minutes="soon") == ids(day["last"])

    def test_lists_are_narrowed_by_rule_person_branch_and_day(self, browse: Any, day: Any) -> None:
        from forbear.web.records.models import Case

        client = browse("compliance")
        branch = Case.objects.get(pk=day["night"].customer_id).branch_id
        night, over, early = ids(day["night"], day["over"], day["early"])
        assert listed(client, "refused", rule="CN-FREQ-001") == [night, over]
        assert listed(client, "refused", rule="CN-TIME-001") == [night, early]
        assert listed(client, "refused", rule="CN-TIME") == []
        assert listed(client, "refused", person="collector") == [night, over, early]
        assert listed(client, "refused", person="collector2") == []
        assert listed(client, "refused", branch=branch) == [night, over, early]
        assert listed(client, "refused", branch="none") == []
        assert listed(client, "refused", since="2026-11-24", until="2026-11-24") == []
        assert listed(client, "refused", until="2026-11-22") == []

    def test_how_they_fall_on_rules_and_people_is_counted(self, browse: Any, day: Any) -> None:
        said = browse("compliance").get("/compliance/near-misses/refused/").content.decode()
        found = re.findall(r'rule=([A-Z0-9-]+)".*?class="num">(\d+)<', said)
        assert ("CN-FREQ-001", "2") in found
        assert ("CN-TIME-001", "2") in found
        assert re.findall(r'person=(\w+)".*?class="num">(\d+)<', said) == [("collector", "3")]

    def test_what_changed_between_refusal_and_permit_is_said(self, browse: Any, made: Any) -> None:
        refused, given = made(at(10), hold_dispute=True), made(at(10, 5))
        assert (refused.allowed, given.allowed) == (False, True)
        said = browse("compliance").get("/compliance/near-misses/again/").content.decode()
        assert "A dispute about the debt is open: yes → no" in said
        assert str(given.pk) in said

    def test_supervisor_sees_his_branch_and_others_nothing(self, browse: Any, day: Any) -> None:
        assert len(listed(browse("supervisor"), "refused")) == 3
        assert listed(browse("supervisor2"), "refused") == []
        assert len(listed(browse("auditor"), "refused")) == 3
        for name in ("collector", "administrator", "strategy_manager", "legal"):
            answer = browse(name).get("/compliance/near-misses/refused/")
            assert answer.status_code == 403
            assert str(day["night"].pk).encode() not in answer.content

    def test_further_pages_follow_and_statements_stay_few(
        self, browse: Any, made: Any, django_statements: Any
    ) -> None:
        client = browse("compliance")
        made(at(22))
        listed(client, "refused")
        one = django_statements(lambda: listed(client, "refused"))
        for minute in range(1, 55):
            made(at(22, minute))
        many = django_statements(lambda: listed(client, "refused"))
        assert (many, len(listed(client, "refused"))) == (one, 50)
        first = client.get("/compliance/near-misses/refused/").content.decode()
        cursor = re.search(r'href="(\?[^"]*cursor=[^"]+)">\s*Further', first)
        assert cursor is not None
        rest = client.get("/compliance/near-misses/refused/" + cursor[1].replace("&amp;", "&"))
        assert rest.content.decode().split("<tbody>")[1].count("/compliance/permits/") == 5

    def test_list_that_is_not_there(self, browse: Any) -> None:
        assert browse("compliance").get("/compliance/near-misses/other/").status_code == 404

    def test_empty_list_says_so(self, browse: Any) -> None:
        said = browse("compliance", "zh-hans").get("/compliance/near-misses/edge/")
        assert "该期间内没有" in said.content.decode()

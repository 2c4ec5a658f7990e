"""The team's board: what it counts, whom it shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

pytestmark = pytest.mark.slow
Browse = Callable[..., Any]
TODAY = date(2026, 11, 23)


def contact(case: Any, by: Any, at: datetime, outcome: str, channel: str = "call") -> Any:
    from forbear.web.records.models import Contact, Permit

    permit = Permit.objects.create(
        id=uuid4(),
        permit_id="p",
        customer_id=case.pk,
        channel=channel,
        at=at,
        allowed=True,
        valid_until=at + timedelta(minutes=10),
        book="b",
        answer={},
        asked_by=by,
    )
    return Contact.objects.create(
        id=uuid4(),
        customer_id=case.pk,
        permit=permit,
        channel=channel,
        at=at,
        outcome=outcome,
        made_by=by,
    )


def promise(case: Any, by: Any, at: datetime, amount: int, state: str) -> Any:
    from forbear.web.records.models import Promise

    return Promise.objects.create(
        id=uuid4(),
        customer_id=case.pk,
        amount=amount,
        currency="CNY",
        due_on=TODAY,
        state=state,
        made_at=at,
        made_by=by,
    )


@pytest.fixture
def line(person: Any) -> Callable[..., Any]:
    """The line of the first collector on his supervisor's board."""

    def of(days: int = 1, name: str = "collector") -> Any:
        from forbear.web.oversight.team import team

        boss = person("supervisor")
        lines = team(boss, boss.branch, TODAY, days).lines
        officer = person(name).officer_id
        return next(one for one in lines if one.officer.pk == officer)

    return of


@pytest.fixture
def cases(own_cases: list[Any]) -> list[Any]:
    """The first collector's open cases."""
    return own_cases


def test_board_counts_what_was_done_today(
    line: Any, cases: list[Any], person: Any, morning: datetime
) -> None:
    from forbear.web.records.models import Case

    by = person("collector")
    before = line()
    assert (before.open, before.worked, before.contacts) == (len(cases), 0, 0)
    assert before.right_party is None
    contact(cases[0], by, morning - timedelta(minutes=5), "right_party")
    contact(cases[1], by, morning - timedelta(minutes=4), "no_answer")
    contact(cases[1], by, morning - timedelta(minutes=3), "delivered", "sms")
    contact(cases[2], by, morning - timedelta(days=2), "promise")
    Case.objects.filter(pk=cases[0].pk).update(worked_on=TODAY)
    Case.objects.filter(pk=cases[1].pk).update(worked_on=TODAY - timedelta(days=1))
    now = line()
    assert (now.open, now.worked, now.left) == (len(cases), 1, before.left - 1)
    assert (now.contacts, now.spoken, now.reached, now.right_party) == (3, 2, 1, 0.5)
    week = line(7)
    assert (week.contacts, week.spoken, week.reached) == (4, 3, 2)


def test_today_begins_at_midnight_of_the_bank(
    line: Any, cases: list[Any], person: Any, morning: datetime
) -> None:
    by = person("collector")
    # 10:00 in Shanghai is ten hours after midnight.
    contact(cases[0], by, morning - timedelta(hours=10), "no_answer")
    contact(cases[1], by, morning - timedelta(hours=10, seconds=1), "no_answer")
    assert (line().contacts, line(7).contacts) == (1, 2)


def test_promises_by_what_became_of_them(
    line: Any, cases: list[Any], person: Any, morning: datetime
) -> None:
    by = person("collector")
    for case, amount, state in zip(
        cases, (100, 20, 3, 4000), ("kept", "broken", "open", "withdrawn"), strict=False
    ):
        promise(case, by, morning - timedelta(hours=1), amount, state)
    promise(cases[0], person("collector2"), morning - timedelta(hours=1), 7, "kept")
    found = line()
    assert (found.promises, found.kept, found.broken, found.promised) == (3, 1, 1, 123)
    assert line(name="collector2").promised == 7


def test_recovered_is_what_came_in_on_his_cases(line: Any, cases: list[Any]) -> None:
    from forbear.web.records.models import Payment

    before = line(30).recovered
    account = cases[0].account_id
    for number, (day, amount, reversed_on) in enumerate(
        [
            (TODAY, 1_000, None),
            (TODAY - timedelta(days=29), 200, None),
            (TODAY - timedelta(days=30), 30, None),
            (TODAY, 4, TODAY),
        ]
    ):
        Payment.objects.create(
            account_id=account,
            payment_id=f"new{number}",
            paid_on=day,
            amount=amount,
            reversed_on=reversed_on,
        )
    assert line(30).recovered - before == 1_200
    # The tape is of the day before: of today nothing is known.
    assert line(1).recovered is None
    assert line(2).recovered == 1_000


@pytest.mark.any_database
def test_training_that_ran_out_is_told(line: Any, person: Any, browse: Browse) -> None:
    from forbear.web.people.models import Qualification
    from forbear.web.records.models import Officer

    officer = person("collector").officer
    Officer.objects.filter(pk=officer.pk).update(qualified_until=date(2026, 11, 22))
    assert (line().ready, line().trained_until) == (False, date(2026, 11, 22))
    assert "training ended" in browse("supervisor").get("/board/").content.decode()
    Qualification.objects.create(
        user=person("collector"),
        name="again",
        passed_on=date(2026, 11, 20),
        valid_until=date(2026, 12, 1),
    )
    found = line()
    assert (found.ready, found.trained_until, found.ends_soon(TODAY)) == (
        True,
        date(2026, 12, 1),
        True,
    )
    assert "training ends" in browse("supervisor").get("/board/").content.decode()


@pytest.mark.any_database
def test_supervisor_sees_his_people_and_nobody_elses(browse: Browse, person: Any) -> None:
    from forbear.web.records.models import Officer

    own, other = person("supervisor").branch, person("supervisor2").branch
    page = browse("supervisor").get("/board/").content.decode()
    for officer in Officer.objects.filter(role="collector", branch=own, gone=False):
        assert f"collector={officer.pk}" in page
    for officer in Officer.objects.filter(role="collector", branch=other):
        assert f"collector={officer.pk}" not in page
        assert officer.name not in page
    assert browse("supervisor").get(f"/board/?branch={other.pk}").status_code == 404
    assert other.name in browse("auditor").get(f"/board/?branch={other.pk}").content.decode()


@pytest.mark.any_database
def test_board_shows_who_goes_out_by_the_plan(browse: Browse, person: Any) -> None:
    from forbear.web.records.models import PlanStop

    branch = person("supervisor").branch_id
    page = browse("supervisor").get("/board/").content.decode()
    teams = PlanStop.objects.filter(branch_id=branch).values_list("team_id", flat=True).distinct()
    assert teams
    for team in teams:
        visits = PlanStop.objects.filter(team_id=team, kind="visit").count()
        row = re.search(rf"<th scope=\"row\">{team}</th>(.*?)</tr>", page, re.S)
        assert row is not None
        assert f'<td class="num">{visits}</td>' in row[1]


@pytest.mark.any_database
def test_who_sees_only_some_cases_sees_no_team(browse: Browse) -> None:
    for name in ("agency_manager", "legal"):
        page = browse(name).get("/board/")
        assert page.status_code == 200
        assert "No figures to show" in page.content.decode()


def test_board_asks_as_often_for_many_collectors_as_for_few(browse: Browse, person: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from forbear.web.records.models import Officer

    client, branch = browse("supervisor"), person("supervisor").branch
    client.get("/board/?days=30")
    with CaptureQueriesContext(connection) as few:
        assert client.get("/board/?days=30").status_code == 200
    for number in range(30):
        Officer.objects.create(officer_id=f"new{number}", branch=branch, role="collector", name="N")
    with CaptureQueriesContext(connection) as many:
        assert client.get("/board/?days=30").status_code == 200
    assert len(many) == len(few) <= 16

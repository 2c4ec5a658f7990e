"""The worklist: the right cases for each, the most valuable first, counted with a few queries."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

Sit = Callable[[str], Any]


def cases_on(answer: Any) -> list[str]:
    """Customers of the list, in its order."""
    return re.findall(r'<tr data-row>\s*<td><a href="/cases/([^/]+)/"', answer.content.decode())


def counts(answer: Any) -> dict[str, str]:
    page = answer.content.decode()
    found = re.findall(r'href="\?queue=(\w+)"[^>]*>\s*<span>[^<]*</span><span class="count">', page)
    numbers = re.findall(r'<span class="count">([^<]*)</span>', page)
    return dict(zip(found, numbers, strict=True))


def test_a_collector_sees_his_own_the_most_valuable_first(desk: Sit, own: list[str]) -> None:
    answer = desk("collector").get("/worklist/")
    assert cases_on(answer) == own
    others = cases_on(desk("collector2").get("/worklist/?queue=all"))
    assert others
    assert not set(others) & set(own)


def test_each_role_sees_the_cases_of_its_reach_and_no_row_more(desk: Sit, own: list[str]) -> None:
    from forbear.web.people.access import visible
    from forbear.web.records.models import Case

    for name in ("supervisor", "supervisor2", "legal", "agency_manager", "auditor", "compliance"):
        me = desk(name)
        mine = set(visible(me.user, Case).values_list("pk", flat=True))
        seen = set()
        path = "/worklist/?queue=all"
        for _ in range(30):
            answer = me.get(path)
            seen |= set(cases_on(answer))
            more = re.search(r'href="(\?[^"]*cursor=[^"]+)"', answer.content.decode())
            if not more:
                break
            path = "/worklist/" + more[1].replace("&amp;", "&")
        assert seen == set(
            Case.objects.filter(pk__in=mine, state="open").values_list("pk", flat=True)
        )
    first = desk("supervisor").user.branch_id
    assert not Case.objects.filter(pk__in=cases_on(desk("supervisor2").get("/worklist/"))).filter(
        branch_id=first
    )


def test_the_administrator_is_told_why_he_sees_none(desk: Sit, own: list[str]) -> None:
    answer = desk("administrator").get("/worklist/", zh=True)
    assert answer.status_code == 403
    assert "系统管理员无权查看案件" in answer.content.decode()


@pytest.mark.any_database
def test_nothing_whole_stands_on_the_page(desk: Sit, own: list[str]) -> None:
    from forbear.web import keys
    from forbear.web.records.models import Customer
    from forbear.web.sealing import Place, unseal

    page = desk("collector").get("/worklist/").content.decode()
    for customer in Customer.objects.filter(pk__in=own):
        name = unseal(keys.ring(), customer.name, Place("customer.name", customer.pk))
        assert name is not None
        assert name not in page
        assert str(customer.name_masked) in page


def test_the_number_of_queries_does_not_grow_with_the_list(
    desk: Sit, own: list[str], statements: Callable[..., Any]
) -> None:
    from forbear.web.records.models import Case

    me = desk("collector")
    me.get("/worklist/")
    with statements() as many:
        assert len(cases_on(me.get("/worklist/"))) == 12
    Case.objects.filter(pk__in=own[1:]).update(collector=None)
    with statements() as few:
        assert len(cases_on(me.get("/worklist/"))) == 1
    assert len(many) == len(few)
    assert len(many) <= 20


@pytest.mark.any_database
def test_queues(desk: Sit, own: list[str], morning: datetime) -> None:
    from forbear.web.records.help import answer, ask
    from forbear.web.records.models import Case, Promise
    from forbear.web.records.models.help import HelpKind, HelpState

    me = desk("collector")
    Case.objects.filter(pk=own[0]).update(worked_on=date(2026, 11, 23))
    Case.objects.filter(pk=own[1]).update(worked_on=date(2026, 11, 22))
    for n, (state, due) in enumerate(
        [("open", 23), ("open", 24), ("broken", 20), ("kept", 20), ("withdrawn", 20)]
    ):
        Promise.objects.create(
            id=f"00000000-0000-0000-0000-00000000000{n}",
            customer_id=own[2 + n],
            amount=100,
            currency="CNY",
            due_on=date(2026, 11, due),
            state=state,
            made_at=morning,
            made_by=desk("collector2").user,
        )
    asked = ask(me.user, own[8], HelpKind.LETTER, "请寄信")
    answer(desk("supervisor").user, asked.pk, HelpState.DONE, "已寄出")
    ask(me.user, own[9], HelpKind.LETTER, "请寄信")
    listed = {q: cases_on(me.get(f"/worklist/?queue={q}")) for q in counts(me.get("/worklist/"))}
    assert listed == {
        "call": own[1:],
        "back": [],
        "promises": [own[2], own[4]],
        "answered": [own[8]],
        "worked": [own[0]],
        "all": own,
    }
    assert counts(me.get("/worklist/")) == {q: str(len(found)) for q, found in listed.items()}
    help_ = desk("supervisor").get("/worklist/?queue=help")
    assert cases_on(help_) == [own[9]]


@pytest.mark.any_database
def test_filters_and_pages(desk: Sit, own: list[str]) -> None:
    from forbear.web.records.models import Case

    me = desk("supervisor")
    Case.objects.filter(pk__in=own[:3]).update(bucket="M3", channel="letter")
    assert set(cases_on(me.get("/worklist/?queue=all&bucket=M3&channel=letter"))) >= set(own[:3])
    for pk in cases_on(me.get("/worklist/?queue=all&bucket=M3&channel=letter")):
        case = Case.objects.get(pk=pk)
        assert (case.bucket, case.channel) == ("M3", "letter")
    me = desk("auditor")
    first = me.get("/worklist/?queue=all")
    more = re.search(r'href="(\?[^"]*cursor=[^"]+)"', first.content.decode())
    assert more is not None
    second = me.get("/worklist/" + more[1].replace("&amp;", "&"))
    assert not set(cases_on(first)) & set(cases_on(second))
    assert cases_on(me.get("/worklist/?queue=all&cursor=nonsense")) == cases_on(first)


@pytest.mark.any_database
def test_the_next_case_is_the_best_that_is_left(desk: Sit, own: list[str]) -> None:
    from forbear.web.records.models import Case

    me = desk("collector")
    assert me.get("/worklist/next/").url == f"/cases/{own[0]}/"
    assert me.get(f"/worklist/next/?after={own[0]}").url == f"/cases/{own[1]}/"
    Case.objects.filter(pk__in=own[1:3]).update(worked_on=date(2026, 11, 23))
    assert me.get(f"/worklist/next/?after={own[0]}").url == f"/cases/{own[3]}/"
    # After the last one, the first that is left; somebody else's case is no place to go on from.
    assert me.get(f"/worklist/next/?after={own[-1]}").url == f"/cases/{own[0]}/"
    others = Case.objects.exclude(collector=me.user.officer).values_list("pk", flat=True)[0]
    assert me.get(f"/worklist/next/?after={others}").url == f"/cases/{own[0]}/"
    Case.objects.filter(pk__in=own).update(worked_on=date(2026, 11, 23))
    answer = me.get("/worklist/next/", follow=True)
    assert "Every case is worked for today" in answer.content.decode()


@pytest.mark.any_database
def test_who_is_not_trained_is_told_so(desk: Sit, own: list[str]) -> None:
    from forbear.web.records.models import Officer

    me = desk("collector")
    Officer.objects.filter(pk=me.user.officer_id).update(qualified_until=date(2026, 11, 1))
    assert "培训资格已于 2026-11-01 到期" in me.get("/worklist/", zh=True).content.decode()


@pytest.mark.any_database
def test_an_empty_queue_says_what_to_do(desk: Sit, own: list[str]) -> None:
    from forbear.web.records.models import Case

    Case.objects.filter(pk__in=own).update(worked_on=date(2026, 11, 23))
    page = desk("collector").get("/worklist/", zh=True).content.decode()
    assert "今日暂无待处理案件" in page


@pytest.mark.parametrize(
    ("minute", "open_", "at"),
    [
        (7 * 60, "later", "08:00"),
        (8 * 60, "now", "12:00"),
        (11 * 60 + 59, "now", "12:00"),
        (12 * 60, "later", "14:00"),
        (14 * 60, "now", "22:00"),
        (22 * 60, "over", ""),
    ],
)
def test_hours_of_the_plan_beside_the_clock(django: None, minute: int, open_: str, at: str) -> None:
    from forbear.web.desk.hours import hours

    zone = ZoneInfo("Asia/Shanghai")
    now = datetime(2026, 11, 23, tzinfo=zone) + timedelta(minutes=minute)
    found = hours("08:00-12:00;14:00-22:00", date(2026, 11, 23), zone, now.astimezone(UTC))
    assert (str(found.open), found.at_hour) == (open_, at)
    # A plan for another day says nothing of this one.
    assert str(hours("08:00-22:00", date(2026, 11, 22), zone, now).open) == "unknown"

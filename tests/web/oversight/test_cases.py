"""Cases behind figures, and cases given to another collector: all of them or none."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest

pytestmark = pytest.mark.slow
Browse = Callable[..., Any]


@pytest.fixture
def mine(own_cases: list[Any]) -> list[Any]:
    """The first collector's open cases."""
    return own_cases


def shown(page: Any) -> list[str]:
    """Customers of a list, in its order."""
    return re.findall(r'<tr data-row>.*?href="/cases/([^/"]+)/', page.content.decode(), re.S)


def given(cases: list[Any], to: str, **more: Any) -> dict[str, Any]:
    chosen = [f"{case.pk}:{case.version}" for case in cases]
    return {"case": chosen, "to": to, "reason": "ill for a week", **more}


def collector_of(case: Any) -> str:
    case.refresh_from_db()
    return str(case.collector_id)


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("asked", "column"),
    [
        ({"bucket": "M2"}, "bucket"),
        ({"five_tier": "substandard"}, "five_tier"),
        ({"product": "mortgage"}, "product"),
        ({"channel": "sms"}, "channel"),
    ],
)
def test_list_holds_the_open_cases_chosen(
    browse: Browse, asked: dict[str, str], column: str
) -> None:
    from forbear.web.records.models import Case

    page = browse("auditor").get("/board/cases/", asked)
    wanted = Case.objects.filter(state="open", **{column: asked[column]})
    assert set(shown(page)) == set(wanted.values_list("pk", flat=True))
    Case.objects.update(state="closed")
    assert "No open case here" in browse("auditor").get("/board/cases/", asked).content.decode()


def test_behind_since_a_month_are_those_whom_the_night_counted(browse: Browse) -> None:
    from forbear.web.nights.models import Figure
    from forbear.web.records.models import Case, PlanAccount

    auditor = browse("auditor")
    still = Figure.objects.filter(measure="cure", column="still", night__state="published")
    months = sorted(set(still.values_list("row", flat=True)))
    assert len(months) > 3
    for month in months:
        year, number = map(int, month.split("-"))
        behind = PlanAccount.objects.filter(past_due_since__year=year, past_due_since__month=number)
        counted = sum(still.filter(row=month).values_list("items", flat=True))
        assert behind.count() == counted, month
        wanted = Case.objects.filter(state="open", pk__in=behind.values("customer_id"))
        page = auditor.get("/board/cases/", {"since": month})
        assert len(shown(page)) == min(wanted.count(), 100)
        assert set(shown(page)) <= set(wanted.values_list("pk", flat=True))
        assert f"Behind since {month}" in page.content.decode()


@pytest.mark.any_database
@pytest.mark.parametrize("month", ["July", "2026-13", "2026", "9999-12", "2026-07-01"])
def test_list_of_no_month_is_nowhere(browse: Browse, month: str) -> None:
    assert browse("auditor").get("/board/cases/", {"since": month}).status_code == 404


@pytest.mark.any_database
def test_list_is_by_value_and_goes_on_where_the_page_ended(browse: Browse) -> None:
    from django.db.models import F

    from forbear.web.records.models import Case

    wanted = Case.objects.filter(state="open").order_by(F("value").desc(nulls_last=True), "pk")
    page = browse("auditor").get("/board/cases/")
    seen = shown(page)
    while more := re.search(r'href="(\?[^"]*cursor=[^"]+)"', page.content.decode()):
        page = browse("auditor").get(f"/board/cases/{more[1].replace('&amp;', '&')}")
        seen += shown(page)
    assert seen == list(wanted.values_list("pk", flat=True))


@pytest.mark.any_database
def test_list_shows_nobody_elses_cases(browse: Browse, person: Any) -> None:
    from forbear.web.records.models import Case

    own = person("supervisor").branch_id
    other = person("supervisor2").branch_id
    branches = Case.objects.filter(pk__in=shown(browse("supervisor").get("/board/cases/")))
    assert set(branches.values_list("branch_id", flat=True)) == {own}
    assert shown(browse("supervisor").get(f"/board/cases/?branch={other}")) == []
    mine = browse("collector").get("/board/cases/")
    officers = Case.objects.filter(pk__in=shown(mine)).values_list("collector_id", flat=True)
    assert set(officers) == {person("collector").officer_id}
    assert "Reassign" not in mine.content.decode()


def test_cases_are_given_to_another_collector(browse: Browse, person: Any, mine: list[Any]) -> None:
    from forbear.web.journal.models import Entry

    to = person("collector2").officer_id
    client = browse("supervisor")
    query = urlencode({"collector": mine[0].collector_id})
    answer = client.post(f"/board/cases/reassign/?{query}", given(mine[:3], to))
    assert answer.status_code == 302
    assert [collector_of(case) for case in mine[:4]] == [to, to, to, mine[3].collector_id]
    assert mine[0].pinned
    told = client.get(answer["Location"]).content.decode()
    assert f"3 given to {person('collector2').officer.name}." in told
    entry = Entry.objects.filter(chain=f"customer:{mine[0].pk}").latest("number")
    assert entry.action == "case.assigned"
    assert '"reason":"ill for a week"' in entry.content


def test_none_is_moved_if_one_was_changed_meanwhile(
    browse: Browse, person: Any, mine: list[Any]
) -> None:
    from forbear.web.records.models import Case

    was, to = mine[0].collector_id, person("collector2").officer_id
    form = given(mine[:3], to)
    Case.objects.filter(pk=mine[1].pk).update(version=mine[1].version + 1)
    answer = browse("supervisor").post("/board/cases/reassign/", form)
    assert answer.status_code == 422
    assert [collector_of(case) for case in mine[:3]] == [was] * 3
    text = answer.content.decode()
    assert "the case was changed since you looked at it" in text
    # Nothing typed is lost, and the boxes stay as they were.
    assert 'value="ill for a week"' in text
    assert f'<option value="{to}" selected>' in text
    for case in mine[:3]:
        assert re.search(rf'value="{case.pk}:\d+" checked', text)


@pytest.mark.any_database
def test_none_is_moved_if_one_is_of_another_branch(
    browse: Browse, person: Any, mine: list[Any]
) -> None:
    from forbear.web.records.models import Case

    was, to = mine[0].collector_id, person("collector2").officer_id
    strange = Case.objects.filter(branch=person("supervisor2").branch).first()
    assert strange is not None
    answer = browse("supervisor").post("/board/cases/reassign/", given([mine[0], strange], to))
    assert answer.status_code == 422
    assert collector_of(mine[0]) == was


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reason": "  "}, "say why"),
        ({"to": ""}, "is no collector"),
        ({"to": "nobody"}, "is no collector"),
        ({"case": []}, "give 1 to 1000 cases"),
        ({"case": ["strange:1"]}, "there is none"),
    ],
)
def test_faults_of_the_form_are_told(
    browse: Browse, person: Any, mine: list[Any], change: dict[str, Any], said: str
) -> None:
    form = given(mine[:1], person("collector2").officer_id) | change
    answer = browse("supervisor").post("/board/cases/reassign/", form)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert collector_of(mine[0]) == person("collector").officer_id


@pytest.mark.any_database
def test_whole_list_is_moved_at_once(browse: Browse, person: Any, mine: list[Any]) -> None:
    from forbear.web.records.models import Case

    to = person("collector2").officer_id
    bucket = mine[0].bucket
    query = urlencode({"collector": mine[0].collector_id, "bucket": bucket})
    answer = browse("supervisor").post(f"/board/cases/reassign/?{query}", given([], to, all="1"))
    assert answer.status_code == 302
    left = Case.objects.filter(collector=person("collector").officer, state="open")
    assert {case.bucket for case in left} == {c.bucket for c in mine} - {bucket}


@pytest.mark.any_database
@pytest.mark.parametrize("name", ["collector", "auditor", "strategy_manager", "legal"])
def test_only_a_supervisor_reassigns(
    browse: Browse, person: Any, mine: list[Any], name: str
) -> None:
    form = given(mine[:1], person("collector2").officer_id)
    assert browse(name).post("/board/cases/reassign/", form).status_code == 403
    assert collector_of(mine[0]) == person("collector").officer_id


@pytest.mark.any_database
def test_list_asks_as_often_for_many_as_for_few(browse: Browse) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = browse("supervisor")
    client.get("/board/cases/")
    counts = []
    for query in ("?bucket=M7%2B", ""):
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/board/cases/{query}")
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 1 <= 10

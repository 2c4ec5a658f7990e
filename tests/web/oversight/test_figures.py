"""Dashboards: who sees which figures, what they add up to, and how they leave as files."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

PAGES = ("book", "movement", "recovery", "channels", "refusals")
WHOLE_BANK = ("strategy_manager", "compliance", "auditor")
NONE_AT_ALL = ("agency_manager", "legal")
REFUSED = ("collector", "field_officer", "administrator")
Browse = Callable[..., Any]


def specs(page: Any) -> list[dict[str, Any]]:
    """What the page's charts are drawn from."""
    found = re.findall(r'<script type="application/json">(.*?)</script>', page.content.decode())
    return [json.loads(one) for one in found]


def downloaded(client: Any, path: str) -> list[list[str]]:
    answer = client.get(path)
    assert answer.status_code == 200, path
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.slow
def test_every_dashboard_opens_for_whoever_sees_the_bank(browse: Browse) -> None:
    client = browse("strategy_manager")
    for name in PAGES:
        page = client.get(f"/figures/{name}/")
        assert page.status_code == 200
        assert len(specs(page)) >= 1, name
        assert "<style" not in page.content.decode()
        assert " style=" not in page.content.decode()


@pytest.mark.any_database
@pytest.mark.slow
def test_book_is_the_summary_of_the_same_night(browse: Browse) -> None:
    from forbear.web.nights.models import Night

    summary = Night.objects.get().summary
    rows = downloaded(browse("auditor"), "/figures/book/exposure.csv")
    assert rows[0] == [
        "Bucket",
        "Accounts",
        "Customers",
        "Owed now (CNY)",
        "Outstanding (CNY)",
        "Share",
    ]
    told = {row[0]: (int(row[1]), int(row[2]), row[3], row[4]) for row in rows[1:]}
    assert {bucket: row for bucket, row in told.items() if row[0]} == {
        b["bucket"]: (
            b["accounts"],
            b["customers"],
            f"{b['owed'] / 100:.2f}",
            f"{b['outstanding'] / 100:.2f}",
        )
        for b in summary["buckets"]
    }


@pytest.mark.any_database
@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "chart", "column"),
    [("book", "exposure", 4), ("recovery", "recovery-months", 2), ("channels", "channels", 1)],
)
def test_branches_and_products_add_up_to_the_bank(
    browse: Browse, page: str, chart: str, column: int
) -> None:
    from forbear.portfolio.words import Product
    from forbear.web.records.models import Branch

    client, path = browse("compliance"), f"/figures/{page}/{chart}.csv"

    def total(query: str) -> float:
        return round(
            sum(float(row[column]) for row in downloaded(client, f"{path}?{query}")[1:]), 2
        )

    whole = total("")
    assert whole > 0
    branches = list(Branch.objects.values_list("pk", flat=True))
    assert round(sum(total(f"branch={branch}") for branch in branches), 2) == whole
    assert round(sum(total(f"product={product}") for product in Product), 2) == whole


@pytest.mark.any_database
@pytest.mark.slow
def test_supervisor_sees_his_branch_and_no_other(browse: Browse, person: Any) -> None:
    own, other = person("supervisor").branch, person("supervisor2").branch
    client, whole = browse("supervisor"), browse("auditor")
    path = "/figures/book/exposure.csv"
    mine = downloaded(client, path)
    assert mine == downloaded(whole, f"{path}?branch={own.pk}")
    assert mine != downloaded(whole, path)
    for name in PAGES:
        page = client.get(f"/figures/{name}/").content.decode()
        assert own.name in page
        assert other.name not in page
    assert client.get(f"/figures/book/?branch={other.pk}").status_code == 404
    assert client.get(f"{path}?branch={other.pk}").status_code == 404


@pytest.mark.any_database
@pytest.mark.slow
@pytest.mark.parametrize("name", NONE_AT_ALL)
def test_who_sees_only_some_cases_sees_no_sum(browse: Browse, name: str) -> None:
    client = browse(name)
    for page in PAGES:
        shown = client.get(f"/figures/{page}/")
        assert shown.status_code == 200
        assert "No figures to show" in shown.content.decode()
        assert specs(shown) == []
    assert client.get("/figures/book/exposure.csv").status_code == 404
    assert client.get("/figures/behind/contacts/").status_code == 404


@pytest.mark.any_database
@pytest.mark.slow
@pytest.mark.parametrize("name", REFUSED)
def test_who_may_not_see_figures_is_told_so(browse: Browse, name: str) -> None:
    client = browse(name)
    for path in ("/figures/book/", "/figures/book/exposure.csv", "/board/"):
        refused = client.get(path)
        assert refused.status_code == 403
        assert "may not see the figures" in refused.content.decode()


@pytest.mark.any_database
@pytest.mark.slow
def test_supervisor_without_a_branch_sees_nothing(browse: Browse) -> None:
    from forbear.web.people.models import User

    client = browse("supervisor")
    User.objects.filter(username="supervisor").update(branch=None)
    assert client.get("/figures/book/").status_code == 403


@pytest.mark.any_database
@pytest.mark.slow
@pytest.mark.parametrize("name", [*NONE_AT_ALL, *REFUSED, "strategy_manager"])
def test_figures_in_the_database_are_seen_by_scope(person: Any, name: str) -> None:
    from forbear.web.nights.models import Figure
    from forbear.web.people.access import visible

    seen = visible(person(name), Figure).exists()
    assert seen == (name == "strategy_manager")


@pytest.mark.any_database
@pytest.mark.slow
def test_what_is_unknown_is_not_there(browse: Browse) -> None:
    client = browse("auditor")
    for path in (
        "/figures/nothing/",
        "/figures/book/nothing.csv",
        "/figures/book/?night=999",
        "/figures/book/?product=gold",
        "/figures/book/?branch=nowhere",
        "/figures/behind/payments/",
        "/figures/behind/payments/?from=2026-02-30&to=2026-03-01",
        "/figures/behind/contacts/?source=elsewhere",
    ):
        assert client.get(path).status_code == 404, path


@pytest.mark.any_database
@pytest.mark.slow
def test_choice_is_kept_by_every_link(browse: Browse, person: Any) -> None:
    branch = person("supervisor").branch_id
    page = browse("auditor").get(f"/figures/book/?branch={branch}&product=card")
    text = page.content.decode()
    assert f"/figures/movement/?branch={branch}&amp;product=card" in text
    assert f"exposure.csv?branch={branch}&amp;product=card" in text
    first = specs(page)[0]["series"][0]["links"][0]
    assert first == f"/board/cases/?branch={branch}&product=card&bucket=M1"


@pytest.mark.any_database
@pytest.mark.slow
def test_points_lead_to_rows_that_are_there(browse: Browse) -> None:
    client = browse("auditor")
    links = set()
    for name in PAGES:
        for spec in specs(client.get(f"/figures/{name}/")):
            points = [one for series in spec.get("series", []) for one in series["links"]]
            links |= {*points[:2], *(cell["link"] for cell in spec.get("cells", [])[:3])}
    links.discard(None)
    assert len(links) > 15
    for link in links:
        assert (
            client.get(link if link.startswith("/") else f"/figures/book/{link}").status_code == 200
        )


@pytest.mark.any_database
@pytest.mark.slow
def test_refusals_lead_to_the_cases_that_the_rule_keeps(browse: Browse) -> None:
    client = browse("auditor")
    (spec,) = specs(client.get("/figures/refusals/"))
    cell = max(spec["cells"], key=lambda one: one["value"])
    page = client.get(cell["link"]).content.decode()
    assert page.count("<tr data-row>") == min(100, cell["value"])


@pytest.mark.any_database
@pytest.mark.slow
def test_another_night_is_chosen_by_its_day_and_makes_a_course(browse: Browse) -> None:
    from datetime import date

    from forbear.web.nights.models import Figure, Night

    night = Night.objects.get()
    rows = list(Figure.objects.filter(night=night, measure="tier"))
    before = Night.objects.get()
    before.pk, before.as_of, before.state = None, date(2026, 11, 21), "superseded"
    before.save(force_insert=True)
    for row in rows:
        row.night_id = before.pk
        row.amount *= 2 if row.row == "normal" else 1
    Figure.objects.bulk_create(rows)
    client = browse("auditor")
    page = client.get("/figures/book/").content.decode()
    assert "The NPL ratio went from" in page
    assert "between 2026-11-21 and 2026-11-22" in page
    earlier = client.get(f"/figures/book/?night={before.pk}").content.decode()
    assert "book; most in" not in earlier
    assert f"/figures/movement/?night={before.pk}" in earlier


@pytest.mark.any_database
@pytest.mark.slow
def test_night_that_was_never_published_shows_nothing(browse: Browse) -> None:
    from forbear.web.nights.models import Night

    Night.objects.update(state="superseded", decided_at=None)
    assert "No figures to show" in browse("auditor").get("/figures/book/").content.decode()


@pytest.mark.any_database
@pytest.mark.slow
def test_name_that_looks_like_a_formula_is_none_in_the_file(browse: Browse) -> None:
    from forbear.web.records.models import Branch

    Branch.objects.all().update(name='=HYPERLINK("http://x")')
    rows = downloaded(browse("auditor"), "/figures/book/branches.csv")
    assert {row[0] for row in rows[1:]} == {'\'=HYPERLINK("http://x")'}
    page = browse("auditor").get("/figures/book/").content.decode()
    assert "</script><" not in page.replace("</script>\n", "")


@pytest.mark.any_database
@pytest.mark.slow
def test_words_cannot_leave_their_script(browse: Browse) -> None:
    from forbear.web.records.models import Branch

    Branch.objects.all().update(name="</script><b>x")
    page = browse("auditor").get("/figures/book/").content.decode()
    assert "</script><b>x" not in page
    assert any("</script><b>x" in json.dumps(spec) for spec in specs_of(page))


def specs_of(text: str) -> list[dict[str, Any]]:
    found = re.findall(r'<script type="application/json">(.*?)</script>', text)
    return [json.loads(one) for one in found]


@pytest.mark.any_database
@pytest.mark.slow
def test_pages_speak_chinese(browse: Browse) -> None:
    text = browse("auditor", "zh-hans").get("/figures/book/").content.decode()
    assert "逾期贷款余额" in text
    assert "不良率" in text
    assert "11月22日" in text
    assert "Outstanding" not in text


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_a_dashboard_asks_the_database_a_few_times(browse: Browse, name: str) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = browse("auditor")
    client.get(f"/figures/{name}/")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/figures/{name}/")
    assert len(asked) <= 9, [one["sql"][:90] for one in asked]

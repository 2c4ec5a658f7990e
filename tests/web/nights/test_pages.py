"""Tapes and nights on screen: sent, watched, compared, published by a second person."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

MORNING = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture
def browse(town: Any, settings: Any) -> Any:
    """A signed-in client by user name; sessions need no second factor."""
    from django.test import Client

    from forbear.web import clock
    from forbear.web.people.models import User

    settings.DEMO = True

    def signed_in(name: str, language: str = "en") -> Any:
        client = Client(headers={"Accept-Language": language})
        user = User.objects.get(username=name)
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        return client

    with clock.at(MORNING):
        yield signed_in


def said(answer: Any, status: int = 200) -> str:
    """What a page says."""
    assert answer.status_code == status, answer.content.decode()
    return " ".join(answer.content.decode().split())


def begun(client: Any, as_of: str = "2026-11-23") -> int:
    """A tape that is being sent; its number."""
    answer = client.post("/tapes/new/", {"as_of": as_of})
    assert answer.status_code == 302
    return int(re.findall(r"\d+", answer["Location"])[0])


def sent(client: Any, tape: int, name: str, body: bytes) -> Any:
    """A file sent as the browser does it."""
    return client.put(
        f"/api/v1/tapes/{tape}/files/{name}", body, content_type="application/octet-stream"
    )


@pytest.mark.any_database
def test_who_sees_tapes_and_nights(browse: Any) -> None:
    for name in ("administrator", "strategy_manager", "compliance", "auditor"):
        for path in ("/tapes/", "/tapes/1/", "/tapes/1/quarantine/", "/nights/", "/nights/1/"):
            said(browse(name).get(path))
    for name in ("collector", "supervisor", "field_officer", "legal", "agency_manager"):
        for path in ("/tapes/", "/tapes/1/", "/tapes/1/quarantine.csv", "/nights/", "/nights/1/"):
            assert "may not see" in said(browse(name).get(path), 403)
    assert browse("auditor").get("/tapes/99/").status_code == 404
    assert browse("auditor").get("/nights/99/").status_code == 404


@pytest.mark.any_database
def test_tape_says_received_is_accepted_and_set_aside(browse: Any) -> None:
    from forbear.web.nights.models import Tape

    counts = Tape.objects.get().counts.values()
    sums = [sum(c[name] for c in counts) for name in ("received", "accepted", "quarantined")]
    assert sums[0] == sums[1] + sums[2] > sums[2] > 0
    told = "{:,} received = {:,} accepted + {:,} set aside".format(*sums)
    assert told in said(browse("administrator").get("/tapes/1/"))
    assert f"收到 {sums[0]:,}" in said(browse("administrator", "zh-hans").get("/tapes/1/"))


@pytest.mark.any_database
def test_set_aside_rows_are_filtered_and_downloaded(browse: Any) -> None:
    from forbear.web.nights.models import Quarantined

    client = browse("strategy_manager")
    table = Quarantined.objects.order_by("number").values_list("table", flat=True)[0]
    rows = Quarantined.objects.filter(table=table)
    rule = rows.values_list("rule", flat=True)[0]
    some = rows.filter(rule=rule).count()
    text = said(client.get("/tapes/1/quarantine/", {"table": table, "rule": rule}))
    assert text.split("<tbody>")[1].count("<tr>") == min(some, 50)
    answer = client.get("/tapes/1/quarantine.csv", {"table": table, "rule": rule})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(lines)))
    assert {(row["table"], row["rule"]) for row in found} == {(table, rule)}
    assert len(found) == some
    assert "value" not in found[0]
    assert "Open" not in text.split("<tbody>")[1]


def test_row_is_opened_with_a_reason_and_that_is_in_the_journal(browse: Any) -> None:
    from forbear.web.journal.models import Entry

    client, path = browse("compliance"), "/tapes/1/quarantine/0/"
    closed = said(client.get(path))
    assert "kept closed" in closed
    assert "in 4 to 200 characters" in said(client.post(path, {"reason": ""}), 422)
    assert not Entry.objects.filter(action="data.revealed").exists()
    opened = said(client.post(path, {"reason": "why was it set aside?"}))
    assert "As the file had it" in opened
    entry = Entry.objects.get(action="data.revealed")
    assert (entry.chain, entry.actor, entry.subject) == (
        "tape:1",
        "compliance",
        "quarantined.row:1/0",
    )
    assert json.loads(entry.content) == {"reason": "why was it set aside?"}


@pytest.mark.any_database
def test_row_is_opened_by_nobody_else(browse: Any) -> None:
    from forbear.web.journal.models import Entry

    for name in ("administrator", "strategy_manager"):
        client = browse(name)
        assert "compliance and audit may open it" in said(client.get("/tapes/1/quarantine/0/"))
        text = said(client.post("/tapes/1/quarantine/0/", {"reason": "I want to know"}), 422)
        assert "As the file had it" not in text
    assert not Entry.objects.filter(action="data.revealed").exists()


def test_tape_is_sent_file_by_file_and_taken_in_by_the_worker(browse: Any, tmp_path: Any) -> None:
    from forbear.lab import write_demo
    from forbear.web.nights.models import Tape, Worker
    from forbear.web.nights.tasks import take_in_later

    client = browse("administrator")
    folder = tmp_path / "next"
    write_demo(folder, accounts=120, as_of=date(2026, 11, 23), seed=5)
    number = begun(client)
    empty = said(client.post(f"/tapes/{number}/import/"), 422)
    assert "no file was sent yet" in empty
    files = [file for file in sorted(folder.iterdir()) if file.suffix == ".parquet"]
    for file in files:
        assert sent(client, number, file.name, file.read_bytes()).status_code == 200
    page = said(client.get(f"/tapes/{number}/"))
    assert page.count("data-there=") == len(files)
    answer = client.post(f"/tapes/{number}/import/")
    tape = Tape.objects.get(as_of=date(2026, 11, 23))
    assert answer["Location"] == f"/tapes/{tape.pk}/"
    waiting = said(client.get(f"/tapes/{tape.pk}/"))
    assert 'hx-trigger="every 2s"' in waiting
    assert "No worker was ever seen" in waiting
    Worker.objects.create(name="w", seen_at=MORNING)
    assert "No worker" not in said(client.get(f"/tapes/{tape.pk}/state/"))
    take_in_later.call(tape.pk)
    over = client.get(f"/tapes/{tape.pk}/state/")
    assert over["HX-Refresh"] == "true"
    assert "every 2s" not in said(over)
    done = said(client.get(f"/tapes/{tape.pk}/"))
    assert "accepted" in done
    assert "Received, against 2026-11-22" in done


@pytest.mark.any_database
def test_bad_file_is_refused_by_itself_and_the_others_stay(browse: Any) -> None:
    client = browse("administrator")
    number = begun(client)
    assert sent(client, number, "accounts.csv", b"account_id\nA1\n").status_code == 200
    refused = sent(client, number, "notes.txt", b"x")
    assert refused.status_code == 422
    problem = refused.json()["problems"][0]
    assert problem["code"] == "upload.name"
    assert "文件名" in problem["zh"]
    page = said(client.get(f"/tapes/{number}/"))
    assert re.findall(r'data-there="([^"]+)"', page) == ["accounts.csv"]


@pytest.mark.any_database
def test_tape_with_a_file_that_cannot_be_read_says_why(browse: Any) -> None:
    from forbear.web.nights.models import Tape
    from forbear.web.nights.tasks import take_in_later

    client = browse("administrator")
    number = begun(client)
    sent(client, number, "accounts.parquet", b"this is no parquet")
    client.post(f"/tapes/{number}/import/")
    tape = Tape.objects.get(as_of=date(2026, 11, 23))
    take_in_later.call(tape.pk)
    text = said(browse("administrator", "zh-hans").get(f"/tapes/{tape.pk}/"))
    assert "已拒收" in text
    assert "未入库，原因" in text
    tape.refresh_from_db()
    assert tape.problems[0]["zh"] in text.split("未入库")[1]
    assert tape.folder not in text


@pytest.mark.any_database
def test_day_that_is_none_and_older_tape_are_refused_in_words(browse: Any) -> None:
    client = browse("administrator")
    text = said(client.post("/tapes/new/", {"as_of": "tomorrow"}), 422)
    assert "write the day as 2026-11-22" in text
    number = begun(client, "2020-01-01")
    sent(client, number, "accounts.csv", b"account_id\nA1\n")
    text = said(client.post(f"/tapes/{number}/import/"), 422)
    assert "older than that of 2026-11-22" in text
    assert 'data-there="accounts.csv"' in text


@pytest.mark.any_database
def test_only_who_may_import_sends(browse: Any) -> None:
    for name in ("strategy_manager", "auditor", "compliance", "collector"):
        client = browse(name)
        assert client.post("/tapes/new/", {"as_of": "2026-11-23"}).status_code == 403
        assert client.post("/tapes/1/import/").status_code == 403
    assert "Send a tape" not in said(browse("auditor").get("/tapes/"))


@pytest.mark.any_database
def test_night_shows_its_figures_in_words(browse: Any) -> None:
    from forbear.web.nights.models import Night

    night = Night.objects.get()
    text = said(browse("strategy_manager").get("/nights/1/"))
    totals = night.summary["totals"]
    for name in ("overdue_customers", "planned_contacts", "visits"):
        assert f"{totals[name]:,}" in text
    for words in (
        "Permits by channel",
        "What one more unit would bring",
        "Senior collector",
        "Refused, by rule",
    ):
        assert words in text
    rule = night.summary["refusals"][0]["rule"]
    assert f'href="/rules/{rule}/"' in text
    assert "published by strategy_manager" in text
    zh = said(browse("strategy_manager", "zh-hans").get("/nights/1/"))
    assert "每增加一单位资源的边际收益" in zh
    assert "发布人 strategy_manager" in zh


@pytest.mark.any_database
def test_pages_take_a_constant_number_of_statements(browse: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from forbear.web.nights.models import Tape

    client = browse("auditor")

    def statements(path: str) -> int:
        with CaptureQueriesContext(connection) as found:
            said(client.get(path))
        return len(found)

    for path in ("/tapes/", "/nights/"):
        statements(path)
        before = statements(path)
        if path == "/tapes/":
            for number in range(5):
                at = MORNING + timedelta(minutes=number)
                Tape.objects.create(
                    as_of=date(2026, 11, 23), state="refused", folder="x", received_at=at
                )
        assert statements(path) == before <= 12
    assert statements("/tapes/1/") <= 12
    assert statements("/nights/1/") <= 14

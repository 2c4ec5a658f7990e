"""One case as evidence: who sees it, and a bundle that `forbear verify` proves byte by byte."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

TEN = datetime(2026, 11, 23, 2, tzinfo=UTC)


def bundle_of(client: Any, customer: str) -> bytes:
    answer = client.post(f"/compliance/cases/{customer}/bundle/")
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="case-{customer}.zip"'
    return bytes(answer.content)


def verified(path: Path, *more: str) -> tuple[int, str]:
    """Status and words of `forbear verify`."""
    from forbear.cli import app

    done = CliRunner().invoke(app, ["verify", str(path), *more])
    return done.exit_code, " ".join(done.output.split())


def test_bundle_is_proved_by_the_command_and_a_changed_byte_is_named(
    browse: Any, made: Any, callable_case: str, tmp_path: Path
) -> None:
    from forbear.web.journal.keep import close_day

    made(TEN, "right_party")
    made(TEN + timedelta(hours=12))
    close_day(date(2026, 11, 22))
    raw = bundle_of(browse("compliance"), callable_case)
    file = tmp_path / "case.zip"
    file.write_bytes(raw)
    status, said = verified(file)
    assert (status, "4 entries" in said) == (0, True), said
    for at in (
        raw.index(b'"outcome":"right_party"') + 12,
        raw.index(b"permits.jsonl"),
        len(raw) // 2,
    ):
        changed = bytearray(raw)
        changed[at] ^= 1
        file.write_bytes(bytes(changed))
        assert verified(file)[0] == 2


@pytest.mark.any_database
def test_bundle_is_proved_against_the_root_of_the_day(
    browse: Any, made: Any, callable_case: str, tmp_path: Path
) -> None:
    from forbear.web import clock
    from forbear.web.journal.keep import close_day

    made(TEN, "no_answer")
    with clock.at(TEN + timedelta(days=1)):
        closed = close_day(date(2026, 11, 23))
    assert closed is not None
    client = browse("auditor")
    assert closed.hash in client.get(f"/compliance/cases/{callable_case}/").content.decode()
    file = tmp_path / "case.zip"
    file.write_bytes(bundle_of(client, callable_case))
    assert verified(file, "--root", closed.hash)[0] == 0
    assert verified(file, "--root", "0" * 64)[0] == 2


@pytest.mark.any_database
def test_bundle_holds_permits_and_contacts_and_no_personal_data(
    browse: Any, made: Any, callable_case: str, user_of: Any
) -> None:
    from forbear.portfolio.words import Outcome
    from forbear.web.records import contacts
    from forbear.web.records.models import Contact, Customer

    contacts.make(
        user_of("collector"),
        str(made(TEN).pk),
        contacts.Told(Outcome.NO_ANSWER, note="rang at the mother's"),
    )
    raw = bundle_of(browse("compliance"), callable_case)
    with zipfile.ZipFile(io.BytesIO(raw)) as kept:
        permits = [json.loads(line) for line in kept.read("permits.jsonl").splitlines()]
        calls = [json.loads(line) for line in kept.read("contacts.jsonl").splitlines()]
        readme = kept.read("README.txt").decode()
    assert [permit["answer"]["channel"] for permit in permits] == ["call"]
    assert calls[0]["outcome"] == "no_answer"
    assert len(calls[0]["note"]) == 64
    assert f"forbear verify case-{callable_case}.zip" in readme
    assert "核验" in readme
    customer = Customer.objects.get(pk=callable_case)
    for secret in ("mother", customer.name_masked, Contact.objects.get().phone_masked):
        assert secret is None or secret.encode() not in raw


@pytest.mark.any_database
def test_later_bundle_is_proved_as_well(browse: Any, made: Any, callable_case: str) -> None:
    from forbear.evidence import verify_bundle

    client = browse("compliance")
    made(TEN, "no_answer")
    first = verify_bundle(bundle_of(client, callable_case))
    second = verify_bundle(bundle_of(client, callable_case))
    assert second.entries == first.entries + 1


@pytest.mark.any_database
def test_bundle_is_in_the_cases_own_journal(browse: Any, callable_case: str) -> None:
    from forbear.web.journal.models import Entry

    bundle_of(browse("auditor"), callable_case)
    entry = Entry.objects.get(chain=f"customer:{callable_case}", action="export.made")
    assert entry.actor == "auditor"
    assert set(json.loads(entry.content)["bundle"]) == {
        "README.txt",
        "contacts.jsonl",
        "permits.jsonl",
    }


@pytest.mark.any_database
def test_bundle_is_for_compliance_and_audit(browse: Any, callable_case: str) -> None:
    from forbear.web.journal.models import Entry

    for name in ("supervisor", "collector", "administrator", "strategy_manager"):
        answer = browse(name).post(f"/compliance/cases/{callable_case}/bundle/")
        assert answer.status_code == 403
    assert browse("compliance").post("/compliance/cases/NOBODY/bundle/").status_code == 404
    assert browse("compliance").get(f"/compliance/cases/{callable_case}/bundle/").status_code == 405
    assert not Entry.objects.filter(action="export.made").exists()


@pytest.mark.any_database
def test_page_shows_what_was_done_to_those_who_may(
    browse: Any, made: Any, callable_case: str
) -> None:
    permit = made(TEN, "right_party")
    path = f"/compliance/cases/{callable_case}/"
    for name in ("compliance", "auditor", "supervisor"):
        said = browse(name).get(path).content.decode()
        assert "Permit issued" in said
        assert f"/compliance/permits/{permit.pk}/" in said
        assert ("How to verify" in said) == (name != "supervisor")
    assert browse("supervisor2").get(path).status_code == 404
    assert browse("collector").get(path).status_code == 403
    assert browse("compliance").get("/compliance/cases/NOBODY/").status_code == 404

"""A day at the bank: calls, a promise, a third person, a refusal at ten at night, and its proof."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Clock = Callable[..., Any]


def open_next(page: Any) -> str:
    """The next case of the worklist; whose it is."""
    before = str(page.url).partition("?")[0].partition("#")[0]
    page.keyboard.press("n")
    page.wait_for_url(lambda url: "/cases/" in url and url.partition("?")[0] != before)
    return str(page.url).partition("/cases/")[2].partition("/")[0]


def plenty_for(username: str) -> None:
    """All calls of the branch are this collector's: the town has few."""
    from forbear.web.people.models import User
    from forbear.web.records.models import Case

    officer = User.objects.get(username=username).officer
    Case.objects.filter(branch=officer.branch, channel="call").update(collector=officer)


def call(page: Any) -> None:
    """Ask for a permit to call, and see the number."""
    page.keyboard.press("c")
    page.wait_for_selector("form[data-outcome]")


def test_a_day_at_the_bank(
    town: Any, visit: Any, it_is: Clock, fine: Callable[..., None], tmp_path: Path
) -> None:
    from forbear.web.records.models import Case, Contact, Permit, Promise

    plenty_for("collector")
    it_is(10)
    collector = visit("collector")
    page = collector.page
    collector.go("/")
    assert page.url.endswith("/worklist/")

    # First case: the customer promises to pay.
    promised = open_next(page)
    call(page)
    assert page.inner_text(".dial-number").strip("+ ").replace(" ", "").isdigit()
    page.click("label[for=who-customer]")
    page.click("label[for=customer-promise]")
    page.fill("#amount", "120.50")
    page.fill("#due_on", "2026-11-27")
    page.fill("#note", "发工资后还")
    page.click("form[data-outcome] button.btn-primary")
    page.wait_for_selector("#act [role=status]")
    promise = Promise.objects.get(customer_id=promised)
    assert (promise.amount, promise.due_on.isoformat()) == (12_050, "2026-11-27")

    # Second case: somebody else answers, and hears nothing of the debt.
    third = open_next(page)
    assert third != promised
    call(page)
    page.click("label[for=who-somebody]")
    page.click("label[for=somebody-third_person]")
    assert "Say nothing of the debt" in page.inner_text("form[data-outcome]")
    page.click("form[data-outcome] button.btn-primary")
    page.wait_for_selector("#act [role=status]")
    assert Contact.objects.get(customer_id=third).outcome == "third_person"

    # Third case: allowed at 21:59, refused at 22:00.
    it_is(21, 59)
    evening = visit("collector")
    page = evening.page
    evening.go("/worklist/")
    late = open_next(page)
    panel = page.locator(".permit", has_text="call").first
    assert "until 22:00" in panel.inner_text()
    it_is(22)
    page.keyboard.press("c")
    page.wait_for_selector("[role=alert]")
    assert "CN-TIME-001" in page.inner_text("[role=alert]")
    assert "lawful from" in page.inner_text("[role=alert]")
    assert "409" in evening.complaints.pop()
    refused = Permit.objects.get(customer_id=late)
    assert not refused.allowed
    assert not Contact.objects.filter(customer_id=late).exists()

    # The supervisor gives the third case to somebody else.
    it_is(9, day=24)
    supervisor = visit("supervisor")
    supervisor.go("/board/cases/?collector=" + Case.objects.get(pk=late).collector_id)
    supervisor.page.check(f"input[name=case][value^='{late}:']")
    options = supervisor.page.locator("#reassign-to option[value]:not([value=''])")
    other = options.last.get_attribute("value")
    supervisor.page.select_option("#reassign-to", other)
    supervisor.page.fill("#reassign-reason", "晚班同事跟进")
    supervisor.page.click("fieldset.reassign button")
    supervisor.page.wait_for_selector(".alert-success")
    assert Case.objects.get(pk=late).collector_id == other

    # Compliance sees why it was refused, and takes the proof away.
    compliance = visit("compliance")
    compliance.go("/compliance/near-misses/")
    compliance.go(f"/compliance/permits/{refused.pk}/")
    told = compliance.page.inner_text("main")
    assert "Why this was refused" in told
    assert "comes out the same" in told
    assert "CN-TIME-001" in told
    compliance.go(f"/compliance/cases/{late}/")
    with compliance.page.expect_download() as given:
        compliance.page.click(".page-actions button")
    bundle = tmp_path / given.value.suggested_filename
    given.value.save_as(bundle)
    assert "whole and unchanged" in verified(bundle)
    assert "was changed" in verified(tampered(bundle, tmp_path))

    # The auditor sees it all, and can change nothing.
    auditor = visit("auditor")
    auditor.go(f"/cases/{promised}/")
    assert auditor.page.locator("#act form, .outcomes, form[action*='holds']").count() == 0
    auditor.go("/journal/?customer=" + late)
    assert "refused" in auditor.page.inner_text("main").lower()
    fine(collector, evening, supervisor, compliance, auditor)


def verified(bundle: Path) -> str:
    """What `forbear verify` says of it."""
    command = [sys.executable, "-c", "from forbear.cli import app; app()", "verify", str(bundle)]
    told = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    return told.stdout + told.stderr


def tampered(bundle: Path, folder: Path) -> Path:
    """The same, but that one entry says something else."""
    changed = folder / f"changed-{bundle.name}"
    with zipfile.ZipFile(bundle) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "journal.jsonl":
                assert b"permit.refused" in content
                content = content.replace(b"permit.refused", b"permit.issued", 1)
            new.writestr(name, content)
    return changed


@pytest.mark.any_database
def test_a_case_by_keyboard_alone(
    town: Any, visit: Any, it_is: Clock, fine: Callable[..., None]
) -> None:
    from forbear.web.records.models import Contact

    it_is(10)
    collector = visit("collector")
    page = collector.page
    collector.go("/worklist/")
    page.keyboard.press("?")
    assert "next and previous row" in page.inner_text("dialog.help")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/*/**")
    whose = str(page.url).partition("/cases/")[2].partition("/")[0]
    page.keyboard.press("c")
    page.wait_for_selector("form[data-outcome]")
    keys = page.locator("input[name=who]")
    page.keyboard.press(keys.nth(0).get_attribute("data-key"))
    page.keyboard.press("1")
    page.keyboard.type("已告知逾期金额")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#act [role=status]")
    page.keyboard.press("n")
    page.wait_for_url(lambda url: whose not in url)

    assert Contact.objects.get(customer_id=whose).outcome == "right_party"
    fine(collector)

"""A tape sent by browser, the night ordered, run by the worker, published by a second person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def quick_night(django: None, tmp_path: Path, settings: Any) -> None:
    """Routes are searched for shortly, so that the night takes seconds."""
    import forbear.policy

    folder = tmp_path / "policy"
    folder.mkdir()
    written = (Path(forbear.policy.__file__).parent / "default" / "visits.yaml").read_text()
    assert "iterations: 10000" in written
    (folder / "visits.yaml").write_text(written.replace("iterations: 10000", "iterations: 100"))
    settings.TOLD = {**settings.TOLD, "FORBEAR_POLICY": str(folder)}


def worker_works() -> None:
    """One round of the worker."""
    from django.core.management import call_command

    from forbear.web.nights import duty

    duty.all_of_it("here")
    call_command("db_worker", batch=True, startup_delay=False, verbosity=0, interval=0.1)


def settled(page: Any) -> None:
    """The page has seen by itself that the work is done, and has come anew."""
    page.wait_for_selector("#state:not([hx-get])")
    page.wait_for_load_state()


def test_tape_to_worklist(
    site: Any,
    visit: Any,
    it_is: Callable[..., Any],
    fine: Callable[..., None],
    quick_night: None,
    tmp_path: Path,
) -> None:
    from forbear.lab import write_demo
    from forbear.web.nights.models import Night, Tape
    from forbear.web.people.models import Role, User
    from forbear.web.records.models import Case

    at = it_is(20, day=22)
    tape = tmp_path / "tape"
    write_demo(tape, accounts=120, as_of=at.date(), seed=5)
    wrong = tmp_path / "notes.txt"
    wrong.write_text("not a table")
    for role in (Role.ADMINISTRATOR, Role.STRATEGY_MANAGER):
        User.objects.create(username=str(role), role=role, password="!")

    administrator = visit("administrator")
    page = administrator.page
    administrator.go("/")
    page.click("main form button.btn-primary")
    page.wait_for_selector("[data-upload]")
    files = sorted(path for path in tape.iterdir() if path.is_file())
    page.set_input_files("#files", [str(path) for path in [*files, wrong]])
    page.wait_for_function(
        "n => document.querySelectorAll('.uploads .verdict-good').length === n", arg=len(files)
    )
    assert "no table of a tape is named so" in page.inner_text(".uploads")
    page.click("[data-when-sent]")
    page.wait_for_selector("#state")
    worker_works()
    settled(page)
    told = Tape.objects.get()
    assert told.state == "accepted", told.problems
    sums = [sum(c[name] for c in told.counts.values()) for name in ("received", "accepted")]
    assert f"{sums[0]:,} received = {sums[1]:,} accepted" in page.inner_text("main")

    administrator.go("/nights/")
    page.click(".page-actions button")
    page.wait_for_selector("#state")
    worker_works()
    settled(page)
    night = Night.objects.get()
    assert night.state == "ready", night.problems
    # Whoever ordered it is told why he can't publish it.
    assert page.locator("form[action$='/publish/'] button:enabled").count() == 0
    assert "second person" in page.inner_text("main")

    manager = visit("strategy_manager", locale="zh-CN")
    manager.speaks("zh-hans")
    manager.go(f"/nights/{night.pk}/")
    manager.page.click("form[action$='/publish/'] button")
    manager.page.wait_for_selector("text=已发布")
    night.refresh_from_db()
    assert night.state == "published"
    assert night.decided_by.username == "strategy_manager"
    assert Case.objects.filter(plan_for=night.plan_for).exists()
    manager.go("/figures/")
    manager.page.wait_for_selector("figure[data-chart] canvas")
    fine(administrator, manager)

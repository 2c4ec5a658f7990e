"""In a real browser: a tape is sent with its faults said, routes are drawn and reached by keys."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.any_database
MORNING = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "accounts.csv").write_text("account_id\n" + "A1\n" * 10_000)
    (folder / "customers.csv").write_text("customer_id\nC1\n")
    (folder / "payments.csv").write_text("")
    (folder / "notes.txt").write_text("x")
    return folder


def lines(page: Any) -> dict[str, str]:
    """What is said of each file."""
    rows = page.locator(".uploads li").all_inner_texts()
    return {name: said for name, _, said in (" ".join(row.split()).partition(" ") for row in rows)}


def test_files_are_sent_and_each_bad_one_says_why(town: Any, visit: Any, files: Path) -> None:
    from forbear.web import clock
    from forbear.web.nights.models import Tape

    with clock.at(MORNING):
        visitor = visit("administrator")
        page = visitor.page
        visitor.go("/tapes/")
        page.get_by_role("button", name="Send a tape").click()
        take = page.locator("[data-when-sent]")
        page.wait_for_selector("[data-when-sent]:disabled")
        page.set_input_files("#files", [str(file) for file in sorted(files.iterdir())])
        page.locator(".uploads .verdict-good").nth(1).wait_for()
        page.locator(".uploads .verdict-bad").nth(1).wait_for()
        assert lines(page) == {
            "accounts.csv": "✓ arrived",
            "customers.csv": "✓ arrived",
            "notes.txt": "✕ no table of a tape is named so",
            "payments.csv": "✕ is empty",
        }
        page.reload()
        assert list(lines(page)) == ["accounts.csv", "customers.csv"]
        page.set_input_files("#files", str(files / "customers.csv"))
        page.get_by_role("button", name="Send again").click()
        page.wait_for_selector(".uploads :text('✓ arrived')")
        take.click()
        page.wait_for_selector("#state")
        assert "waiting" in page.inner_text("#state")
        tape = Tape.objects.get(state="received")
        Tape.objects.filter(pk=tape.pk).update(state="loading", stage="accounts", share=0.4)
        page.wait_for_selector("#state :text('40%')")
        Tape.objects.filter(pk=tape.pk).update(state="refused", finished_at=MORNING)
        page.wait_for_selector("#state:not([hx-get]) :text('refused')")
        assert visitor.complaints == []
        assert visitor.strangers == []


def test_lost_connection_is_said_and_the_file_sent_again(
    town: Any, visit: Any, files: Path
) -> None:
    from forbear.web import clock

    with clock.at(MORNING):
        visitor = visit("administrator")
        page = visitor.page
        visitor.go("/tapes/")
        page.get_by_role("button", name="Send a tape").click()
        page.wait_for_selector("#files")
        page.route("**/files/accounts.csv", lambda route: route.abort())
        page.set_input_files("#files", str(files / "accounts.csv"))
        page.wait_for_selector(".verdict-bad")
        assert "the connection was lost" in lines(page)["accounts.csv"]
        page.unroute("**/files/accounts.csv")
        page.get_by_role("button", name="Send again").click()
        page.wait_for_selector(".verdict-good")
        assert lines(page) == {"accounts.csv": "✓ arrived"}


def test_routes_are_drawn_without_asking_anybody_else(town: Any, visit: Any) -> None:
    from forbear.web import clock
    from forbear.web.records.models import PlanStop

    with clock.at(MORNING):
        visitor = visit("strategy_manager")
        page = visitor.page
        visitor.go("/nights/routes/")
        page.wait_for_selector(".leaflet-marker-icon")
        branch = page.input_value("#branch") if page.locator("#branch").count() else None
        stops = PlanStop.objects.filter(customer_id__isnull=False)
        seen = stops.filter(branch_id=branch) if branch else stops
        assert page.locator(".map-planned").count() == seen.count()
        assert page.locator(".leaflet-interactive[stroke]").count() >= 1
        page.locator(".leaflet-marker-icon:has(.map-planned)").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(".leaflet-popup a[href^='/cases/']")
        assert visitor.complaints == []
        assert visitor.strangers == []

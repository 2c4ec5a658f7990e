"""A case worked in a browser without a mouse, and what is typed survives a lost connection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Visit = Callable[..., Any]
pytestmark = pytest.mark.any_database


def test_a_case_is_worked_by_keyboard_alone(
    town: Any, visit: Visit, own: list[str], callable_case: str
) -> None:
    from forbear.web.records.models import Case, Contact

    Case.objects.filter(pk__in=[pk for pk in own if pk != callable_case]).update(collector=None)
    me = visit("collector")
    me.go("/worklist/")
    keys, page = me.page.keyboard, me.page
    page.wait_for_load_state("networkidle")
    keys.press("n")
    page.wait_for_url(f"**/cases/{callable_case}/")
    page.wait_for_load_state("networkidle")
    keys.press("c")
    page.wait_for_selector(".dial-number")
    page.wait_for_load_state("networkidle")
    # Outcomes stand there once it is said who answered, and only those that fit.
    assert page.locator("fieldset.outcomes:visible").count() == 0
    keys.press("p")
    assert page.locator("fieldset.outcomes:visible").get_attribute("data-who") == "customer"
    keys.press("2")
    keys.type("500")
    keys.press("Tab")
    page.locator("#due_on").fill("2026-11-30")
    page.locator("#note").focus()
    keys.type("答应月底前还")
    keys.press("Escape")
    keys.press("s")
    page.wait_for_selector("text=Saved: promise to pay.")
    made = Contact.objects.get()
    assert (made.outcome, made.promise.amount) == ("promise", 50000)
    assert me.complaints == []
    assert me.strangers == []


def test_a_third_person_reminds_of_silence_and_a_hold_says_so(
    town: Any, visit: Visit, callable_case: str
) -> None:
    me = visit("collector")
    me.go(f"/cases/{callable_case}/")
    page = me.page
    page.wait_for_load_state("networkidle")
    page.keyboard.press("c")
    page.wait_for_selector(".dial-number")
    page.wait_for_load_state("networkidle")
    silence = page.locator("text=Say nothing of the debt")
    assert not silence.is_visible()
    page.keyboard.press("o")
    page.keyboard.press("1")
    assert silence.is_visible()
    assert page.evaluate("document.activeElement.id") == "note"


def test_a_lost_connection_loses_nothing_and_saves_once(
    town: Any, visit: Visit, callable_case: str
) -> None:
    from forbear.web.records.models import Contact

    me = visit("collector")
    me.go(f"/cases/{callable_case}/")
    page = me.page
    page.wait_for_load_state("networkidle")
    page.keyboard.press("c")
    page.wait_for_selector(".dial-number")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("x")
    page.keyboard.press("1")
    page.locator("#note").fill("无人接听，稍后再拨")
    me.context.set_offline(True)
    page.locator("text=Save >> nth=0").click()
    page.wait_for_selector("text=The connection was lost")
    assert page.locator("#note").input_value() == "无人接听，稍后再拨"
    assert not Contact.objects.exists()
    me.context.set_offline(False)
    page.locator("text=Save again").click()
    page.wait_for_selector("text=Saved: no answer.")
    assert Contact.objects.count() == 1


def test_a_phone_shows_one_part_at_a_time(town: Any, visit: Visit, callable_case: str) -> None:
    me = visit("collector", viewport={"width": 390, "height": 844})
    me.go(f"/cases/{callable_case}/")
    page = me.page
    page.wait_for_load_state("networkidle")

    def seen() -> list[str]:
        parts = ("act", "what", "who")
        return [part for part in parts if page.locator(f"#{part}").is_visible()]

    assert seen() == ["act"]
    page.locator("[data-tab=who]").click()
    assert seen() == ["who"]
    page.locator("[data-tab=what]").click()
    assert seen() == ["what"]
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0

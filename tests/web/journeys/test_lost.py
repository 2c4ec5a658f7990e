"""The connection is lost while a contact is saved: it is said, and saved on retry, once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.mark.parametrize("arrived", [False, True], ids=["before", "after"])
def test_connection_lost_in_the_middle_of_saving(
    town: Any, visit: Any, it_is: Callable[..., Any], arrived: bool
) -> None:
    from forbear.web.records.models import Contact

    it_is(10)
    collector = visit("collector")
    page = collector.page
    collector.go("/worklist/")
    page.keyboard.press("n")
    page.wait_for_url("**/cases/*/**")
    page.keyboard.press("c")
    page.wait_for_selector("form[data-outcome]")
    page.click("label[for=who-nobody]")
    page.click("label[for=nobody-no_answer]")
    page.fill("#note", "响铃未接")
    lost = []

    def cut(route: Any) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.request.url)
        if arrived:
            # It came to the server, and the answer never came back.
            route.fetch(max_redirects=0)
        route.abort("connectionreset")

    page.route("**/contacts/", cut)
    page.click("form[data-outcome] button.btn-primary")
    page.wait_for_selector(".lost")
    assert "Nothing you typed is gone" in page.inner_text(".lost")
    assert page.input_value("#note") == "响铃未接"
    assert Contact.objects.count() == arrived

    page.click(".lost button")
    page.wait_for_selector("#act [role=status]")
    assert Contact.objects.count() == 1
    assert lost

"""A night that waits: ordered on screen, published or sent back by a second person, drawn."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def browse(ready: Any, settings: Any) -> Any:
    """A signed-in client by user name; sessions need no second factor."""
    from django.test import Client

    from forbear.web.people.models import User

    settings.DEMO = True

    def signed_in(name: str, language: str = "en") -> Any:
        client = Client(headers={"Accept-Language": language})
        user = User.objects.get(username=name)
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


def said(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()
    return " ".join(answer.content.decode().split())


def state(night: Any) -> str:
    night.refresh_from_db()
    return str(night.state)


def test_whoever_ordered_is_told_that_another_decides(browse: Any, ready: Any) -> None:
    path = f"/nights/{ready.pk}/"
    first = browse("administrator")
    text = said(first.get(path))
    assert "a second person decides on it" in text
    assert "publish/" not in text
    refused = said(first.post(f"{path}publish/"), 403)
    assert "second person" in refused
    assert state(ready) == "ready"
    zh = said(browse("administrator", "zh-hans").get(path))
    assert "须由另一人决定" in zh
    second = browse("strategy_manager")
    assert "publish/" in said(second.get(path))
    assert second.post(f"{path}publish/")["Location"] == path
    assert state(ready) == "published"
    assert "published by strategy_manager" in said(second.get(path))


@pytest.mark.any_database
def test_sent_back_with_a_reason_by_the_second_person(browse: Any, ready: Any) -> None:
    path, second = f"/nights/{ready.pk}/", browse("strategy_manager")
    text = said(second.post(f"{path}reject/", {"reason": "no"}), 422)
    assert "say why in 4 to 500 characters" in text
    assert 'value="no"' in text
    assert state(ready) == "ready"
    assert browse("administrator").post(f"{path}reject/", {"reason": "mine"}).status_code == 422
    assert state(ready) == "ready"
    second.post(f"{path}reject/", {"reason": "visits of branch two are missing"})
    assert state(ready) == "rejected"
    text = said(second.get(path))
    assert "visits of branch two are missing" in text
    assert "sent back by strategy_manager" in text


@pytest.mark.any_database
def test_a_newer_tape_is_said_instead_of_the_button(browse: Any, ready: Any) -> None:
    from forbear.web.nights.models import Tape

    told = Tape.objects.get()
    Tape.objects.create(
        as_of=told.as_of, state="accepted", digest="1", received_at=told.received_at
    )
    path = f"/nights/{ready.pk}/"
    text = said(browse("strategy_manager").get(path))
    assert f"A newer tape ({told.as_of}) was accepted after it was ordered" in text
    assert "publish/" not in text
    assert "更新的数据" in said(browse("strategy_manager", "zh-hans").get(path))
    assert "newer tape" in said(browse("strategy_manager").post(f"{path}publish/"), 409)
    assert state(ready) == "ready"


@pytest.mark.any_database
def test_decided_twice_says_what_it_is_by_now(browse: Any, ready: Any) -> None:
    path, second = f"/nights/{ready.pk}/publish/", browse("strategy_manager")
    second.post(path)
    assert "it is published" in said(second.post(path), 409)


@pytest.mark.any_database
def test_ordered_on_screen_once_and_waits_for_a_worker(browse: Any, ready: Any) -> None:
    from django_tasks_db.models import DBTaskResult

    from forbear.web.nights.models import Night, Worker

    client = browse("strategy_manager")
    answer = client.post("/nights/order/")
    night = Night.objects.order_by("-pk")[0]
    assert (answer["Location"], night.state) == (f"/nights/{night.pk}/", "ordered")
    assert client.post("/nights/order/")["Location"] == f"/nights/{night.pk}/"
    text = said(client.get(f"/nights/{night.pk}/"))
    assert "No worker was ever seen" in text
    assert 'hx-trigger="every 2s"' in text
    assert DBTaskResult.objects.count() >= 1
    Night.objects.filter(pk=night.pk).update(state="running", stage="assess-002", share=0.3)
    Worker.objects.create(name="w", seen_at=night.ordered_at)
    text = said(client.get(f"/nights/{night.pk}/state/"))
    assert 'aria-current="step"' in text
    assert "(part 3)" in text
    assert "No worker" not in text
    assert client.get(f"/nights/{ready.pk}/state/")["HX-Refresh"] == "true"


@pytest.mark.any_database
def test_only_some_order_and_decide(browse: Any, ready: Any) -> None:
    client = browse("supervisor")
    for path in ("/nights/order/", f"/nights/{ready.pk}/publish/", f"/nights/{ready.pk}/reject/"):
        assert client.post(path).status_code == 403
    assert state(ready) == "ready"


def test_report_is_for_those_who_see_cases(browse: Any, ready: Any) -> None:
    path = f"/nights/{ready.pk}/report/"
    answer = browse("strategy_manager").get(path)
    assert said(answer).startswith("<!doctype html>")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "may not see cases" in said(browse("administrator").get(path), 403)
    assert "report/" not in said(browse("administrator").get(f"/nights/{ready.pk}/"))

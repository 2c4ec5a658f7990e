"""Somebody at a browser that has no scripts, in a small bank at work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest


@pytest.fixture
def morning(town: Any, settings: Any) -> Iterator[Any]:
    """The town at 10:00 of the day planned; sessions need no second factor."""
    from datetime import UTC, datetime

    from forbear.web import clock

    settings.DEMO = True
    with clock.at(datetime(2026, 11, 23, 2, tzinfo=UTC)):
        yield town


@pytest.fixture
def browse(morning: Any) -> Callable[..., Any]:
    """A signed-in client by user name, speaking English or Chinese."""

    def signed_in(name: str, language: str = "en") -> Any:
        from django.test import Client

        from forbear.web.people.models import User

        client = Client(headers={"Accept-Language": language})
        user = User.objects.get(username=name)
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture
def user_of(morning: Any) -> Callable[[str], Any]:
    """Somebody by his user name."""
    from forbear.web.people.models import User

    return lambda name: User.objects.get(username=name)


@pytest.fixture
def callable_case(user_of: Callable[[str], Any]) -> str:
    """A case of the first collector's that may be called in the morning."""
    from forbear.web.records.models import Case, PlanPermit

    collector = user_of("collector")
    mine = Case.objects.filter(collector_id=collector.officer_id).order_by("-value", "pk")
    may = PlanPermit.objects.filter(channel="call", allowed=True).values("customer_id")
    return str(mine.filter(pk__in=may).values_list("pk", flat=True)[0])


@pytest.fixture
def made(user_of: Callable[[str], Any], callable_case: str) -> Callable[..., Any]:
    """Ask for a permit as a collector at a moment, and record a contact under it if one is told."""

    def make(at: Any, outcome: str | None = None, **facts: Any) -> Any:
        from forbear.portfolio.words import Outcome
        from forbear.web import clock
        from forbear.web.records import contacts, permits

        user = user_of("collector")
        with clock.at(at):
            permit = permits.issue(user, callable_case, "call", facts=facts)
            if outcome is not None:
                contacts.make(user, str(permit.pk), contacts.Told(Outcome(outcome)))
        return permit

    return make


@pytest.fixture
def django_statements(morning: Any) -> Callable[[Callable[[], Any]], int]:
    """How many statements something sends to the database."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def counted(act: Callable[[], Any]) -> int:
        with CaptureQueriesContext(connection) as sent:
            act()
        return len(sent)

    return counted

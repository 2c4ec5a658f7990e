"""A supervisor and others at their desks, at ten in the morning of the day planned."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

#: 10:00 in Shanghai on the day planned.
MORNING = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture
def morning(town: Any, settings: Any) -> Iterator[datetime]:
    """The clock stands; nobody is asked for a second factor."""
    from forbear.web import clock

    settings.DEMO = True
    with clock.at(MORNING):
        yield MORNING


@pytest.fixture
def person(morning: datetime) -> Callable[[str], Any]:
    """Somebody by his user name."""
    from forbear.web.people.models import User

    return lambda name: User.objects.select_related("officer", "branch").get(username=name)


@pytest.fixture
def browse(person: Callable[[str], Any]) -> Callable[..., Any]:
    """A signed-in client by user name, in English or Chinese."""

    def signed_in(name: str, language: str = "en") -> Any:
        from django.test import Client

        client = Client(headers={"Accept-Language": language})
        client.force_login(person(name), "django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture
def own_cases(person: Callable[[str], Any]) -> list[Any]:
    """Six open cases to be called, all the first collector's."""
    from forbear.web.records.models import Case

    officer = person("collector").officer
    here = Case.objects.filter(branch=officer.branch, state="open", channel="call")
    few = list(here.order_by("pk").values_list("pk", flat=True)[:6])
    Case.objects.filter(collector=officer).exclude(pk__in=few).update(collector=None)
    Case.objects.filter(pk__in=few).update(collector=officer)
    return list(Case.objects.filter(pk__in=few).order_by("pk"))

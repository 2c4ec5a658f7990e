"""People of the small bank at their desks, at ten in the morning of the day planned."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

#: 10:00 in Shanghai on the day planned.
MORNING = datetime(2026, 11, 23, 2, tzinfo=UTC)


@dataclass
class Desk:
    """Somebody at a browser: pages by address, in one of the two languages."""

    client: Any
    user: Any

    def get(self, path: str, *, zh: bool = False, **more: Any) -> Any:
        """A page."""
        return self.client.get(path, headers={"accept-language": "zh-hans" if zh else "en"}, **more)

    def post(self, path: str, data: dict[str, Any], *, zh: bool = False, **more: Any) -> Any:
        """A form sent."""
        language = {"accept-language": "zh-hans" if zh else "en"}
        return self.client.post(path, data, headers=language, **more)


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

    return lambda name: User.objects.select_related("officer").get(username=name)


@pytest.fixture
def desk(person: Callable[[str], Any]) -> Callable[[str], Desk]:
    """Somebody signed in."""
    from django.test import Client

    def sit(name: str) -> Desk:
        client, user = Client(), person(name)
        client.force_login(user)
        return Desk(client, user)

    return sit


@pytest.fixture
def own(person: Callable[[str], Any]) -> list[str]:
    """Twelve cases of the first collector, the most valuable first; the rest are the second's."""
    from django.db.models import F

    from forbear.web.records.models import Case

    collector = person("collector").officer
    branch = Case.objects.filter(branch_id=collector.branch_id)
    best = branch.order_by(F("value").desc(nulls_last=True), "pk")
    mine = list(best.values_list("pk", flat=True)[:12])
    Case.objects.filter(pk__in=mine).update(collector=collector, channel="call")
    branch.exclude(pk__in=mine).update(collector=person("collector2").officer)
    return mine


@pytest.fixture
def callable_case(own: list[str], person: Callable[[str], Any]) -> str:
    """The first of them who may be called now, a person with a number."""
    from forbear.web.records.models import Phone
    from forbear.web.records.permits import preview

    for pk in own:
        found = {one["channel"]: one for one in preview(person("collector"), pk)}
        if (
            found["call"]["allowed"]
            and Phone.objects.filter(customer_id=pk, party_id=None).exists()
        ):
            return pk
    raise AssertionError("no case may be called")


@pytest.fixture
def number(callable_case: str) -> str:
    """Key of the number to call."""
    from forbear.web.records.models import Phone
    from forbear.web.records.sealed import key

    row = Phone.objects.filter(customer_id=callable_case, party_id=None).order_by("pk")[0]
    return key((row.customer_id, bytes(row.phone_index)))


@pytest.fixture
def statements(town: Any) -> Callable[..., Any]:
    """The statements that a block sends to the database."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    return lambda: CaptureQueriesContext(connection)

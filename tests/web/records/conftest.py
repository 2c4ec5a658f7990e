"""People and cases of the small bank."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

#: 10:00 in Shanghai on the day planned.
MORNING = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture
def morning(town: Any) -> Iterator[datetime]:
    """The clock stands at ten in the morning of the day planned."""
    from forbear.web import clock

    with clock.at(MORNING):
        yield MORNING


@pytest.fixture
def person(morning: datetime) -> Callable[[str], Any]:
    """Somebody by his user name, which is his role."""
    from forbear.web.people.models import User

    return lambda name: User.objects.get(username=name)


@pytest.fixture
def collector(person: Callable[[str], Any]) -> Any:
    """The first collector."""
    return person("collector")


@pytest.fixture
def callable_case(collector: Any) -> str:
    """A case of the collector's that may be called at this moment."""
    from forbear.web.records.models import Case
    from forbear.web.records.permits import preview

    for case in Case.objects.filter(collector=collector.officer).order_by("-value", "pk"):
        found = {one["channel"]: one for one in preview(collector, case.pk)}
        if found["call"]["allowed"]:
            return str(case.pk)
    raise AssertionError("no case may be called")

"""Somebody at a browser that has no scripts, in a small bank at work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
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
def fresh(tmp_path: Path) -> Path:
    """A folder for files."""
    return tmp_path

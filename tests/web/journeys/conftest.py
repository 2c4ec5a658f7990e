"""The bank's day in a real browser: the clock that everybody goes by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

import pytest


@pytest.fixture
def it_is(django: None) -> Iterator[Callable[..., datetime]]:
    """``it_is(21, 59)`` sets the clock to that time in Shanghai on the day planned."""
    from forbear.web import clock

    with ExitStack() as standing:

        def now(hour: int, minute: int = 0, *, day: int = 23) -> datetime:
            moment = datetime(2026, 11, day, hour, minute, tzinfo=UTC).timestamp() - 8 * 3600
            at = datetime.fromtimestamp(moment, UTC)
            standing.enter_context(clock.at(at))
            return at

        yield now


@pytest.fixture
def fine() -> Callable[..., None]:
    """Nobody's browser complained, or asked anybody else for anything."""

    def look(*visitors: Any) -> None:
        for visitor in visitors:
            assert visitor.complaints == []
            assert visitor.strangers == []

    return look

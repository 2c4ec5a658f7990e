"""Periods: counted, open, stopped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

from forbear.rulebook.clocks.period import Period

Events = Callable[..., pl.DataFrame]
SPACE: dict[str, Any] = {
    "starts": ["breathing_space_began"],
    "lasts": [{"days": 60}],
    "stops": ["breathing_space_cancelled"],
}
CRISIS: dict[str, Any] = {
    "starts": ["crisis_treatment_began"],
    "until": "crisis_treatment_ended",
    "lasts": [{"days": 30}],
}


def stands(value: dict[str, Any], events: pl.DataFrame, on: str) -> tuple[Any, Any]:
    row = Period.model_validate(value).stand(events, date.fromisoformat(on)).row(0, named=True)
    return row["state"], row["due_on"]


@pytest.mark.parametrize(
    ("first_day", "on", "state", "due"),
    [
        (False, "2026-11-22", "running", date(2026, 11, 22)),
        (False, "2026-11-23", "ended", date(2026, 11, 22)),
        (True, "2026-11-21", "running", date(2026, 11, 21)),
        (True, "2026-11-22", "ended", date(2026, 11, 21)),
    ],
)
def test_period_counts_the_first_day_or_not(
    events: Events, first_day: bool, on: str, state: str, due: date
) -> None:
    begun = events(("D", "breathing_space_began", "2026-09-23"))
    assert stands({**SPACE, "first_day": first_day}, begun, on) == (state, due)


@pytest.mark.parametrize(
    ("cancelled", "state"),
    [("2026-09-22", "running"), ("2026-09-23", "stopped"), ("2026-11-22", "stopped")],
)
def test_period_is_stopped_at_once(events: Events, cancelled: str, state: str) -> None:
    begun = events(
        ("D", "breathing_space_began", "2026-09-23"), ("D", "breathing_space_cancelled", cancelled)
    )
    assert stands(SPACE, begun, "2026-11-22")[0] == state


def test_period_that_was_over_is_not_stopped_afterwards(events: Events) -> None:
    begun = events(
        ("D", "breathing_space_began", "2026-09-23"),
        ("D", "breathing_space_cancelled", "2026-11-23"),
    )
    assert stands(SPACE, begun, "2026-12-01")[0] == "ended"


@pytest.mark.parametrize(
    ("ended", "state", "due"),
    [
        (None, "running", None),
        ("2026-10-24", "running", date(2026, 11, 23)),
        ("2026-10-23", "ended", date(2026, 11, 22)),
        ("2026-12-01", "running", None),
    ],
)
def test_period_is_open_until_its_event(
    events: Events, ended: str | None, state: str, due: date | None
) -> None:
    rows = [("D", "crisis_treatment_began", "2026-03-01")]
    rows += [("D", "crisis_treatment_ended", ended)] if ended else []
    assert stands(CRISIS, events(*rows), "2026-11-23") == (state, due)


@pytest.mark.parametrize(
    ("which", "due"), [("first", date(2026, 11, 9)), ("last", date(2026, 11, 16))]
)
def test_period_runs_from_the_first_or_the_last(events: Events, which: str, due: date) -> None:
    value = {"starts": ["more_calls_agreed"], "from": which, "lasts": [{"days": 7}]}
    twice = events(
        ("D", "more_calls_agreed", "2026-11-02"), ("D", "more_calls_agreed", "2026-11-09")
    )
    assert stands(value, twice, "2026-11-09")[1] == due

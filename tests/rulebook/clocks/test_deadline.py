"""Deadlines: started, extended, stopped, met, missed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.rulebook.clocks.clock import SHAPE
from forbear.rulebook.clocks.deadline import Deadline

Events = Callable[..., pl.DataFrame]
START = date(2026, 11, 1)
COMPLAINT = Deadline.model_validate(
    {
        "starts": ["complaint_received"],
        "ends": ["complaint_answered"],
        "within": {"days": 15},
        "extended": [
            {"by": "complaint_complex", "within": {"days": 30}},
            {"by": "complaint_extended", "within": {"days": 60}},
        ],
        "stops": ["complaint_withdrawn"],
    }
)
YEARLY = Deadline.model_validate(
    {
        "starts": ["agency_engaged"],
        "ends": ["agency_evaluated"],
        "within": {"years": 1},
        "every": True,
        "before": "agreement_ends",
    }
)


def stands(kind: Deadline, events: pl.DataFrame, on: str) -> dict[str, Any]:
    return kind.stand(events, date.fromisoformat(on)).row(0, named=True)


@pytest.mark.parametrize(
    ("more", "on", "state", "due"),
    [
        ([], "2026-11-16", "running", "2026-11-16"),
        ([], "2026-11-17", "overdue", "2026-11-16"),
        ([("complaint_answered", "2026-11-16")], "2026-12-31", "met", "2026-11-16"),
        ([("complaint_answered", "2026-11-17")], "2026-12-31", "late", "2026-11-16"),
        ([("complaint_answered", "2026-11-17")], "2026-11-16", "running", "2026-11-16"),
        ([("complaint_answered", "2026-10-31")], "2026-11-16", "running", "2026-11-16"),
        ([("complaint_complex", "2026-11-16")], "2026-11-17", "running", "2026-12-01"),
        ([("complaint_complex", "2026-11-17")], "2026-11-17", "overdue", "2026-11-16"),
        ([("complaint_extended", "2026-11-10")], "2026-12-31", "running", "2026-12-31"),
        ([("complaint_withdrawn", "2026-11-03")], "2026-12-31", "stopped", "2026-11-16"),
        ([("complaint_withdrawn", "2026-11-17")], "2026-12-31", "overdue", "2026-11-16"),
    ],
)
def test_complaint_stands(
    events: Events, more: list[tuple[str, str]], on: str, state: str, due: str
) -> None:
    rows = [("C", "complaint_received", "2026-11-01"), *(("C", e, day) for e, day in more)]
    found = stands(COMPLAINT, events(*rows), on)
    assert (found["state"], found["due_on"]) == (state, date.fromisoformat(due))


def test_extension_after_the_answer_moves_nothing(events: Events) -> None:
    found = stands(
        COMPLAINT,
        events(
            ("C", "complaint_received", "2026-11-01"),
            ("C", "complaint_answered", "2026-11-05"),
            ("C", "complaint_complex", "2026-11-10"),
        ),
        "2026-12-31",
    )
    assert (found["due_on"], found["moved_by"]) == (date(2026, 11, 16), None)


def test_deadline_without_a_start_does_not_run(events: Events) -> None:
    found = COMPLAINT.stand(events(("C", "complaint_answered", "2026-11-01")), date(2026, 12, 1))
    assert found.is_empty()
    assert found.schema == SHAPE


@pytest.mark.parametrize(
    ("ends", "due", "moved"),
    [
        ("2027-06-30", "2027-03-01", None),
        ("2026-12-31", "2026-12-31", "agreement_ends"),
        ("2026-02-28", "2027-03-01", None),
    ],
)
def test_yearly_deadline_does_not_outlast_the_agreement(
    events: Events, ends: str, due: str, moved: str | None
) -> None:
    found = stands(
        YEARLY,
        events(
            ("A", "agency_engaged", "2025-01-01"),
            ("A", "agency_evaluated", "2026-03-01"),
            ("A", "agreement_ends", ends),
        ),
        "2026-11-23",
    )
    assert (found["due_on"], found["moved_by"]) == (date.fromisoformat(due), moved)


@given(
    answered=st.none() | st.integers(0, 100),
    complex_=st.none() | st.integers(0, 100),
    extended=st.none() | st.integers(0, 100),
    today=st.integers(0, 120),
)
def test_complaint_agrees_with_a_plain_reading(
    answered: int | None, complex_: int | None, extended: int | None, today: int
) -> None:
    given_ = {
        "complaint_received": 0,
        "complaint_answered": answered,
        "complaint_complex": complex_,
        "complaint_extended": extended,
    }
    rows = [("C", event, START + timedelta(days=n)) for event, n in given_.items() if n is not None]
    frame = pl.DataFrame(
        rows, schema={"subject_id": pl.String, "event": pl.String, "on": pl.Date}, orient="row"
    )
    due = 15
    done = answered if answered is not None and answered <= today else None
    for step, longer in ((complex_, 30), (extended, 60)):
        if step is None or step > today or step > due or (done is not None and done < step):
            continue
        due = longer
    if done is not None:
        want = "met" if done <= due else "late"
    else:
        want = "overdue" if today > due else "running"
    found = COMPLAINT.stand(frame, START + timedelta(days=today)).row(0, named=True)
    assert (found["state"], found["due_on"]) == (want, START + timedelta(days=due))

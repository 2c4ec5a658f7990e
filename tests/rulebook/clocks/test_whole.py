"""Each kind of clock answers with whole rows: every column, on the very days things happen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

from forbear.rulebook.clocks import Clocks, load_clocks
from forbear.rulebook.clocks.clock import SHAPE, Clock
from forbear.rulebook.clocks.deadline import Deadline
from forbear.rulebook.clocks.limitation import Limitation, Suspension
from forbear.rulebook.clocks.period import Period
from forbear.rulebook.clocks.retention import Retention
from forbear.rulebook.clocks.spans import Span

Events = Callable[..., pl.DataFrame]
Row = tuple[str, str, str]

ANSWER: dict[str, Any] = {
    "starts": ["complaint_received"],
    "ends": ["complaint_answered"],
    "within": {"days": 15},
}
EXTENDED: dict[str, Any] = {
    **ANSWER,
    "extended": [
        {"by": "complaint_complex", "within": {"business_days": 15, "country": "US"}},
        {"by": "complaint_extended", "within": {"days": 60}},
    ],
    "stops": ["complaint_withdrawn"],
    "before": "agreement_ends",
}
WAIT: dict[str, Any] = {
    "starts": ["validation_sent"],
    "lasts": [{"business_days": 5, "country": "US"}, {"days": 30}],
    "stops": ["debt_settled"],
}
LIMIT: dict[str, Any] = {
    "starts": ["instalment_due"],
    "from": "first",
    "lasts": {"years": 3},
    "restarts": ["demanded"],
}
PAUSED: dict[str, Any] = {
    **LIMIT,
    "renewed_by": ["overdue_notice_signed"],
    "longest": {"years": 20},
    "longest_from": ["infringed"],
    "suspended": {"began": "obstacle_began", "ended": "obstacle_ended", "within": {"months": 6}},
}
RECEIVED = ("C", "complaint_received", "2026-11-02")
SENT = ("C", "validation_sent", "2026-11-09")
DUE = ("C", "instalment_due", "2020-03-10")
MADE = ("C", "record_made", "2024-02-29")
RUN: list[tuple[type[Clock], dict[str, Any], list[Row], str, tuple[str | None, ...]]] = [
    # kind, value, events, on, (started_on, due_on, done_on, moved_by, moved_on, state)
    (Deadline, ANSWER, [RECEIVED], "2026-11-01", ()),
    (
        Deadline,
        ANSWER,
        [RECEIVED],
        "2026-11-02",
        ("2026-11-02", "2026-11-17", None, None, None, "running"),
    ),
    (
        Deadline,
        ANSWER,
        [RECEIVED, ("C", "complaint_answered", "2026-11-02")],
        "2026-11-02",
        ("2026-11-02", "2026-11-17", "2026-11-02", None, None, "met"),
    ),
    (
        Deadline,
        EXTENDED,
        [RECEIVED, ("C", "complaint_complex", "2026-11-17")],
        "2026-11-17",
        ("2026-11-02", "2026-11-24", None, "complaint_complex", "2026-11-17", "running"),
    ),
    (
        Deadline,
        EXTENDED,
        [
            RECEIVED,
            ("C", "complaint_complex", "2026-11-02"),
            ("C", "complaint_extended", "2026-11-24"),
            ("C", "complaint_answered", "2026-12-01"),
        ],
        "2026-12-01",
        ("2026-11-02", "2027-01-01", "2026-12-01", "complaint_extended", "2026-11-24", "met"),
    ),
    (
        Deadline,
        EXTENDED,
        [
            RECEIVED,
            ("C", "complaint_complex", "2026-11-05"),
            ("C", "complaint_answered", "2026-11-05"),
        ],
        "2026-11-10",
        ("2026-11-02", "2026-11-24", "2026-11-05", "complaint_complex", "2026-11-05", "met"),
    ),
    (
        Deadline,
        EXTENDED,
        [RECEIVED, ("C", "complaint_withdrawn", "2026-11-17")],
        "2026-11-20",
        ("2026-11-02", "2026-11-17", None, None, None, "stopped"),
    ),
    (
        Deadline,
        EXTENDED,
        [RECEIVED, ("C", "agreement_ends", "2026-11-10")],
        "2026-11-10",
        ("2026-11-02", "2026-11-10", None, "agreement_ends", "2026-11-10", "running"),
    ),
    (
        Deadline,
        EXTENDED,
        [RECEIVED, ("C", "agreement_ends", "2026-11-02")],
        "2026-11-03",
        ("2026-11-02", "2026-11-02", None, "agreement_ends", "2026-11-02", "overdue"),
    ),
    (
        Deadline,
        EXTENDED,
        [RECEIVED, ("C", "agreement_ends", "2026-11-17")],
        "2026-11-03",
        ("2026-11-02", "2026-11-17", None, None, None, "running"),
    ),
    (
        Period,
        WAIT,
        [SENT],
        "2026-12-17",
        ("2026-11-09", "2026-12-17", None, None, None, "running"),
    ),
    (Period, WAIT, [SENT], "2026-12-18", ("2026-11-09", "2026-12-17", None, None, None, "ended")),
    (
        Period,
        {**WAIT, "first_day": True},
        [SENT, ("C", "validation_sent", "2026-11-02")],
        "2026-12-17",
        ("2026-11-09", "2026-12-16", None, None, None, "ended"),
    ),
    (
        Period,
        {**WAIT, "from": "first", "lasts": [{"months": 1}]},
        [("C", "validation_sent", "2026-01-31"), SENT],
        "2026-11-09",
        ("2026-01-31", "2026-02-28", None, None, None, "ended"),
    ),
    (
        Period,
        WAIT,
        [SENT, ("C", "debt_settled", "2026-12-17")],
        "2026-12-17",
        ("2026-11-09", "2026-12-17", "2026-12-17", None, None, "stopped"),
    ),
    (
        Period,
        WAIT,
        [SENT, ("C", "debt_settled", "2026-12-18")],
        "2026-12-18",
        ("2026-11-09", "2026-12-17", None, None, None, "ended"),
    ),
    (
        Period,
        WAIT,
        [SENT, ("C", "debt_settled", "2026-11-09")],
        "2026-11-09",
        ("2026-11-09", "2026-12-17", "2026-11-09", None, None, "stopped"),
    ),
    (
        Period,
        {**WAIT, "until": "number_checked"},
        [SENT],
        "2026-12-30",
        ("2026-11-09", None, None, None, None, "running"),
    ),
    (
        Period,
        {**WAIT, "until": "number_checked", "lasts": [{"days": 1}]},
        [SENT, ("C", "number_checked", "2026-11-08"), ("C", "number_checked", "2026-11-09")],
        "2026-11-10",
        ("2026-11-09", "2026-11-10", None, None, None, "running"),
    ),
    (
        Limitation,
        LIMIT,
        [DUE, ("C", "demanded", "2020-03-10"), ("C", "demanded", "2023-03-10")],
        "2023-03-10",
        ("2020-03-10", "2026-03-10", None, "demanded", "2023-03-10", "running"),
    ),
    (
        Limitation,
        LIMIT,
        [DUE, ("C", "demanded", "2023-03-11")],
        "2023-03-11",
        ("2020-03-10", "2023-03-10", None, None, None, "ended"),
    ),
    (
        Limitation,
        PAUSED,
        [DUE, ("C", "obstacle_began", "2023-01-10")],
        "2023-01-10",
        ("2020-03-10", None, None, "obstacle_began", "2023-01-10", "suspended"),
    ),
    (
        Limitation,
        PAUSED,
        [DUE, ("C", "obstacle_began", "2023-01-10"), ("C", "obstacle_ended", "2023-01-20")],
        "2023-01-20",
        ("2020-03-10", "2023-07-20", None, "obstacle_began", "2023-01-10", "running"),
    ),
    (
        Limitation,
        PAUSED,
        [DUE, ("C", "obstacle_began", "2023-01-10"), ("C", "obstacle_ended", "2023-01-10")],
        "2023-01-31",
        ("2020-03-10", "2023-07-10", None, "obstacle_began", "2023-01-10", "running"),
    ),
    (
        Limitation,
        PAUSED,
        [DUE, ("C", "infringed", "2001-05-05"), ("C", "demanded", "2021-01-01")],
        "2021-05-05",
        ("2020-03-10", "2021-05-05", None, "demanded", "2021-01-01", "running"),
    ),
    (
        Limitation,
        PAUSED,
        [DUE, ("C", "overdue_notice_signed", "2024-01-01")],
        "2024-01-01",
        ("2020-03-10", "2027-01-01", None, "overdue_notice_signed", "2024-01-01", "running"),
    ),
    (
        Retention,
        {"item": "call_log", "starts": ["record_made"], "keep": {"years": 2}},
        [MADE, ("C", "record_made", "2023-01-01")],
        "2026-02-28",
        ("2024-02-29", "2026-02-28", None, None, None, "running"),
    ),
    (
        Retention,
        {
            "item": "call_log",
            "starts": ["record_made"],
            "from": "first",
            "keep": {"years": 2},
            "until": "debt_settled",
        },
        [MADE, ("C", "record_made", "2025-01-01"), ("C", "debt_settled", "2026-02-28")],
        "2026-03-01",
        ("2024-02-29", "2026-02-28", "2026-02-28", None, None, "ended"),
    ),
]


@pytest.mark.parametrize(("kind", "value", "rows", "on", "want"), RUN)
def test_clock_stands(
    events: Events,
    kind: type[Clock],
    value: dict[str, Any],
    rows: list[Row],
    on: str,
    want: tuple[str | None, ...],
) -> None:
    clock = kind.model_validate(value)
    #: Somebody else's events, before and after, change nothing.
    others = [(s, e, "2020-01-01") for s in ("A", "Z") for _, e, _ in rows[:1]]
    found = clock.stand(events(*others[:1], *rows, *others[1:]), date.fromisoformat(on))
    assert found.schema == SHAPE
    mine = found.filter(pl.col("subject_id") == "C").select(pl.exclude("subject_id"))
    read = [tuple(None if one is None else str(one) for one in row) for row in mine.rows()]
    assert read == ([want] if want else [])
    assert found.height == len(want[:1]) + 2


@pytest.mark.parametrize(
    ("kind", "value", "names"),
    [
        (
            Deadline,
            EXTENDED,
            "complaint_received complaint_answered complaint_complex complaint_extended "
            "complaint_withdrawn agreement_ends",
        ),
        (Deadline, ANSWER, "complaint_received complaint_answered"),
        (Period, {**WAIT, "until": "collected"}, "validation_sent debt_settled collected"),
        (
            Limitation,
            PAUSED,
            "instalment_due infringed demanded overdue_notice_signed obstacle_began obstacle_ended",
        ),
        (
            Retention,
            {"item": "call_log", "starts": ["record_made"], "until": "debt_settled"},
            "record_made debt_settled",
        ),
    ],
)
def test_clock_hears_all_that_it_names(
    kind: type[Clock], value: dict[str, Any], names: str
) -> None:
    assert kind.model_validate(value).hears() == tuple(names.split())


def test_addition_brings_all_it_has_and_leaves_the_rest() -> None:
    base = Limitation.model_validate({**LIMIT, "longest": {"years": 15}})
    added = Limitation.model_validate(
        {
            "adds_to": ["X"],
            "restarts": ["sued"],
            "renewed_by": ["debt_agreed"],
            "longest": {"years": 20},
            "longest_from": ["infringed"],
            "suspended": {
                "began": "obstacle_began",
                "ended": "obstacle_ended",
                "within": {"months": 6},
            },
        }
    )
    whole = base.joined(added)
    assert (whole.starts, whole.lasts, whole.from_) == (
        base.starts,
        Span.model_validate({"years": 3}),
        "first",
    )
    assert whole.restarts == ("demanded", "sued")
    assert whole.renewed_by == ("debt_agreed",)
    assert (whole.longest, whole.longest_from) == (
        Span.model_validate({"years": 20}),
        ("infringed",),
    )
    assert whole.suspended == Suspension.model_validate(
        {"began": "obstacle_began", "ended": "obstacle_ended", "within": {"months": 6}}
    )
    nothing = Limitation.model_validate({"adds_to": ["X"]})
    assert whole.joined(nothing) == whole


@pytest.fixture(scope="module")
def clocks() -> Clocks:
    return load_clocks(["cn", "uk", "us"])


def test_answer_is_sorted_by_subject_and_rule(clocks: Clocks, events: Events) -> None:
    named = [(f"S{n * 7 % 31:02}", "record_made", "2026-01-10") for n in range(31)]
    known = [(subject, "right_known", "2025-01-10") for subject, _, _ in named]
    found = clocks.stand(events(*named, *known), date(2026, 11, 23))
    keys = found.select("subject_id", "rule_id").rows()
    assert keys == sorted(keys)
    assert len(keys) > len(named)
    assert set(found["kind"]) <= {"deadline", "period", "retention", "limitation"}
    assert dict(zip(found["rule_id"], found["kind"], strict=True)) == {
        entry.id: getattr(entry.rule, "kind", "")
        for entry in clocks.entries
        if entry.id in set(found["rule_id"])
    }


def test_rule_is_found_by_its_id(clocks: Clocks) -> None:
    assert [clocks.rule(entry.id) for entry in clocks.entries] == list(clocks.entries)

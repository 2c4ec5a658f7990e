"""Limitation against a plain reading of the law, one event after another."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from forbear.rulebook.clocks.limitation import Limitation

START = date(2000, 1, 10)
SCHEMA = {"subject_id": pl.String, "event": pl.String, "on": pl.Date}
LIMIT = Limitation.model_validate(
    {
        "starts": ["instalment_due"],
        "from": "last",
        "lasts": {"years": 3},
        "longest": {"years": 20},
        "restarts": ["demanded"],
        "renewed_by": ["overdue_notice_signed"],
        "suspended": {
            "began": "obstacle_began",
            "ended": "obstacle_ended",
            "within": {"months": 6},
        },
    }
)


def plus(day: date, years: int = 0, months: int = 0) -> date:
    whole = day.year * 12 + day.month - 1 + years * 12 + months
    year, month = divmod(whole, 12)
    for of_month in range(day.day, 27, -1):
        try:
            return date(year, month + 1, of_month)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


def plain(moves: list[tuple[str, int, int]], today: date) -> tuple[str, date | None]:
    """The same, one subject and one event at a time."""
    end, waits = plus(START, 3), False
    happened = sorted((START + timedelta(days=n), event, gone) for event, n, gone in moves)
    for day, event, gone in happened:
        if day > today:
            continue
        alive = day <= end
        if event == "overdue_notice_signed" or (event == "demanded" and alive):
            end, waits = plus(day, 3), False
        elif event == "obstacle_began" and alive:
            over = day + timedelta(days=gone)
            six = plus(min(over, today), months=6)
            if six > end:
                end, waits = six, over > today
    bound = plus(START, 20)
    if waits:
        return "suspended", None
    end = min(end, bound)
    return ("ended" if end < today else "running"), end


DAYS = st.integers(0, 365 * 22)
MOVES = st.lists(
    st.tuples(st.sampled_from(["demanded", "overdue_notice_signed"]), DAYS, st.just(0)), max_size=8
)
OBSTACLE = st.none() | st.tuples(st.just("obstacle_began"), DAYS, st.integers(0, 900))


@given(moves=MOVES, obstacle=OBSTACLE, today=st.integers(0, 365 * 24), order=st.randoms())
def test_limitation_agrees_with_a_plain_reading(
    moves: list[tuple[str, int, int]],
    obstacle: tuple[str, int, int] | None,
    today: int,
    order: Any,
) -> None:
    moves = list({n: (event, n, gone) for event, n, gone in moves}.values())
    if obstacle is not None:
        moves = [move for move in moves if move[1] != obstacle[1]] + [obstacle]
    rows = [("D", "instalment_due", START)]
    rows += [("D", event, START + timedelta(days=n)) for event, n, _ in moves]
    rows += [
        ("D", "obstacle_ended", START + timedelta(days=n + gone))
        for event, n, gone in moves
        if event == "obstacle_began"
    ]
    order.shuffle(rows)
    on = START + timedelta(days=today)
    found = LIMIT.stand(pl.DataFrame(rows, schema=SCHEMA, orient="row"), on).row(0, named=True)
    assert (found["state"], found["due_on"]) == plain(moves, on)


@given(st.lists(st.tuples(st.integers(0, 5), DAYS), max_size=30), st.integers(0, 365 * 24))
def test_many_subjects_stand_as_each_alone(moves: list[tuple[int, int]], today: int) -> None:
    rows = [(str(n), "instalment_due", START + timedelta(days=n)) for n in range(6)]
    rows += [(str(s), "demanded", START + timedelta(days=n)) for s, n in moves]
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    on = START + timedelta(days=today)
    whole = LIMIT.stand(frame, on).sort("subject_id")
    alone = [LIMIT.stand(frame.filter(pl.col("subject_id") == str(n)), on) for n in range(6)]
    assert whole.equals(pl.concat(alone).sort("subject_id"))


@given(MOVES, DAYS, st.integers(0, 365 * 24))
def test_another_demand_never_shortens(
    moves: list[tuple[str, int, int]], extra: int, today: int
) -> None:
    rows = [("D", "instalment_due", START)]
    rows += [("D", event, START + timedelta(days=n)) for event, n, _ in moves]
    more = [*rows, ("D", "demanded", START + timedelta(days=extra))]
    on = START + timedelta(days=today)
    before, after = (
        LIMIT.stand(pl.DataFrame(r, schema=SCHEMA, orient="row"), on)["due_on"].item()
        for r in (rows, more)
    )
    assert after >= before


def test_limitation_has_not_begun_while_an_instalment_is_to_come() -> None:
    rows = [("D", "instalment_due", START), ("D", "instalment_due", date(2026, 12, 1))]
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    assert LIMIT.stand(frame, date(2026, 11, 30)).is_empty()


def test_limitation_names_what_moved_it() -> None:
    rows = [
        ("D", "instalment_due", START),
        ("D", "demanded", date(2002, 5, 5)),
        ("D", "demanded", date(2010, 5, 5)),
    ]
    found = LIMIT.stand(pl.DataFrame(rows, schema=SCHEMA, orient="row"), date(2011, 1, 1))
    row = found.row(0, named=True)
    assert (row["moved_by"], row["moved_on"]) == ("demanded", date(2002, 5, 5))


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"starts": ["instalment_due"]},
        {"starts": ["instalment_due"], "lasts": {"years": 3}},
        {"adds_to": ["CN-LIM-002"], "lasts": {"years": 3}},
        {"adds_to": ["CN-LIM-002"], "restarts": ["rain"]},
        {"starts": ["instalment_due"], "from": "middle", "lasts": {"years": 3}},
    ],
)
def test_limitation_refuses(value: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Limitation.model_validate(value)

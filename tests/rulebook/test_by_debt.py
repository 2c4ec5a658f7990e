"""Counts by debt over days that roll, in the debtor's local days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.rulebook import facts_from
from forbear.rulebook.facts.by_debt import BY_DEBT

DAY = date(2026, 11, 23)
Tape = dict[str, pl.DataFrame]
Table = Callable[..., pl.DataFrame]
Call = Callable[..., dict[str, Any]]


def counted(tape: Tape, day: date = DAY) -> dict[str, Any]:
    frame = facts_from(tape, day=day, zone="Asia/Shanghai").frame
    return frame.select(BY_DEBT).row(0, named=True)


@pytest.mark.parametrize(
    ("at", "calls", "since"),
    [
        ("2026-11-23T00:00", 1, 0),
        ("2026-11-22T23:59", 1, 1),
        ("2026-11-17T00:00", 1, 6),
        ("2026-11-16T23:59", 0, 7),
        ("2026-10-24T00:00", 0, 30),
        ("2026-10-23T23:59", 0, 32),
    ],
)
def test_conversation_counts_by_local_days(
    tape: Tape, table: Table, call: Call, at: str, calls: int, since: int
) -> None:
    tape["contacts"] = table("contacts", call(at, "right_party", account_id="A1"))
    found = counted(tape)
    assert (found["calls_debt_7d"], found["days_since_conversation"]) == (calls, since)


@pytest.mark.parametrize(
    ("outcome", "calls", "contacts", "since"),
    [
        ("no_answer", 1, 0, 32),
        ("wrong_number", 1, 0, 32),
        ("invalid_number", 0, 0, 32),
        ("third_person", 1, 0, 32),
        ("promise", 1, 1, 0),
    ],
)
def test_outcome_says_what_a_call_counts_as(
    tape: Tape, table: Table, call: Call, outcome: str, calls: int, contacts: int, since: int
) -> None:
    tape["contacts"] = table("contacts", call("2026-11-23T09:00", outcome, account_id="A1"))
    found = counted(tape)
    assert found == {
        "calls_debt_7d": calls,
        "contacts_debt_7d": contacts,
        "contacts_debt_31d": contacts,
        "visits_31d": 0,
        "days_since_conversation": since,
    }


def test_calls_count_on_the_debt_called_most_and_unnamed_ones_on_each(
    tape: Tape, table: Table, call: Call
) -> None:
    debts = ["A1", "A1", "A2", None, None]
    rows = [
        call(f"2026-11-23T{9 + n:02d}:00", "no_answer", account_id=account)
        for n, account in enumerate(debts)
    ]
    tape["contacts"] = table("contacts", *rows)
    assert counted(tape)["calls_debt_7d"] == 4


def test_messages_count_as_contacts_once_they_are_out(tape: Tape, table: Table, call: Call) -> None:
    rows = [
        call("2026-11-23T09:00", "sent", channel="sms", account_id="A1"),
        call("2026-11-13T09:00", "delivered", channel="letter", account_id="A1"),
        call("2026-11-23T10:00", "undelivered", channel="email", account_id="A1"),
    ]
    tape["contacts"] = table("contacts", *rows)
    found = counted(tape)
    assert (found["contacts_debt_7d"], found["contacts_debt_31d"]) == (1, 2)


def test_visits_count_apart_and_third_persons_not_at_all(
    tape: Tape, table: Table, call: Call
) -> None:
    rows = [
        call("2026-11-20T09:00", "promise", channel="home_visit", account_id="A1"),
        call("2026-11-21T09:00", "nobody_home", channel="home_visit", account_id="A1"),
        call("2026-11-22T09:00", "right_party", party_id="P1"),
    ]
    tape["contacts"] = table("contacts", *rows)
    assert counted(tape) == {
        "calls_debt_7d": 0,
        "contacts_debt_7d": 0,
        "contacts_debt_31d": 0,
        "visits_31d": 1,
        "days_since_conversation": 32,
    }


@pytest.mark.parametrize(
    ("zone", "calls"), [("Asia/Shanghai", 1), ("America/New_York", 1), ("UTC", 0)]
)
def test_days_are_those_where_the_debtor_lives(
    tape: Tape, table: Table, call: Call, zone: str, calls: int
) -> None:
    """Midnight between 16 and 17 November lies elsewhere in each zone."""
    instants = {
        "Asia/Shanghai": datetime(2026, 11, 16, 16, 0, tzinfo=UTC),
        "America/New_York": datetime(2026, 11, 17, 5, 0, tzinfo=UTC),
        "UTC": datetime(2026, 11, 16, 16, 0, tzinfo=UTC),
    }
    tape["customers"] = tape["customers"].with_columns(timezone=pl.lit(zone))
    row = call("2026-11-17T00:00", "no_answer", account_id="A1")
    tape["contacts"] = table("contacts", {**row, "at": instants[zone]})
    assert counted(tape)["calls_debt_7d"] == calls


def test_counts_are_left_out_unless_asked_for(tape: Tape) -> None:
    frame = facts_from(tape, day=DAY, zone="Asia/Shanghai", asked={"minor"}).frame
    assert set(BY_DEBT).isdisjoint(frame.columns)


@given(ago=st.lists(st.integers(0, 40), max_size=12), order=st.randoms(use_true_random=False))
def test_order_of_history_does_not_matter(ago: list[int], order: Any) -> None:
    """And the count is that of calls 0 to 6 days ago."""
    rows = [
        {
            "customer_id": "C",
            "contact_id": str(n),
            "at": datetime(2026, 11, 23, 4, n, tzinfo=UTC).timestamp() - days * 86400,
            "channel": "call",
            "outcome": "no_answer",
            "account_id": "A",
        }
        for n, days in enumerate(ago)
    ]
    order.shuffle(rows)
    contacts = pl.DataFrame(
        rows,
        schema={
            "customer_id": pl.String,
            "contact_id": pl.String,
            "at": pl.Float64,
            "channel": pl.String,
            "outcome": pl.String,
            "account_id": pl.String,
        },
    ).with_columns(
        pl.from_epoch(
            (pl.col("at") * 1_000_000).cast(pl.Int64), time_unit="us"
        ).dt.replace_time_zone("UTC"),
        party_id=pl.lit(None, dtype=pl.String),
        phone=pl.lit(None, dtype=pl.String),
    )
    customers = pl.DataFrame(
        {"customer_id": ["C"], "kind": ["person"]},
    ).with_columns(
        *(pl.lit(None, dtype=pl.String).alias(c) for c in ("timezone", "email", "resident_id")),
        born_on=pl.lit(None, dtype=pl.Date),
    )
    tables = {"customers": customers, "contacts": contacts}
    found = facts_from(tables, day=DAY, zone="UTC").frame
    assert found["calls_debt_7d"].to_list() == [sum(days < 7 for days in ago)]

"""Facts read off the tape, for one local day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

from forbear.portfolio.words import ConsentKind, HoldKind
from forbear.problems import ForbearError
from forbear.rulebook import facts_from
from forbear.rulebook.facts import FACTS

DAY = date(2026, 11, 23)
Tape = dict[str, pl.DataFrame]
Table = Callable[..., pl.DataFrame]
Call = Callable[..., dict[str, Any]]


def row(tape: Tape, day: date = DAY) -> dict[str, Any]:
    return facts_from(tape, day=day, zone="Asia/Shanghai").frame.row(0, named=True)


def test_facts_of_a_quiet_case(tape: Tape) -> None:
    found = row(tape)
    true = {name for name, value in found.items() if value is True}
    assert true == {
        "zone_known",
        "has_email",
        "product_card",
        "has_phone",
        "has_address",
        "has_home",
        "has_party",
    }
    assert {name for name, value in found.items() if value is None} == {
        "made_in",
        "party_liable",
        "agency_listed",
        "agency_published",
        "agency_inspected",
        "agency_evaluated",
        "agency_current",
    }
    assert (found["addressee"], found["party_role"]) == ("debtor", "referee")
    counts = [name for name in FACTS if FACTS[name].type is int and name in found]
    assert [found[name] for name in counts] == [0] * 5 + [32] + [0] * 3


def test_facts_have_the_declared_types(tape: Tape) -> None:
    frame = facts_from(tape, day=DAY, zone="Asia/Shanghai").frame
    assert {n: t for n, t in frame.schema.items() if n != "customer_id"} == {
        name: FACTS[name].dtype for name in frame.columns[1:]
    }


def test_facts_of_a_table_that_is_not_given_are_unknown(tape: Tape) -> None:
    del tape["holds"], tape["contacts"]
    found = row(tape)
    assert not any(name.startswith("hold_") for name in found)
    assert "calls_connected_today" not in found


@pytest.mark.parametrize("kind", HoldKind)
def test_hold_in_force(tape: Tape, table: Table, kind: HoldKind) -> None:
    one = {"customer_id": "C1", "hold_id": "1", "kind": kind, "from_on": DAY}
    tape["holds"] = table("holds", one)
    assert {n for n, v in row(tape).items() if n.startswith("hold_") and v} == {f"hold_{kind}"}


@pytest.mark.parametrize(
    ("begins", "ends", "held"),
    [
        (DAY, None, True),
        (DAY, DAY, True),
        (date(2026, 1, 1), date(2026, 11, 22), False),
        (date(2026, 11, 24), None, False),
    ],
)
def test_hold_lasts_from_first_to_last_day(
    tape: Tape, table: Table, begins: date, ends: date | None, held: bool
) -> None:
    base = {"customer_id": "C1", "hold_id": "1", "kind": "dispute"}
    tape["holds"] = table("holds", {**base, "from_on": begins, "to_on": ends})
    assert row(tape)["hold_dispute"] is held


@pytest.mark.parametrize(("account", "held"), [("A1", True), ("A9", False), (None, True)])
def test_hold_on_one_account_counts_if_that_is_collected(
    tape: Tape, table: Table, account: str | None, held: bool
) -> None:
    base = {"customer_id": "C1", "hold_id": "1", "kind": "dispute", "from_on": DAY}
    tape["holds"] = table("holds", {**base, "account_id": account})
    assert row(tape)["hold_dispute"] is held


@pytest.mark.parametrize("kind", ConsentKind)
def test_consent_in_force(tape: Tape, table: Table, kind: ConsentKind) -> None:
    one = {"customer_id": "C1", "consent_id": "1", "kind": kind, "from_on": DAY}
    tape["consents"] = table("consents", one)
    found = {n for n, v in row(tape).items() if n.startswith("consent_") and v}
    assert found - {"consent_frequency_recent"} == {f"consent_{kind}"}


@pytest.mark.parametrize(
    ("kind", "given", "recent"),
    [
        ("frequency", date(2026, 11, 23), True),
        ("frequency", date(2026, 11, 17), True),
        ("frequency", date(2026, 11, 16), False),
        ("third_party", date(2026, 11, 23), False),
    ],
)
def test_consent_to_more_calls_is_recent_for_seven_days(
    tape: Tape, table: Table, kind: str, given: date, recent: bool
) -> None:
    one = {"customer_id": "C1", "consent_id": "1", "kind": kind, "from_on": given}
    tape["consents"] = table("consents", one)
    assert row(tape)["consent_frequency_recent"] is recent


@pytest.mark.parametrize(
    ("kind", "born", "number", "minor"),
    [
        ("person", date(2008, 11, 23), None, False),
        ("person", date(2008, 11, 24), None, True),
        ("person", None, "110101200811240019", True),
        ("person", None, "110101200811230019", False),
        ("person", None, None, None),
        ("sole_trader", None, None, None),
        ("company", None, None, False),
    ],
)
def test_minor_from_birth_or_identity_number(
    tape: Tape, kind: str, born: date | None, number: str | None, minor: bool | None
) -> None:
    tape["customers"] = tape["customers"].with_columns(
        kind=pl.lit(kind).cast(tape["customers"].schema["kind"]),
        born_on=pl.lit(born, dtype=pl.Date),
        resident_id=pl.lit(number, dtype=pl.String),
    )
    assert row(tape)["minor"] is minor


def test_connected_calls_count_in_the_local_day(tape: Tape, table: Table, call: Call) -> None:
    tape["contacts"] = table(
        "contacts",
        call("2026-11-22T23:59:59", "promise"),
        call("2026-11-23T00:00:00", "promise"),
        call("2026-11-23T09:00:00", "no_answer"),
        call("2026-11-23T10:00:00", "third_person"),
        call("2026-11-23T11:00:00", "right_party", party_id="P1"),
        call("2026-11-23T12:00:00", "delivered", channel="sms"),
    )
    found = row(tape)
    assert (found["calls_connected_today"], found["dials_unanswered_today"]) == (2, 1)


def test_local_day_is_the_customers_own(tape: Tape, table: Table, call: Call) -> None:
    names = tape["customers"]
    tape["customers"] = pl.concat(
        [
            names,
            names.with_columns(customer_id=pl.lit("C2"), timezone=pl.lit("America/New_York")),
        ]
    )
    tape["contacts"] = table(
        "contacts",
        call("2026-11-23T01:00:00", "promise"),
        call("2026-11-23T01:00:00", "promise", customer_id="C2"),
    )
    frame = facts_from(tape, day=DAY, zone="Asia/Shanghai").frame
    assert frame["calls_connected_today"].to_list() == [1, 0]


def test_dials_count_on_the_number_dialled_least(tape: Tape, table: Table, call: Call) -> None:
    second = {"customer_id": "C1", "phone": "+8613800000002", "kind": "mobile", "valid": True}
    dials = [call(f"2026-11-23T09:0{n}:00", "no_answer") for n in range(6)]
    tape["contacts"] = table("contacts", *dials)
    assert row(tape)["dials_unanswered_today"] == 6
    tape["phones"] = pl.concat([tape["phones"], table("phones", second)])
    assert row(tape)["dials_unanswered_today"] == 0


@pytest.mark.parametrize(
    ("history", "dials", "days"),
    [
        (
            [("2026-11-20", "no_answer"), ("2026-11-21", "no_answer"), ("2026-11-22", "no_answer")],
            3,
            3,
        ),
        (
            [("2026-11-19", "no_answer"), ("2026-11-21", "no_answer"), ("2026-11-22", "no_answer")],
            3,
            2,
        ),
        (
            [("2026-11-21", "no_answer"), ("2026-11-22", "no_answer"), ("2026-11-23", "no_answer")],
            2,
            2,
        ),
        (
            [
                ("2026-11-20", "no_answer"),
                ("2026-11-21", "right_party"),
                ("2026-11-22", "no_answer"),
            ],
            1,
            1,
        ),
        (
            [("2026-11-20", "no_answer"), ("2026-11-21", "no_answer"), ("2026-11-22", "promise")],
            0,
            0,
        ),
        ([("2026-11-21", "no_answer"), ("2026-11-22", "third_person")], 1, 1),
        ([("2026-09-01", "no_answer")], 0, 0),
        ([], 0, 0),
    ],
)
def test_run_of_failures_before_today(
    tape: Tape, table: Table, call: Call, history: list[tuple[str, str]], dials: int, days: int
) -> None:
    calls = [call(f"{day}T10:00:00", outcome) for day, outcome in history]
    tape["contacts"] = table("contacts", *calls)
    found = row(tape)
    assert (found["dials_failed_in_row"], found["days_failed_in_row"]) == (dials, days)


@pytest.mark.parametrize(
    ("valid", "usable", "dead"), [(True, True, False), (None, True, False), (False, False, True)]
)
def test_number_out_of_use(tape: Tape, valid: bool | None, usable: bool, dead: bool) -> None:
    tape["phones"] = tape["phones"].with_columns(valid=pl.lit(valid, dtype=pl.Boolean))
    found = row(tape)
    assert (found["has_phone"], found["own_mobile_dead"]) == (usable, dead)


def test_best_third_person_is_the_one_who_has_not_objected(tape: Tape, table: Table) -> None:
    del tape["phones"]
    base = {"customer_id": "C1"}
    tape["parties"] = table(
        "parties",
        {**base, "party_id": "P1", "role": "guarantor", "no_contact": True, "liable": True},
        {**base, "party_id": "P2", "role": "relative", "no_contact": False, "liable": False},
        {**base, "party_id": "P3", "role": "referee", "no_contact": False, "liable": False},
    )
    found = row(tape)
    assert (found["party_role"], found["party_no_contact"]) == ("relative", False)


def test_agency_is_the_one_placed_with_or_the_best(tape: Tape, table: Table) -> None:
    good = {
        "listed": True,
        "published": True,
        "inspected_on": date(2026, 1, 1),
        "evaluated_on": date(2026, 1, 1),
    }
    tape["agencies"] = table(
        "agencies",
        {"agency_id": "X", "name": "X", "listed": True, "published": False},
        {"agency_id": "Y", "name": "Y", **good},
    )
    assert row(tape)["agency_published"] is True
    tape["accounts"] = tape["accounts"].with_columns(placed_with=pl.lit("X"))
    found = row(tape)
    assert (found["has_agency"], found["agency_published"]) == (True, False)
    assert found["agency_inspected"] is None


def test_contact_from_the_future_is_refused(tape: Tape, table: Table, call: Call) -> None:
    tape["contacts"] = table("contacts", call("2026-11-24T00:00:00", "no_answer"))
    with pytest.raises(ForbearError, match=r"contacts\.at: .*2026-11-24.* is later"):
        row(tape)


def test_facts_are_sorted_by_customer(tape: Tape) -> None:
    other = tape["customers"].with_columns(customer_id=pl.lit("B1"))
    tape["customers"] = pl.concat([tape["customers"], other])
    frame = facts_from(tape, day=DAY, zone="Asia/Shanghai").frame
    assert frame["customer_id"].to_list() == ["B1", "C1"]
    assert frame["product_card"].to_list() == [False, True]

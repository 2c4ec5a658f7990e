from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

from forbear.nightly.cases import Tape
from forbear.nightly.doors import appointments, candidates, doors
from forbear.policy import load
from forbear.portfolio.words import Channel
from forbear.visits import Candidates

DAY = date(2026, 11, 23)
MakeTape = Callable[..., Tape]
NOBODY = pl.DataFrame(schema={"customer_id": pl.String, "must": pl.Boolean})
CASES = pl.DataFrame({"case_id": ["c1"], "customer_id": ["c1"], "branch_id": ["b1"]})


def chosen(channel: str | None, value: float = 500.4, fallback: float = 100.0) -> pl.DataFrame:
    row = {"case_id": "c1", "channel": channel, "value": value, "fallback_value": fallback}
    return pl.DataFrame([row], schema_overrides={"channel": pl.Enum(Channel)})


def permits(*allowed: str) -> pl.DataFrame:
    rows = [
        {
            "customer_id": "c1",
            "channel": channel.value,
            "allowed": channel.value in allowed,
            "hours": "08:00-22:00" if channel.value in allowed else "",
            "requires": "CN-VISIT-001",
        }
        for channel in Channel
    ]
    return pl.DataFrame(rows, schema_overrides={"channel": pl.Enum(Channel)})


def place(address_id: str, kind: str, **more: Any) -> dict[str, Any]:
    base = {"customer_id": "c1", "address_id": address_id, "kind": kind, "lat": 30.0, "lon": 120.0}
    return {**base, **more}


def test_chosen_visit_goes_to_the_place_of_its_channel(tape: MakeTape) -> None:
    addresses = tape(addresses=[place("1", "home"), place("2", "work")])["addresses"]
    found = doors(CASES, chosen("work_visit"), permits("work_visit"), NOBODY, addresses)
    assert found.select("visit_id", "place", "channel", "prize", "must").rows() == [
        ("c1/2", "work", "work_visit", 400, False)
    ]


def test_address_confirmed_last_is_taken(tape: MakeTape) -> None:
    addresses = tape(
        addresses=[
            place("1", "home"),
            place("2", "home", verified_on=date(2026, 1, 1)),
            place("3", "home", verified_on=date(2025, 1, 1)),
        ]
    )["addresses"]
    found = doors(CASES, chosen("home_visit"), permits("home_visit"), NOBODY, addresses)
    assert found["visit_id"].to_list() == ["c1/2"]


@pytest.mark.parametrize(
    ("channel", "allowed", "where"),
    [
        ("call", ["home_visit"], {}),
        ("home_visit", [], {}),
        ("home_visit", ["home_visit"], {"lat": None}),
        ("home_visit", ["home_visit"], {"kind": "registered"}),
    ],
    ids=["not a visit", "refused", "place unknown", "no home"],
)
def test_no_door_without_visit_permit_and_place(
    tape: MakeTape, channel: str, allowed: list[str], where: dict[str, Any]
) -> None:
    addresses = tape(addresses=[{**place("1", "home"), **where}])["addresses"]
    assert doors(CASES, chosen(channel), permits(*allowed), NOBODY, addresses).height == 0


def test_appointment_is_kept_at_home_whatever_was_chosen(tape: MakeTape) -> None:
    made = tape(
        addresses=[place("1", "home")],
        consents=[
            {
                "customer_id": "c1",
                "consent_id": "1",
                "kind": "visit_appointment",
                "from_on": DAY,
                "to_on": DAY,
            }
        ],
    )
    due = appointments(made["consents"], DAY)
    found = doors(CASES, chosen("call"), permits("home_visit"), due, made["addresses"])
    assert found.select("visit_id", "prize", "must").rows() == [("c1/1", 0, True)]


@pytest.mark.parametrize(
    "consent",
    [
        {"from_on": date(2026, 11, 22), "to_on": date(2026, 11, 22)},
        {"from_on": DAY, "to_on": None},
        {"from_on": DAY, "to_on": DAY, "kind": "night_contact"},
    ],
    ids=["another day", "any day", "another consent"],
)
def test_appointment_is_for_one_day(tape: MakeTape, consent: dict[str, Any]) -> None:
    row = {"customer_id": "c1", "consent_id": "1", "kind": "visit_appointment", **consent}
    assert appointments(tape(consents=[row])["consents"], DAY).height == 0


def test_candidates_are_what_the_router_wants(tape: MakeTape) -> None:
    addresses = tape(addresses=[place("1", "home")])["addresses"]
    found = doors(CASES, chosen("home_visit"), permits("home_visit"), NOBODY, addresses)
    minutes = dict.fromkeys(("home", "work", "registered", "other"), 25)
    made = candidates(found, day=DAY, policy=load(), service=minutes, holiday=False)
    Candidates.validate(made)
    windows = made["windows"][0].to_list()
    assert windows, "somebody is home at some hour of a weekday"
    assert all(480 <= opens < closes <= 1320 for opens, closes in windows)
    assert made["service"].to_list() == [25]

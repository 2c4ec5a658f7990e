"""A past permit issued again from what it tells: the same number, verdict and rules."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import cache
from typing import Any

import pytest

from forbear.rulebook import Rulebook, issued_again, load, permit

TAPE: dict[str, Any] = {
    "customers": [{"customer_id": "C1", "kind": "person", "timezone": "Asia/Shanghai"}],
    "accounts": [{"account_id": "A1", "customer_id": "C1", "product": "card"}],
    "holds": [],
    "consents": [],
    "phones": [{"customer_id": "C1", "phone": "1", "valid": True}],
    "contacts": [
        {
            "contact_id": str(n),
            "customer_id": "C1",
            "at": f"2026-11-23T{9 + n:02}:00:00+08:00",
            "channel": "call",
            "outcome": "right_party",
            "phone": "1",
        }
        for n in range(3)
    ],
}
CASES: dict[str, dict[str, Any]] = {
    "nothing known": {"channel": "call", "at": "2026-11-23T10:00:00+08:00"},
    "facts given": {
        "channel": "home_visit",
        "at": "2026-11-23T22:00:00+08:00",
        "customer_id": "C1",
        "facts": {"product_card": True, "has_home": True, "minor": False, "staff": 2},
    },
    "from the tape, cap reached": {
        "channel": "call",
        "at": "2026-11-23T15:00:00+08:00",
        "customer_id": "C1",
        "tape": TAPE,
    },
    "in UTC": {
        "channel": "sms",
        "at": "2026-11-23T07:00:00+00:00",
        "zone": "Asia/Shanghai",
        "tape": TAPE,
        "facts": {"consent_night_contact": None},
    },
    "third person": {
        "channel": "third_party",
        "at": "2026-10-01T11:00:00+08:00",
        "facts": {"party_role": "spouse", "product_card": True, "hold_dispute": False},
    },
}


@cache
def book(*packs: str) -> Rulebook:
    return load(packs or ["cn"])


def kept(answer: Any) -> dict[str, Any]:
    """An answer as a database gives it back, without what hangs on days to come."""
    told: dict[str, Any] = json.loads(json.dumps(answer.as_dict()))
    return {name: value for name, value in told.items() if name != "next_lawful"}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("packs", [("cn",), ("cn", "us")])
def test_comes_out_the_same(name: str, packs: tuple[str, ...]) -> None:
    case = CASES[name]
    given = {"zone": "Asia/Shanghai", **case}
    first = permit(book(*packs), given)
    again = issued_again(book(*packs), kept(first), datetime.fromisoformat(case["at"]))
    assert kept(again) == kept(first)


def test_rules_of_that_day_decide_whatever_came_later() -> None:
    at = datetime.fromisoformat("2024-05-06T10:00:00+08:00")
    case = {"channel": "home_visit", "at": at, "facts": {"product_consumer_loan": True, "staff": 1}}
    then = permit(book(), case)
    assert issued_again(book(), kept(then), at).permit_id == then.permit_id
    later = issued_again(book().as_of(date(2026, 11, 23)), kept(then), at)
    assert (later.book, later.permit_id) != (then.book, then.permit_id)
    assert "CN-VISIT-001" in {point.rule_id for point in later.refusals}
    assert "CN-VISIT-001" not in {point.rule_id for point in then.refusals}


def test_fact_that_was_changed_afterwards_changes_the_number() -> None:
    case = CASES["facts given"]
    first = kept(permit(book(), case))
    first["facts"]["staff"]["value"] = 1
    again = issued_again(book(), first, datetime.fromisoformat(case["at"]))
    assert again.permit_id != first["permit_id"]

"""The next lawful moment, against asking for every day."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest

from forbear.rulebook import Rulebook, permit
from forbear.rulebook.ahead import AHEAD
from forbear.rulebook.answer import decide
from forbear.rulebook.case import known, read_case

START = "2026-09-28T21:30:00+08:00"
PERSON = {"kind": "person", "born_on": "1980-01-01", "timezone": "Asia/Shanghai"}
PHONE = "+8613800000001"


def dial(at: str, outcome: str) -> dict[str, Any]:
    return {"at": f"{at}:00+08:00", "channel": "call", "outcome": outcome, "phone": PHONE}


CASES: list[dict[str, Any]] = [
    {"holds": [{"kind": "dispute", "from_on": "2026-09-01", "to_on": "2026-10-03"}]},
    {"holds": [{"kind": "dispute", "from_on": "2026-09-01", "to_on": "2026-09-28"}]},
    {"holds": [{"kind": "dispute", "from_on": "2026-09-01"}]},
    {"customers": [PERSON | {"born_on": "2008-10-15"}]},
    {"customers": [PERSON | {"born_on": None, "resident_id": "110101200810150014"}]},
    {"contacts": [dial(f"2026-09-28T1{n}:00", "promise") for n in range(4)]},
    {"contacts": [dial("2026-09-28T11:00", "no_answer"), dial("2026-09-28T12:00", "no_answer")]},
    {"contacts": [dial(f"2026-09-2{n}T11:00", "no_answer") for n in (6, 7, 8)]},
]


@pytest.mark.parametrize("channel", ["call", "home_visit", "third_party"])
@pytest.mark.parametrize("change", CASES, ids=range(len(CASES)))
def test_next_lawful_moment_is_the_first_day_with_hours(
    book: Rulebook, channel: str, change: dict[str, Any]
) -> None:
    tape: dict[str, Any] = {
        "customers": [PERSON],
        "holds": [],
        "consents": [],
        "contacts": [],
        "phones": [{"phone": PHONE, "kind": "mobile", "valid": True}],
    }
    facts = {"product_card": True, "has_home": True, "has_party": True, "party_role": "referee"}
    facts |= {"party_no_contact": False}
    case = {"channel": channel, "facts": facts, "tape": tape | change}
    found = permit(book, case | {"at": START})
    assert found.next_lawful == (None if found.allowed else by_asking(book, case))


def by_asking(book: Rulebook, given: dict[str, Any]) -> str | None:
    """Ask for each day by itself."""
    start = datetime.fromisoformat(START)
    for ahead in range(AHEAD):
        day = start.date() + timedelta(days=ahead)
        case = read_case(given | {"day": day}, zone="Asia/Shanghai")
        rules = book.on(day).channel(case.channel)
        for opens, closes in decide(rules, [known(case, [day])[0]], [day])[0].open:
            midnight = datetime.combine(day, time(), start.tzinfo)
            first = max(midnight + timedelta(minutes=opens), start)
            if first < midnight + timedelta(minutes=closes):
                return first.isoformat()
    return None


def test_next_lawful_moment_skips_public_holidays_for_visits(book: Rulebook) -> None:
    case = {
        "channel": "home_visit",
        "at": "2026-10-01T10:00:00+08:00",
        "facts": {"product_card": True, "has_home": True, "minor": False},
        "tape": {"holds": [], "consents": []},
    }
    found = permit(book, case)
    assert [point.rule_id for point in found.refusals] == ["BANK-VISIT-001"]
    assert found.next_lawful == "2026-10-08T08:00:00+08:00"

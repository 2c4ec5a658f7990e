"""What a related person may be told follows from the permit to contact that person."""

from __future__ import annotations

from typing import Any

import pytest

from forbear.rulebook import load, permit
from forbear.rulebook.telling import MayBeTold, telling


def asked(role: str, hour: int = 10, **facts: Any) -> Any:
    case = {
        "channel": "third_party",
        "at": f"2026-11-23T{hour:02}:00:00+08:00",
        "zone": "Asia/Shanghai",
        "facts": {
            "product_card": True,
            "actor": "bank",
            "minor": False,
            "has_party": True,
            "party_role": role,
            "party_liable": False,
            "party_no_contact": False,
            "own_mobile_dead": True,
            **facts,
        },
        "tape": {"holds": [], "consents": [], "contacts": []},
    }
    return permit(load(["cn"]), case).as_dict()


@pytest.mark.parametrize(
    ("role", "facts", "may", "by"),
    [
        ("guarantor", {"party_liable": True}, MayBeTold.ALL, None),
        ("relative", {}, MayBeTold.MESSAGE, "CN-TP-003"),
        ("relative", {"party_no_contact": True}, MayBeTold.NOTHING, "CN-TP-004"),
        # The debtor can be reached: nobody else is to be asked for him.
        (
            "referee",
            {"own_mobile_dead": False, "dials_failed_in_row": 0, "days_failed_in_row": 0},
            MayBeTold.NOTHING,
            "CN-TP-002",
        ),
    ],
)
def test_by_role_and_wish(role: str, facts: Any, may: MayBeTold, by: str | None) -> None:
    found = telling(asked(role, **facts))
    assert found.may is may
    rules = [point["rule_id"] for point in found.by]
    assert (by in rules) if by else rules == []


def test_the_hour_says_nothing_of_what_may_be_told() -> None:
    late = asked("relative", hour=23)
    assert late["allowed"] is False
    assert telling(late).may is MayBeTold.MESSAGE


def test_nor_does_it_that_no_number_is_known() -> None:
    unreachable = asked("guarantor", has_party=False, party_liable=True)
    assert unreachable["allowed"] is False
    assert telling(unreachable).may is MayBeTold.ALL

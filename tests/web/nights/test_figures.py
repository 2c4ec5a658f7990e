"""The figures of a night's page: beside the night before, by rule, by stage."""

from __future__ import annotations

from typing import Any

from forbear.web.nights.figures import MOST, read, timings

BOTH = {"en": "Minutes", "zh": "分钟"}
TOTALS = {"overdue_customers": 10, "owed": 500, "expected_by_itself": None}


def resource(price: float, used: int = 5, capacity: int = 10, branch: str | None = None) -> Any:
    return {
        "resource": "minutes",
        "title": BOTH,
        "unit": BOTH,
        "branch_id": branch,
        "capacity": capacity,
        "used": used,
        "price": price,
    }


def refusal(rule: str, channel: str, customers: int) -> dict[str, Any]:
    return {
        "rule": rule,
        "channel": channel,
        "customers": customers,
        "title": {"en": f"Rule {rule}", "zh": rule},
        "citation": None,
        "lifts": None,
        "basis": "policy",
    }


def test_change_is_told_where_the_night_before_has_the_figure() -> None:
    told = read({"totals": TOTALS}, {"totals": {"overdue_customers": 12}}, False)["totals"]
    assert [(row["name"], row["before"], row["change"]) for row in told] == [
        ("overdue_customers", 12, -2),
        ("owed", None, None),
    ]


def test_first_night_has_nothing_beside_it() -> None:
    told = read({"totals": TOTALS, "buckets": [bucket(3)]}, None, True)
    assert told["totals"][0]["words"] == "逾期客户"
    assert told["buckets"][0]["accounts_change"] is None


def bucket(accounts: int) -> dict[str, Any]:
    return {"bucket": "M1", "accounts": accounts, "customers": 1, "owed": 100, "outstanding": 1}


def test_bucket_is_held_against_the_same_bucket() -> None:
    told = read(
        {"totals": {}, "buckets": [bucket(3)]}, {"totals": {}, "buckets": [bucket(5)]}, False
    )
    assert told["buckets"][0]["accounts_change"] == -2


def test_dearest_resource_comes_first_and_cheap_ones_are_not_scarce() -> None:
    rows = [resource(0.2, branch="B1"), resource(7.6, branch="B2"), resource(0, capacity=0)]
    told = read({"totals": {}, "resources": rows}, None, False)["resources"]
    assert [(row["branch_id"], row["price"], row["scarce"], row["percent"]) for row in told] == [
        ("B2", 8, True, 50),
        ("B1", 0, False, 50),
        (None, 0, False, 0),
    ]


def test_rule_stands_once_with_all_its_channels() -> None:
    rows = [refusal("R1", "call", 9), refusal("R2", "sms", 7), refusal("R1", "sms", 4)]
    told = read({"totals": {}, "refusals": rows}, None, False)
    assert [(row["rule"], row["channels"]) for row in told["refusals"]] == [
        ("R1", [("call", 9), ("sms", 4)]),
        ("R2", [("sms", 7)]),
    ]
    assert told["refusals_left"] == 0


def test_rules_beyond_the_first_are_counted() -> None:
    rows = [refusal(f"R{n}", "call", 100 - n) for n in range(MOST + 3)]
    told = read({"totals": {}, "refusals": rows}, None, False)
    assert (len(told["refusals"]), told["refusals_left"]) == (MOST, 3)


def test_parts_of_a_stage_are_added_up() -> None:
    told = timings(
        [
            {"stage": "check", "wall": 2.0, "cpu": 1.0, "peak": 5_000_000},
            {"stage": "assess-000", "wall": 1.0, "cpu": 1.0, "peak": 9_000_000},
            {"stage": "assess-001", "wall": 3.0, "cpu": 2.0, "peak": 7_000_000},
        ]
    )
    assert [(row["stage"], row["wall"], row["megabytes"], row["share"]) for row in told] == [
        ("check", 2.0, 5, 50),
        ("assess", 4.0, 9, 100),
    ]
    assert timings([]) == []

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from forbear.policy import Policy, load
from forbear.portfolio.words import AddressKind
from forbear.problems import ForbearError
from forbear.visits.policy import VisitsPolicy, day_kind

PolicyWith = Callable[..., Policy]


def test_shipped_policy_is_complete() -> None:
    rules = load().read("visits.yaml", VisitsPolicy)
    assert set(rules.likely_there) == set(AddressKind)
    assert rules.staff.members == 2
    assert rules.breaks.each[0].minutes == 60


def test_clock_times_are_minutes_quoted_or_not(policy_with: PolicyWith) -> None:
    rules = policy_with(staff__shift=["08:30", 1080]).read("visits.yaml", VisitsPolicy)
    assert rules.staff.shift == (510, 1080)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("staff__members", 1, "staff.members"),
        ("staff__shift", ["8", "18:00"], "write a clock time as HH:MM"),
        ("staff__shift", ["08:75", "18:00"], "60 minutes"),
        ("staff__shift", ["08:00", "25:00"], "staff.shift"),
        ("staff__roles", ["driver"], "staff.roles"),
        ("likely_there__home__weekday", [["10:00", "09:00"]], "ends before it begins"),
        (
            "likely_there__home__weekday",
            [["08:00", "10:00"], ["09:00", "11:00"]],
            "09:00 is not after the span before it",
        ),
        ("likely_there", {}, "likely_there says nothing about: home, work, registered, other"),
        ("service", {"home": 20}, "service says nothing about: work, registered, other"),
        (
            "breaks__each",
            [{"from": "12:00", "to": "12:30", "minutes": 60, "after": 0}],
            "longer than the hours",
        ),
        (
            "breaks__each",
            [
                {"from": "12:00", "to": "14:00", "minutes": 60, "after": 0},
                {"from": "13:00", "to": "15:00", "minutes": 60, "after": 0},
            ],
            "in order",
        ),
        ("travel__default__urban_kmh", 0, "urban_kmh"),
        ("cost__per_km", -1, "per_km"),
        ("search__shakes", -1, "shakes"),
        ("colour", "red", "colour"),
    ],
)
def test_policy_with_a_fault_is_refused_by_name(
    policy_with: PolicyWith, path: str, value: Any, said: str
) -> None:
    with pytest.raises(ForbearError) as error:
        policy_with(**{path: value}).read("visits.yaml", VisitsPolicy)
    assert [said in str(p) for p in error.value.problems] == [True]


@pytest.mark.parametrize(
    ("day", "holiday", "kind"),
    [
        (date(2026, 11, 23), False, "weekday"),
        (date(2026, 11, 28), False, "saturday"),
        (date(2026, 11, 29), False, "sunday"),
        (date(2026, 11, 29), True, "holiday"),
        (date(2026, 10, 1), True, "holiday"),
    ],
)
def test_day_kind(day: date, holiday: bool, kind: str) -> None:
    assert day_kind(day, holiday) == kind

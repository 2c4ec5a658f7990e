"""Who the bank is, what its currency is worth, and what no bank can be."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import yaml

from forbear.nightly.bank import Bank
from forbear.policy import Policy, load
from forbear.problems import ForbearError, Problem

LEAST: dict[str, Any] = {
    "name": {"en": "Our Bank", "zh": "我行"},
    "timezone": "Asia/Shanghai",
    "currency": "CNY",
    "language": "zh",
    "packs": ["cn"],
}


def read(text: str) -> Bank:
    return Policy({"bank.yaml": text}, frozenset({"bank.yaml"})).read("bank.yaml", Bank)


def written(**changes: Any) -> str:
    parts = {**LEAST, **changes}
    return yaml.safe_dump({k: v for k, v in parts.items() if v is not ...}, allow_unicode=True)


def refused(text: str) -> list[Problem]:
    with pytest.raises(ForbearError) as caught:
        read(text)
    return list(caught.value.problems)


def test_bank_of_the_shipped_policy() -> None:
    bank = load().read("bank.yaml", Bank)

    assert (bank.name.en, bank.name.zh) == ("Demo Bank", "示范银行")
    assert (bank.currency, bank.minor, bank.language) == ("CNY", 2, "zh")
    assert (bank.packs, bank.acts_as, bank.promise_days) == (["cn"], "bank", 7)


def test_what_a_bank_may_leave_out() -> None:
    bank = read(written())

    assert bank.exchange == {}
    assert (bank.acts_as, bank.promise_days) == ("bank", 7)


@pytest.mark.parametrize(("currency", "minor"), [("CNY", 2), ("JPY", 0), ("KWD", 3)])
def test_decimals_are_those_of_the_currency(currency: str, minor: int) -> None:
    assert read(written(currency=currency)).minor == minor


@pytest.mark.parametrize(
    ("currency", "exchange", "worth"),
    [
        ("CNY", {}, {"CNY": "1"}),
        ("CNY", {"USD": "7.1"}, {"CNY": "1", "USD": "7.1"}),
        ("CNY", {"JPY": "0.05"}, {"CNY": "1", "JPY": "5"}),
        ("CNY", {"KWD": "23"}, {"CNY": "1", "KWD": "2.3"}),
        ("JPY", {"CNY": "20"}, {"JPY": "1", "CNY": "0.2"}),
    ],
)
def test_worth_is_of_one_minor_unit_in_minor_units(
    currency: str, exchange: dict[str, str], worth: dict[str, str]
) -> None:
    bank = read(written(currency=currency, exchange=exchange))

    assert bank.worth() == {code: Decimal(value) for code, value in worth.items()}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ...}, "name"),
        ({"name": {"en": "Our Bank"}}, "name.zh"),
        ({"timezone": ...}, "timezone"),
        ({"timezone": "Asia/Atlantis"}, "timezone"),
        ({"timezone": ""}, "timezone"),
        ({"currency": "RMB"}, "currency"),
        ({"currency": "cny"}, "currency"),
        ({"exchange": {"XXQ": 1}}, "exchange.XXQ"),
        ({"exchange": {"USD": "dear"}}, "exchange.USD"),
        ({"exchange": {"USD": 0}}, "exchange.USD"),
        ({"exchange": {"USD": "-7.1"}}, "exchange.USD"),
        ({"exchange": {"USD": "Infinity"}}, "exchange.USD"),
        ({"exchange": {"CNY": 2}}, "exchange"),
        ({"language": "fr"}, "language"),
        ({"packs": []}, "packs"),
        ({"packs": "cn"}, "packs"),
        ({"acts_as": "friend"}, "acts_as"),
        ({"promise_days": -1}, "promise_days"),
        ({"promise_days": 1.5}, "promise_days"),
        ({"motto": "We wait."}, "motto"),
    ],
)
def test_what_no_bank_can_be_is_refused(change: dict[str, Any], field: str) -> None:
    problems = refused(written(**change))

    assert [p.code for p in problems] == ["policy.value"]
    assert problems[0].where.split(":")[0] == "bank.yaml"
    assert problems[0].en.split(":")[0] == field
    assert problems[0].zh.split("：")[0] == field

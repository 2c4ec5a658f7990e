"""Currencies and their minor digits."""

from __future__ import annotations

import re

import pytest

from forbear.portfolio.currencies import DIGITS, country


@pytest.mark.parametrize(
    ("currency", "digits"),
    [
        ("CNY", 2),
        ("HKD", 2),
        ("USD", 2),
        ("EUR", 2),
        ("JPY", 0),
        ("KRW", 0),
        ("VND", 0),
        ("KWD", 3),
        ("BHD", 3),
        ("CLF", 4),
        ("UYW", 4),
    ],
)
def test_digits_are_those_of_iso_4217(currency, digits):
    assert DIGITS[currency] == digits


def test_digits_name_each_currency_by_three_capitals():
    assert [code for code in DIGITS if not re.fullmatch("[A-Z]{3}", code)] == []
    assert set(DIGITS.values()) == {0, 2, 3, 4}


@pytest.mark.parametrize("unknown", ["XYZ", "RMB", "CNH", "XXX", "XAU", "cny"])
def test_digits_leave_out_what_is_no_currency_of_accounts(unknown):
    assert unknown not in DIGITS


@pytest.mark.parametrize(
    ("currency", "expected"), [("CNY", "CN"), ("HKD", "HK"), ("GBP", "GB"), ("XOF", "XO")]
)
def test_country_is_the_beginning_of_the_code(currency, expected):
    assert country(currency) == expected

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.nightly.report.figures import (
    Money,
    clock,
    day,
    fixed,
    full_day,
    month,
    number,
    points,
    share,
    span,
    way,
)
from forbear.nightly.report.model import Text

CNY = Money("CNY", 2)


@given(st.integers(-(10**15), 10**15), st.sampled_from([1, 100, 10**5, 10**6]), st.integers(0, 3))
def test_fixed_rounds_half_away_from_zero(value: int, unit: int, decimals: int) -> None:
    exact = (Decimal(value) / unit).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    shown = fixed(value, unit, decimals).replace(",", "").replace("−", "-")
    assert Decimal(shown) == exact


@pytest.mark.parametrize(
    ("minor_units", "en", "zh"),
    [
        (0, "CNY 0", "0元"),
        (5, "CNY 0.05", "0.05元"),
        (851_240, "CNY 8.51k", "8,512元"),
        (1_000_000, "CNY 10.0k", "1.00万元"),
        (123_456_789, "CNY 1.23m", "123万元"),
        (35_204_750_00, "CNY 35.2m", "3,520万元"),
        (18_279_964_100_00, "CNY 18.3bn", "183亿元"),
        (-4_450_00, "CNY −4.45k", "−4,450元"),
    ],
)
def test_short_sum_has_about_three_figures(minor_units: int, en: str, zh: str) -> None:
    assert CNY.short(minor_units) == Text(en, zh)


@pytest.mark.parametrize(
    ("currency", "minor", "units", "en", "zh"),
    [
        ("JPY", 0, 12_345_678, "JPY 12.3m", "1,235万 JPY"),
        ("USD", 2, 12_345_678, "USD 123k", "12.3万美元"),
        ("KWD", 3, 12_345_678, "KWD 12.3k", "1.23万 KWD"),
    ],
)
def test_other_currencies_keep_their_decimals(
    currency: str, minor: int, units: int, en: str, zh: str
) -> None:
    assert Money(currency, minor).short(units) == Text(en, zh)


def test_column_is_written_in_one_scale() -> None:
    scale = CNY.scale(64_130_000)
    assert scale.unit == Text("CNY k", "万元")
    assert [scale.write(v) for v in (64_130_000, 41_210_000, 77)] == [
        Text("641", "64.1"),
        Text("412", "41.2"),
        Text("0", "0.0"),
    ]


def test_exact_sum_keeps_every_minor_unit() -> None:
    assert [CNY.exact(v) for v in (0, 5, 1_234_567_89, -100)] == [
        "0.00",
        "0.05",
        "1,234,567.89",
        "−1.00",
    ]


def test_price_keeps_fractions_of_a_minor_unit_to_two_decimals() -> None:
    assert CNY.price(172.4) == Text("CNY 1.72", "1.72元")


@pytest.mark.parametrize(
    ("made", "shown"),
    [
        (number(1_234_567), "1,234,567"),
        (share(1, 3), "33.3%"),
        (share(2, 3, 0), "67%"),
        (share(1, 0), "–"),
        (clock(545), "09:05"),
        (clock(1320), "22:00"),
    ],
)
def test_plain_figures(made: str, shown: str) -> None:
    assert made == shown


@pytest.mark.parametrize(
    ("made", "en", "zh"),
    [
        (day(date(2026, 11, 22), 2026), "2026-11-22", "11月22日"),
        (day(date(2027, 1, 2), 2026), "2027-01-02", "2027年1月2日"),
        (full_day(date(2026, 11, 22)), "Sunday 2026-11-22", "2026年11月22日（星期日）"),
        (month(date(2026, 5, 1)), "2026-05", "5月"),
        (span(35), "35 min", "35分钟"),
        (span(125), "2 h 05", "2小时05分"),
        (way(4_149), "4.1 km", "4.1公里"),
        (way(182_400), "182 km", "182公里"),
        (points(0.021), "+2.1 pp", "+2.1 个百分点"),
        (points(-0.021), "−2.1 pp", "−2.1 个百分点"),
        (points(-0.0001), "+0.0 pp", "+0.0 个百分点"),
    ],
)
def test_figures_in_both_languages(made: Text, en: str, zh: str) -> None:
    assert made == Text(en, zh)

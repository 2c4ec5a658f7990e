from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from forbear.delinquency.classes import bucket, five_tier


@pytest.mark.parametrize(
    ("days", "name"),
    [
        (0, "M0"),
        (1, "M1"),
        (30, "M1"),
        (31, "M2"),
        (60, "M2"),
        (61, "M3"),
        (91, "M4"),
        (121, "M5"),
        (151, "M6"),
        (180, "M6"),
        (181, "M7+"),
        (4000, "M7+"),
    ],
)
def test_bucket_ends_with_its_last_day(shipped, days, name):
    assert pl.select(bucket(pl.lit(days), shipped)).item() == name


@pytest.mark.parametrize(
    ("days", "name"),
    [
        (0, "normal"),
        (1, "special_mention"),
        (90, "special_mention"),
        (91, "substandard"),
        (270, "substandard"),
        (271, "doubtful"),
        (360, "doubtful"),
        (361, "loss"),
    ],
)
def test_five_tier_is_worse_beyond_each_limit(shipped, days, name):
    found = pl.select(five_tier(pl.lit(days), shipped, date(2026, 11, 22))).item()
    assert found == name


def test_five_tier_follows_the_text_of_the_day(shipped):
    (now,) = shipped.five_tier
    over = now.over.model_copy(update={"substandard": 60})
    stricter = now.model_copy(update={"since": date(2030, 1, 1), "over": over})
    policy = shipped.model_copy(update={"five_tier": (now, stricter)})
    days = [date(2029, 12, 31), date(2030, 1, 1)]
    found = [pl.select(five_tier(pl.lit(61), policy, day)).item() for day in days]
    assert found == ["special_mention", "substandard"]

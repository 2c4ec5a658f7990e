"""A small scorecard, and aged accounts with only the columns that matter set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

from forbear.delinquency import Aged
from forbear.policy import parse
from forbear.scoring import Scorecard

AS_OF = date(2026, 11, 22)

CARD = """\
about: {en: Small, zh: 小}
base: 500
even: 500
double_odds: 50
features:
  - feature: days_past_due
    better: low
    bins:
      - {below: 1, points: 50, code: A0, en: Not late, zh: 未逾期}
      - {from: 1, below: 31, points: 10, code: A1, en: Late, zh: 逾期}
      - {from: 31, points: -40, code: A2, en: Very late, zh: 逾期较久}
      - {missing: true, points: 0, code: AX, en: Unknown, zh: 未知}
  - feature: promises_90d
    bins:
      - {below: 1, points: 0, code: B0, en: No promise, zh: 无承诺}
      - {from: 1, points: 10, code: B1, en: A promise, zh: 有承诺}
      - {missing: true, points: 0, code: BX, en: Unknown, zh: 未知}
  - feature: days_since_payment
    bins:
      - {below: 30, points: 30, code: C0, en: Paid lately, zh: 近期有还款}
      - {from: 30, points: -10, code: C1, en: Paid long ago, zh: 较久未还款}
      - {missing: true, points: -50, code: CX, en: Never paid, zh: 从未还款}
  - feature: owed_share
    bins:
      - {below: 0.1, points: 0, code: D0, en: Little, zh: 少}
      - {from: 0.1, points: 10, code: D1, en: Much, zh: 多}
      - {missing: true, points: 0, code: DX, en: Nothing, zh: 无}
"""


@pytest.fixture(scope="session")
def small_card() -> Scorecard:
    """Four features; the best an account can have is 600 points."""
    return parse(CARD, Scorecard, "scorecard.yaml")


@pytest.fixture(scope="session")
def card_text() -> str:
    """The text of `small_card`."""
    return CARD


@pytest.fixture(scope="session")
def aged() -> Callable[..., pl.DataFrame]:
    """Aged accounts A0, A1, ... of customers C0, C1, ..., from the columns given as keywords."""

    def make(**columns: list[Any]) -> pl.DataFrame:
        size = len(next(iter(columns.values())))
        usual: dict[str, Any] = {
            "account_id": [f"A{n}" for n in range(size)],
            "customer_id": [f"C{n}" for n in range(size)],
            "branch_id": "B1",
            "product": "card",
            "currency": "CNY",
            "bucket": "M0",
            "five_tier": "normal",
        }
        schema = Aged.create_empty().schema
        data = {
            name: columns.get(name, usual.get(name, 0 if kind.is_integer() else None))
            for name, kind in schema.items()
        }
        spread = {n: v if isinstance(v, list) else [v] * size for n, v in data.items()}
        return pl.DataFrame(spread, schema=schema)

    return make


@pytest.fixture(scope="session")
def contacts() -> Callable[..., pl.DataFrame]:
    """Contacts from (customer, local time, outcome), the time told in Shanghai."""

    def make(*rows: tuple[str, str, str]) -> pl.DataFrame:
        frame = pl.DataFrame(
            rows,
            schema={"customer_id": pl.String, "at": pl.String, "outcome": pl.String},
            orient="row",
        )
        local = pl.col("at").str.to_datetime("%Y-%m-%d %H:%M", time_unit="us")
        return frame.with_columns(
            local.dt.replace_time_zone("Asia/Shanghai").dt.convert_time_zone("UTC")
        )

    return make

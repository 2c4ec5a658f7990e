"""Small typed frames, filled up to the tape's declared columns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

from forbear.delinquency.schema import Aged
from forbear.nightly.bank import Bank
from forbear.nightly.cases import Tape
from forbear.portfolio.tables import TABLES

Rows = list[dict[str, Any]]


@pytest.fixture
def bank() -> Bank:
    return Bank.model_validate(
        {
            "name": {"en": "Bank", "zh": "银行"},
            "timezone": "Asia/Shanghai",
            "currency": "CNY",
            "exchange": {"USD": "7.1", "JPY": "0.05"},
            "language": "en",
            "packs": ["cn"],
        }
    )


@pytest.fixture
def tape() -> Callable[..., Tape]:
    """``tape(accounts=[{...}], ...)``: every table, absent columns empty."""

    def make(**rows: Rows) -> Tape:
        return {
            name: pl.DataFrame(rows.get(name, []), schema=schema.create_empty().schema)
            for name, schema in TABLES.items()
        }

    return make


@pytest.fixture
def aged() -> Callable[..., pl.DataFrame]:
    """``aged({...}, ...)``: aged accounts, by default a card of customer c1, 10 days late."""
    usual: dict[str, Any] = {
        "customer_id": "c1",
        "branch_id": "b1",
        "product": "card",
        "currency": "CNY",
        "days_past_due": 10,
        "oldest_unpaid_due_on": date(2026, 11, 12),
        "bucket": "M1",
        "five_tier": "special_mention",
        "owed": 100_00,
        "outstanding": 1000_00,
    }

    def make(*rows: dict[str, Any]) -> pl.DataFrame:
        empty = Aged.create_empty()
        zeros = {n: 0 for n, t in empty.schema.items() if t.is_numeric()}
        return pl.DataFrame(
            [{**zeros, **usual, "account_id": f"a{i}", **row} for i, row in enumerate(rows, 1)],
            schema=empty.schema,
        )

    return make

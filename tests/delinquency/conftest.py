"""The reference implementation, the shipped policy, and typed frames from plain rows."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl
import pytest

from forbear import policy as policies
from forbear.delinquency import DelinquencyPolicy
from forbear.portfolio.tables import TABLES

_spec = importlib.util.spec_from_file_location(
    "delinquency_reference", Path(__file__).with_name("reference.py")
)
assert _spec is not None
assert _spec.loader is not None
_reference = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = _reference
_spec.loader.exec_module(_reference)

#: A loan about which nothing is remarkable.
LOAN = {
    "account_id": "A1",
    "customer_id": "C1",
    "branch_id": "B1",
    "product": "consumer_loan",
    "currency": "CNY",
    "opened_on": date(2026, 1, 15),
    "principal": 1_200_000,
}

Frames = tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]


def frame(table: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows of a tape's table, typed; columns left out are empty."""
    columns = {name: column.dtype for name, column in TABLES[table].columns().items()}
    return pl.DataFrame([{name: row.get(name) for name in columns} for row in rows], columns)


@pytest.fixture(scope="session")
def reference() -> ModuleType:
    return _reference


@pytest.fixture(scope="session")
def shipped() -> DelinquencyPolicy:
    return policies.load().read("delinquency.yaml", DelinquencyPolicy)


@pytest.fixture(scope="session")
def policy_with(shipped: DelinquencyPolicy) -> Callable[..., DelinquencyPolicy]:
    """The shipped policy with other choices."""

    def make(
        order: tuple[str, ...] = ("fee", "interest", "principal"),
        across: str = "instalments",
        grace: int = 0,
        interest_on: tuple[str, ...] = ("principal",),
    ) -> DelinquencyPolicy:
        data = shipped.model_dump(mode="json")
        data["allotment"] = {"order": order, "across": across}
        for terms in data["products"].values():
            terms |= {"grace_days": grace, "interest_on": interest_on}
        data["five_tier"][0]["since"] = "2020-01-01"
        return DelinquencyPolicy.model_validate(data)

    return make


@pytest.fixture(scope="session")
def frames() -> Callable[..., Frames]:
    """Accounts, instalments and payments as typed frames."""

    def make(
        accounts: list[dict[str, Any]],
        instalments: list[dict[str, Any]] | None = None,
        payments: list[dict[str, Any]] | None = None,
    ) -> Frames:
        return (
            frame("accounts", accounts),
            frame("instalments", instalments or []),
            frame("payments", payments or []),
        )

    return make


@pytest.fixture(scope="session")
def loan(frames: Callable[..., Frames]) -> Callable[..., Frames]:
    """One loan: its instalments as (due_on, principal, interest, fee), payments as (on, amount)."""

    def make(
        instalments: list[tuple[Any, ...]], payments: list[tuple[Any, ...]] = (), **account: Any
    ) -> Frames:
        due = [
            dict(zip(("due_on", "principal", "interest", "fee", "paid"), row, strict=False))
            | {"account_id": "A1", "number": number}
            for number, row in enumerate(instalments, 1)
        ]
        paid = [
            dict(zip(("paid_on", "amount", "reversed_on"), row, strict=False))
            | {"account_id": "A1", "payment_id": f"P{number}"}
            for number, row in enumerate(payments, 1)
        ]
        return frames([LOAN | account], due, paid)

    return make

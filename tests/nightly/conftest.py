"""Small typed frames, filled up to the tape's declared columns, and one small night, finished."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from forbear.delinquency.schema import Aged
from forbear.lab import ABOUT, write_demo
from forbear.nightly import Order, TapeFolder, plan
from forbear.nightly.bank import Bank
from forbear.nightly.cases import Tape
from forbear.nightly.run import Run
from forbear.nightly.settings import Settings, settings
from forbear.nightly.work import Work
from forbear.policy import Policy, load
from forbear.portfolio import Checked
from forbear.portfolio.tables import TABLES

Rows = list[dict[str, Any]]
AS_OF = date(2026, 11, 22)
ACCOUNTS = 4000


@dataclass(frozen=True)
class Night:
    """A finished night: its plan, and its stages as they stood when it was made."""

    out: Path
    run: Run


def night_order(tape: Path, shard_size: int = 1500) -> Order:
    return Order(TapeFolder(tape), AS_OF, quick(), seed=7, shard_size=shard_size, about=ABOUT)


def quick() -> Policy:
    """The default policy with a short route search."""
    policy = load()
    files = dict(policy.files)
    files["visits.yaml"] = re.sub(r"iterations: \d+", "iterations: 200", files["visits.yaml"])
    assert files != policy.files
    return Policy(files, policy.own)


@pytest.fixture(scope="session")
def order() -> Callable[..., Order]:
    """``order(tape, shard_size=1500)``: a night of the demo."""
    return night_order


@pytest.fixture(scope="session")
def night_tape(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("night") / "tape"
    write_demo(folder, accounts=ACCOUNTS, as_of=AS_OF, seed=3)
    return folder


@pytest.fixture(scope="session")
def night(night_tape: Path, tmp_path_factory: pytest.TempPathFactory) -> Night:
    folder = tmp_path_factory.mktemp("made")
    out, stages, asked = folder / "out", folder / "stages", night_order(night_tape)

    def keep(stage: str, share: float) -> None:
        if stage == "result" and share == 1.0:
            leave = shutil.ignore_patterns("result", "lock")
            shutil.copytree(folder / "out.work", stages, copy_function=os.link, ignore=leave)

    plan(asked, out, progress=keep)
    run = Run(asked, settings(asked.policy), Work(stages), Checked.open(stages / "check"))
    return Night(out, run)


@pytest.fixture(scope="session")
def made(night: Night) -> Path:
    """The plan."""
    return night.out


@pytest.fixture(scope="session")
def run(night: Night) -> Run:
    """The stages."""
    return night.run


@pytest.fixture(scope="session")
def chosen() -> Settings:
    """What the default policy says."""
    return settings(load())


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
        "past_due_since": date(2026, 11, 13),
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

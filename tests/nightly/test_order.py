"""An order knows itself by all that decides what a night writes, and by nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from forbear.nightly.order import About, Order
from forbear.nightly.report.model import Text
from forbear.nightly.source import TapeFolder
from forbear.policy import Policy

NOTE = Text("Made up.", "虚构。")
POLICY = Policy({"bank.yaml": "name: x\n"}, frozenset())


@pytest.fixture
def asked(tmp_path: Path) -> Order:
    return Order(tape(tmp_path / "tape", "a1"), date(2026, 11, 22), POLICY)


def tape(folder: Path, account: str) -> TapeFolder:
    folder.mkdir()
    (folder / "accounts.csv").write_text(f"account_id\n{account}\n")
    return TapeFolder(folder)


@pytest.mark.parametrize(
    ("as_of", "day"),
    [
        (date(2026, 11, 22), date(2026, 11, 23)),
        (date(2026, 11, 30), date(2026, 12, 1)),
        (date(2026, 12, 31), date(2027, 1, 1)),
        (date(2027, 2, 28), date(2027, 3, 1)),
        (date(2028, 2, 28), date(2028, 2, 29)),
    ],
)
def test_day_planned_is_the_next(asked: Order, as_of: date, day: date) -> None:
    assert replace(asked, as_of=as_of).plan_for == day


def test_key_of_equal_orders_is_equal(asked: Order) -> None:
    again = Order(asked.source, date(2026, 11, 22), Policy(dict(POLICY.files), frozenset()))

    assert again.key() == asked.key()
    assert len(asked.key()) == 64


@pytest.mark.parametrize(
    "change",
    [
        {"as_of": date(2026, 11, 21)},
        {"policy": Policy({"bank.yaml": "name: y\n"}, frozenset())},
        {"seed": 2},
        {"shard_size": 1000},
        {"about": About((NOTE,), "x_default", NOTE)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_key_changes_with_every_part_of_the_order(asked: Order, change: dict[str, object]) -> None:
    assert replace(asked, **change).key() != asked.key()


@pytest.mark.parametrize(("account", "same"), [("a1", True), ("a2", False)])
def test_key_changes_with_what_the_source_holds(
    asked: Order, tmp_path: Path, account: str, same: bool
) -> None:
    other = replace(asked, source=tape(tmp_path / "other", account))

    assert (other.key() == asked.key()) is same

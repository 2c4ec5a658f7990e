"""An order knows itself by all that decides what a night writes, and by nothing else."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from forbear.nightly.order import About, Order, digest
from forbear.nightly.report.model import Text
from forbear.policy import Policy
from forbear.portfolio import Mapping

NOTE = Text("Made up.", "虚构。")
POLICY = Policy({"bank.yaml": "name: x\n"}, frozenset())


@pytest.fixture
def asked(tmp_path: Path) -> Order:
    tape = tmp_path / "tape"
    (tape / "payments").mkdir(parents=True)
    (tape / "accounts.csv").write_text("account_id\na1\n")
    (tape / "payments" / "1.csv").write_text("payment_id\np1\n")
    return Order(tape, date(2026, 11, 22), POLICY)


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
    again = Order(asked.tape, date(2026, 11, 22), Policy(dict(POLICY.files), frozenset()))

    assert again.key() == asked.key()
    assert len(asked.key()) == 64


def test_key_does_not_depend_on_where_the_tape_lies(asked: Order, tmp_path: Path) -> None:
    shutil.copytree(asked.tape, tmp_path / "other")

    assert replace(asked, tape=tmp_path / "other").key() == asked.key()


@pytest.mark.parametrize(
    "change",
    [
        {"as_of": date(2026, 11, 21)},
        {"policy": Policy({"bank.yaml": "name: y\n"}, frozenset())},
        {"seed": 2},
        {"mapping": Mapping()},
        {"shard_size": 1000},
        {"about": About((NOTE,), "x_default", NOTE)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_key_changes_with_every_part_of_the_order(asked: Order, change: dict[str, object]) -> None:
    assert replace(asked, **change).key() != asked.key()


def grown(tape: Path) -> None:
    (tape / "accounts.csv").write_text("account_id\na1\na2\n")


def altered(tape: Path) -> None:
    (tape / "payments" / "1.csv").write_text("payment_id\np2\n")


def added(tape: Path) -> None:
    (tape / "payments" / "2.csv").touch()


def renamed(tape: Path) -> None:
    (tape / "payments" / "1.csv").rename(tape / "payments" / "3.csv")


def moved(tape: Path) -> None:
    (tape / "payments" / "1.csv").rename(tape / "1.csv")


def removed(tape: Path) -> None:
    (tape / "payments" / "1.csv").unlink()


@pytest.mark.parametrize("change", [grown, altered, added, renamed, moved, removed])
def test_key_changes_with_every_file_of_the_tape(
    asked: Order, change: Callable[[Path], None]
) -> None:
    before = asked.key()
    change(asked.tape)

    assert asked.key() != before


def test_key_does_not_see_empty_folders(asked: Order) -> None:
    before = asked.key()
    (asked.tape / "phones").mkdir()

    assert asked.key() == before


@pytest.mark.parametrize("raw", [b"", b"account_id\r\n\xef\xbb\xbf", bytes(200_000)])
def test_digest_is_sha256_of_the_bytes(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "file").write_bytes(raw)

    assert digest(tmp_path / "file") == hashlib.sha256(raw).hexdigest()

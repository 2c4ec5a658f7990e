from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from forbear.lab import write_demo
from forbear.lab.faults import FAULTS, ONE_IN

AS_OF = date(2026, 11, 22)
Read = Callable[[str], pl.DataFrame]


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """The same tape as `tape`, with faults."""
    folder: Path = tmp_path_factory.mktemp("spoiled") / "tape"
    write_demo(folder, as_of=AS_OF)
    return lambda table: pl.read_parquet(folder / f"{table}.parquet")


@pytest.mark.parametrize(
    ("table", "key", "column"),
    [
        (table, {"customers": "customer_id", "accounts": "account_id"}.get(table), column)
        for _, table, change in FAULTS
        for column in change
    ],
)
def test_faults_spoil_about_one_row_in_so_many(
    table: str, key: str | None, column: str, spoiled: Read, tape: Read
) -> None:
    before, after = tape(table), spoiled(table)
    if table == "payments":
        after = after.head(before.height)
    differs = before[column].ne_missing(after[column])
    expected = before.height / ONE_IN
    assert 0.2 * expected < differs.sum() < 2.5 * expected + 3


def test_faults_repeat_payments_alike_and_otherwise(spoiled: Read) -> None:
    twice = spoiled("payments").filter(pl.struct("account_id", "payment_id").is_duplicated())
    kinds = twice.group_by("account_id", "payment_id").agg(pl.n_unique("amount"))["amount"]
    assert sorted(kinds.unique()) == [1, 2]


def test_faults_put_one_officer_into_two_teams(spoiled: Read) -> None:
    twice = spoiled("teams").filter(pl.col("officer_id").is_duplicated())
    assert twice["team_id"].to_list() == ["B01-T1", "B08-T6"]


@pytest.mark.parametrize("table", ["contacts", "holds", "consents", "parties", "branches"])
def test_faults_leave_the_rest_alone(table: str, spoiled: Read, tape: Read) -> None:
    assert spoiled(table).equals(tape(table))

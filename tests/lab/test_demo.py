"""The tape as a whole: shapes, keys, sameness, growth; and what is real in it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from forbear.lab import demo, write_demo
from forbear.lab.people import customer_of
from forbear.lab.source import load
from forbear.portfolio.tables import PARENTS, TABLES
from forbear.problems import ForbearError

AS_OF = date(2026, 11, 22)
Read = Callable[[str], pl.DataFrame]


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.parquet"))
    }


@pytest.mark.parametrize("table", TABLES)
def test_tape_has_every_column_of_every_table(table: str, tape: Read) -> None:
    columns = [c for c in tape(table).columns if not c.startswith("x_")]
    assert sorted(columns) == sorted(TABLES[table].column_names())


@pytest.mark.parametrize("table", TABLES)
def test_tape_must_columns_are_filled_and_keys_differ(table: str, tape: Read) -> None:
    frame, schema = tape(table), TABLES[table]
    must = [n for n, c in schema.columns().items() if c.metadata and c.metadata["must"]]
    assert frame.select(must).null_count().row(0) == (0,) * len(must)
    keys = schema.primary_key()
    assert frame.select(keys).is_duplicated().sum() == 0
    assert frame.height > 0


@pytest.mark.parametrize(
    ("child", "key", "parent"),
    [(child, key, parent) for child, of in PARENTS.items() for key, parent in of],
)
def test_tape_rows_have_their_parents(child: str, key: str, parent: str, tape: Read) -> None:
    assert tape(child).join(tape(parent), on=key, how="anti").height == 0


def test_tape_holds_every_source_row_once_with_its_real_figures(tape: Read) -> None:
    source = load()
    accounts = tape("accounts").sort("x_source_row")
    assert accounts["x_source_row"].to_list() == source.row.tolist()
    assert accounts["principal"].to_list() == (source.limit * 100).tolist()
    assert accounts["x_default_next_month"].to_list() == source.default.tolist()
    paid = (
        tape("payments")
        .group_by("account_id")
        .agg(pl.col("amount").sum())
        .join(accounts, on="account_id", how="right")
        .sort("x_source_row")["amount"]
        .fill_null(0)
    )
    assert paid.to_list() == (source.payment.sum(axis=1) * 100).tolist()
    assert (accounts["balance"] >= np.maximum(source.bill[:, 0], 0) * 100).all()


def test_tape_ages_to_the_real_months_past_due(tape: Read) -> None:
    """Paying the oldest instalment first, written out, against the source's newest status."""
    paid = dict(tape("payments").group_by("account_id").agg(pl.col("amount").sum()).iter_rows())
    oldest: dict[str, date] = {}
    due = tape("instalments").sort("account_id", "due_on")
    for account, on, *parts in due.select(
        "account_id", "due_on", "principal", "interest", "fee"
    ).iter_rows():
        amount = sum(parts)
        if account not in oldest and paid.get(account, 0) < amount:
            oldest[account] = on
        paid[account] = paid.get(account, 0) - min(amount, paid.get(account, 0))
    status = load().status[:, 0]
    wrong = []
    for account, row in tape("accounts").select("account_id", "x_source_row").iter_rows():
        days = max((AS_OF - oldest.get(account, AS_OF)).days, 0)
        bucket = 7 if days > 180 else -(-days // 30)
        if bucket != min(max(int(status[row - 1]), 0), 7):
            wrong.append((account, days, int(status[row - 1])))
    assert wrong == []


def test_tape_due_days_are_spread_over_the_month(tape: Read) -> None:
    share = tape("instalments")["due_on"].dt.day().value_counts(normalize=True)["proportion"]
    assert (len(share) >= 20, share.max() < 0.1) == (True, True)


def test_tape_nothing_has_happened_after_the_business_date(tape: Read) -> None:
    assert tape("payments")["paid_on"].max() <= AS_OF
    assert tape("contacts")["at"].dt.date().max() < AS_OF
    assert tape("contacts")["at"].dt.date().min() >= AS_OF - timedelta(days=90)
    assert tape("accounts")["opened_on"].max() < AS_OF - timedelta(days=365)
    first = tape("payments").join(tape("accounts"), on="account_id")
    assert first.filter(pl.col("paid_on") < pl.col("opened_on")).height == 0


def test_tape_proportions_are_a_bank_s(tape: Read) -> None:
    per_account = {t: round(tape(t).height / 30_000, 1) for t in TABLES}
    assert {t: per_account[t] for t in ("instalments", "payments", "contacts", "addresses")} == {
        "instalments": 6.0,
        "payments": 4.8,
        "contacts": 3.1,
        "addresses": 1.5,
    }
    assert tape("customers").height == 22_500
    assert 1.0 < tape("phones").height / 30_000 < 1.1


def test_customer_of_groups_twelve_accounts_into_nine_customers() -> None:
    assert customer_of(np.arange(14)).tolist() == [0, 1, 2, 3, 3, 4, 5, 6, 6, 6, 7, 8, 9, 10]


def test_write_demo_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_demo(tmp_path / name, accounts=600, as_of=AS_OF)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


@pytest.mark.parametrize("change", [{"seed": 2}, {"as_of": date(2026, 11, 21)}, {"faults": False}])
def test_write_demo_other_arguments_give_another_tape(
    change: dict[str, object], tmp_path: Path
) -> None:
    write_demo(tmp_path / "one", accounts=600, as_of=AS_OF)
    write_demo(tmp_path / "two", **{"accounts": 600, "as_of": AS_OF, **change})  # type: ignore[arg-type]
    assert (
        digests(tmp_path / "one")["payments.parquet"]
        != digests(tmp_path / "two")["payments.parquet"]
    )


def test_write_demo_in_parts_is_the_same_tape(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_demo(tmp_path / "whole", accounts=2000, as_of=AS_OF, faults=False)
    monkeypatch.setattr(demo, "CHUNK", 600)
    write_demo(tmp_path / "parts", accounts=2000, as_of=AS_OF, faults=False)
    tables = [t for t in TABLES if t not in ("branches", "officers", "teams", "agencies")]
    assert sorted(p.name for p in (tmp_path / "parts" / "accounts").iterdir()) == [
        f"part-00{n}.parquet" for n in range(4)
    ]
    for table in tables:
        whole = pl.read_parquet(tmp_path / "whole" / f"{table}.parquet")
        assert pl.read_parquet(tmp_path / "parts" / table / "*.parquet").equals(whole)


def test_write_demo_grows_by_drawing_the_source_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tape: Read
) -> None:
    write_demo(tmp_path / "more", accounts=30_240, as_of=AS_OF, faults=False)
    accounts = pl.read_parquet(tmp_path / "more" / "accounts.parquet")
    assert accounts.head(30_000).equals(tape("accounts"))
    again = accounts.tail(240)["x_source_row"].to_list()
    assert again == tape("accounts")["x_source_row"].head(240).to_list()


@pytest.mark.parametrize("accounts", [1, 11, 13])
def test_write_demo_small_tapes_are_whole(accounts: int, tmp_path: Path) -> None:
    write_demo(tmp_path, accounts=accounts, as_of=AS_OF, faults=False)
    written = {t: pl.read_parquet(tmp_path / f"{t}.parquet") for t in TABLES}
    assert written["accounts"].height == accounts
    assert written["customers"].height == customer_of(np.array([accounts - 1]))[0] + 1
    kinds = {t: frame.schema for t, frame in written.items()}
    assert kinds["holds"]["from_on"] == pl.Date


def test_write_demo_refuses_a_folder_with_something_in_it(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")
    with pytest.raises(ForbearError, match="the folder is not empty"):
        write_demo(tmp_path, accounts=12, as_of=AS_OF)
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


def test_write_demo_refuses_no_accounts_and_too_many_for_one_part(tmp_path: Path) -> None:
    with pytest.raises(ForbearError, match="at least 1 account"):
        write_demo(tmp_path, accounts=0, as_of=AS_OF)
    with pytest.raises(ForbearError, match="written in parts"):
        write_demo(tmp_path, accounts=demo.CHUNK + 1, as_of=AS_OF, parts=False)

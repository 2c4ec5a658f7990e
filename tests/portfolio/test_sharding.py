"""However a tape is split, the same rows are accepted and a customer stays together."""

from __future__ import annotations

import polars as pl
import pytest

from forbear.portfolio import TABLES, spec


@pytest.fixture
def many(make):
    """Thirty customers, with doubled rows in one file and across two, and some faults."""
    rows = make.clean()
    some = range(1, 31)
    rows["customers"] = [make.customer(n) for n in some]
    rows["accounts"] = [make.account(n) for n in some]
    rows["instalments"] = [make.instalment(f"A{n}", 9) for n in some]
    rows["payments"] = [make.payment(f"A{n}", n) for n in some]
    rows["accounts"].append(make.account(7, customer_id="C8"))
    rows["accounts"].append(make.account(9))
    rows["payments"].append(make.payment("A4", 4))
    rows["payments"].append(make.payment("A5", 5, amount="51.00"))
    rows["customers"][10]["kind"] = "alien"
    return rows


def accepted(done):
    return {
        table: sorted(
            row
            for shard in range(1 if table in spec.SHARED else done.shards)
            for row in done.table(table, shard).select(spec.keys(table)).collect().rows()
        )
        for table in TABLES
    }


def test_same_rows_whatever_the_shard_size(many, write, checked):
    folder = write(many)
    found = []
    for size in (1, 7, 1000):
        done = checked(folder, shard_size=size)
        found.append((done.counts.rows(), done.reasons.rows(), accepted(done)))
    assert found[1:] == [found[0]] * 2
    assert [reason[:3] for reason in found[0][1]] == [
        ("customers", "code.unknown", 1),
        ("accounts", "duplicate.conflict", 2),
        ("accounts", "duplicate.same", 1),
        ("accounts", "parent.quarantined", 1),
        ("instalments", "parent.quarantined", 2),
        ("payments", "duplicate.conflict", 2),
        ("payments", "duplicate.same", 1),
        ("payments", "parent.quarantined", 2),
    ]


@pytest.mark.parametrize("shard_size", [1, 7, 1000])
def test_customer_is_whole_in_one_shard(many, write, checked, shard_size):
    done = checked(write(many), shard_size=shard_size)
    for shard in range(done.shards):
        customers = done.table("customers", shard).collect()["customer_id"]
        accounts = done.table("accounts", shard).collect()
        assert set(accounts["customer_id"]) <= set(customers)
        for table in ("instalments", "payments"):
            owners = done.table(table, shard).collect()["account_id"]
            assert set(owners) <= set(accounts["account_id"])
        for table in ("phones", "addresses", "contacts", "holds"):
            assert set(done.table(table, shard).collect()["customer_id"]) <= set(customers)


@pytest.mark.parametrize("shard_size", [1, 1000])
def test_duplicates_across_files(many, write, checked, shard_size):
    folder = write(many)
    frame = pl.read_csv(folder / "payments.csv", infer_schema=False)
    (folder / "payments.csv").unlink()
    frame.head(30).write_csv(folder / "payments-1.csv")
    frame.tail(2).write_parquet(folder / "payments-2.parquet")
    done = checked(folder, shard_size=shard_size)
    out = done.write_quarantine(done.work.parent)
    told = pl.read_csv(out / "payments.csv").filter(pl.col.rule.str.starts_with("duplicate"))
    assert told.select("file", "line", "column", "rule", "value").rows() == [
        ("payments-1.csv", 6, "account_id+payment_id", "duplicate.conflict", "A5, P5"),
        ("payments-2.parquet", 1, "account_id+payment_id", "duplicate.same", "A4, P4"),
        ("payments-2.parquet", 2, "account_id+payment_id", "duplicate.conflict", "A5, P5"),
    ]

"""Rows whose parent is not there, and how a fault goes down from parent to child."""

from __future__ import annotations

import polars as pl
import pytest

from forbear.portfolio import TABLES, spec
from forbear.portfolio.parents import FALLEN, orphaned, why


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ([], []),
        (["a", "b", "a"], []),
        (["a", "x", "x", "b", "x"], ["x", "x", "x"]),
        (["y", "a", "x"], ["y", "x"]),
    ],
)
def test_orphaned_rows_in_their_order(keys, found):
    rows = pl.DataFrame({"k": keys}, schema={"k": pl.String})
    accepted = pl.Series("key", ["a", "b"])
    assert orphaned(rows, "k", accepted)["k"].to_list() == found


def test_why_tells_missing_from_quarantined():
    fallen = pl.DataFrame({"key": ["x"], "because": ["money.negative"]}, schema=FALLEN)
    rows = pl.DataFrame({"k": ["x", "y"]})
    assert why(rows, "k", fallen).select("k", "rule", "because").rows() == [
        ("x", "parent.quarantined", "money.negative"),
        ("y", "parent.missing", None),
    ]


@pytest.mark.parametrize("shard_size", [1, 1000])
def test_fault_of_a_customer_goes_down_to_the_instalments(
    make, write, checked, tmp_path, shard_size
):
    rows = make.clean()
    rows["customers"][1]["uscc"] = "91350100"
    done = checked(write(rows), shard_size=shard_size)
    assert done.counts.filter(pl.col.quarantined > 0).rows() == [
        ("customers", 3, 2, 1),
        ("accounts", 3, 2, 1),
        ("instalments", 9, 6, 3),
        ("payments", 3, 2, 1),
        ("phones", 3, 2, 1),
        ("addresses", 3, 2, 1),
        ("contacts", 3, 2, 1),
    ]
    out = done.write_quarantine(tmp_path)
    whole = pl.read_csv(out / "instalments.csv", infer_schema=False)
    assert whole.select("file", "line", "column", "rule", "value").rows() == [
        ("instalments.csv", line, "account_id", "parent.quarantined", "A2")
        for line in ("5", "6", "7")
    ]
    assert whole["reason_en"].unique().to_list() == [
        "the row it belongs to was set aside: "
        "the value is not an 18-character unified social credit code (GB 32100)"
    ]


def test_fault_of_a_branch_goes_down_to_teams_and_accounts(make, write, checked):
    rows = make.clean()
    rows["branches"].append(make.branch(2, lat="95"))
    rows["accounts"][0]["branch_id"] = "B2"
    rows["officers"][2]["branch_id"] = "B2"
    rows["teams"].append(make.team("T2", "O3"))
    done = checked(write(rows))
    assert done.counts.filter(pl.col.quarantined > 0).select("table", "quarantined").rows() == [
        ("branches", 1),
        ("officers", 1),
        ("teams", 1),
        ("accounts", 1),
        ("instalments", 3),
        ("payments", 1),
    ]


@pytest.mark.parametrize("shard_size", [1, 1000])
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_fault_of_every_account_leaves_nothing_below_accepted(
    make, write, checked, tmp_path, form, shard_size
):
    rows = make.clean()
    for account in rows["accounts"]:
        account["principal"] = "-1"
    done = checked(write(rows, form), shard_size=shard_size)
    assert done.counts.filter(pl.col.quarantined > 0).rows() == [
        ("accounts", 3, 0, 3),
        ("instalments", 9, 0, 9),
        ("payments", 3, 0, 3),
    ]
    totals = done.counts.select(pl.col.accepted + pl.col.quarantined == pl.col.received)
    assert totals.to_series().all()
    for table in ("accounts", "instalments", "payments"):
        kept = [done.table(table, shard).collect().height for shard in range(done.shards)]
        assert kept == [0] * done.shards
    whole = pl.read_csv(done.write_quarantine(tmp_path) / "instalments.csv", infer_schema=False)
    assert whole.select("column", "rule", "value").rows() == [
        ("account_id", "parent.quarantined", account)
        for account in ("A1", "A2", "A3")
        for _ in "123"
    ]
    assert whole["reason_en"].unique().to_list() == [
        "the row it belongs to was set aside: the amount is negative where it can't be"
    ]


@pytest.mark.parametrize(
    ("table", "changed", "fallen"),
    [
        (
            "customers",
            {"kind": "alien"},
            ["customers", *(table for table in TABLES if spec.owner(table))],
        ),
        (
            "branches",
            {"lat": "91"},
            ["branches", "officers", "teams", "accounts", "instalments", "payments"],
        ),
    ],
)
def test_fault_of_every_parent_takes_all_that_follow(make, write, checked, table, changed, fallen):
    rows = make.clean()
    for row in rows[table]:
        row |= changed
    done = checked(write(rows))
    counts = {name: (received, kept, gone) for name, received, kept, gone in done.counts.rows()}
    assert {name: counts[name] for name in rows} == {
        name: (len(some), 0, len(some)) if name in fallen else (len(some), len(some), 0)
        for name, some in rows.items()
    }
    assert set(done.reasons["table"]) == set(fallen) & set(rows)
    below = done.reasons.filter(pl.col.table != table)["rule"]
    assert set(below) == {"parent.quarantined"}

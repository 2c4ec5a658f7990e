"""Rows whose parent is not there, and how a fault goes down from parent to child."""

from __future__ import annotations

import polars as pl
import pytest

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

"""The quarantine as people open it: words, places, nothing that a spreadsheet would run."""

from __future__ import annotations

import polars as pl
import pytest

from forbear.portfolio import RULES
from forbear.portfolio.quarantine import FAULTS, Quarantine, readable

BOM = b"\xef\xbb\xbf"


def fault(**other):
    row = {
        "file": "phones.csv",
        "line": 2,
        "column": "phone",
        "rule": "phone.form",
        "value": "12345",
        "because": None,
        "rows": 1,
        "row": "{}",
    }
    return row | other


def frame(*rows):
    return pl.DataFrame(rows, schema=FAULTS)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-cmd", "'-cmd"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("-5.00", "-5.00"),
        ("+8613812340001", "+8613812340001"),
        ("12345", "12345"),
        (None, None),
    ],
)
def test_readable_leaves_nothing_to_run(value, shown):
    row = readable(frame(fault(value=value, row=value))).row(0, named=True)
    assert (row["value"], row["row"]) == (shown, shown)


def test_readable_says_the_reason_and_the_parents_reason():
    told = readable(frame(fault(), fault(rule="parent.quarantined", because="money.negative")))
    parent, root = RULES["parent.quarantined"], RULES["money.negative"]
    assert told.select("reason_en", "reason_zh").rows() == [
        (RULES["phone.form"].en, RULES["phone.form"].zh),
        (f"{parent.en}: {root.en}", f"{parent.zh}：{root.zh}"),
    ]


def test_write_parts_in_order_under_one_header(tmp_path):
    kept = Quarantine(tmp_path / "q")
    kept.add("phones", frame(fault(line=2)))
    kept.add("phones", frame())
    kept.add("phones", frame(fault(line=9), fault(line=3)))
    kept.write("phones", tmp_path / "phones.csv")
    content = (tmp_path / "phones.csv").read_bytes()
    assert content[:3] == BOM
    assert content.count(BOM) == 1
    told = pl.read_csv(content)
    assert told.columns == [
        "file",
        "line",
        "column",
        "rule",
        "value",
        "reason_en",
        "reason_zh",
        "rows",
        "row",
    ]
    assert told["line"].to_list() == [2, 9, 3]


def test_by_rule_counts_rows_and_not_faults(tmp_path):
    kept = Quarantine(tmp_path)
    half = {"rule": "coordinates.half", "line": 4}
    kept.add("addresses", frame(fault(column="lat", **half), fault(column="lon", **half)))
    kept.add("addresses", frame(fault(rule="file.missing_column", line=1, rows=7)))
    assert kept.by_rule("addresses").rows() == [
        ("addresses", rule, rows, RULES[rule].en, RULES[rule].zh)
        for rule, rows in (("coordinates.half", 1), ("file.missing_column", 7))
    ]


def test_by_rule_of_a_table_without_faults(tmp_path):
    assert Quarantine(tmp_path).by_rule("phones").rows() == []


def test_written_quarantine_and_summary_of_a_check(make, write, checked, tmp_path):
    rows = make.clean()
    rows["phones"].append(make.phone("C1", "=HYPERLINK(1)"))
    rows["payments"].append(make.payment("A1", 9, amount="-5.00"))
    out = checked(write(rows)).write_quarantine(tmp_path)
    assert sorted(p.name for p in out.iterdir()) == ["payments.csv", "phones.csv", "summary.csv"]
    assert [p.read_bytes()[:3] for p in sorted(out.iterdir())] == [BOM] * 3
    columns = ("file", "line", "column", "rule", "value")
    found = [pl.read_csv(out / f"{t}.csv").select(columns).row(0) for t in ("payments", "phones")]
    assert found == [
        ("payments.csv", 5, "amount", "money.negative", -5.0),
        ("phones.csv", 5, "phone", "phone.form", "'=HYPERLINK(1)"),
    ]
    summary = pl.read_csv(out / "summary.csv")
    assert summary.columns == [
        "table",
        "received",
        "accepted",
        "quarantined",
        "rule",
        "rows",
        "en",
        "zh",
    ]
    assert summary.filter(pl.col.quarantined > 0).rows() == [
        (table, 4, 3, 1, rule, 1, RULES[rule].en, RULES[rule].zh)
        for table, rule in (("payments", "money.negative"), ("phones", "phone.form"))
    ]


def test_written_quarantine_takes_the_place_of_an_older_one(make, write, checked, tmp_path):
    (tmp_path / "quarantine").mkdir()
    (tmp_path / "quarantine" / "phones.csv").write_text("old")
    out = checked(write(make.clean())).write_quarantine(tmp_path)
    assert [p.name for p in out.iterdir()] == ["summary.csv"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["quarantine", "tape", "work"]

"""Every fault of a tape planted, found, and explained; and what is right, kept."""

from __future__ import annotations

import polars as pl
import pytest

FORMS = ("csv", "bom", "gb18030", "crlf", "gz", "zst", "parquet")

#: Where a row stands: CSV counts the header, Parquet doesn't.
FIRST_LINE = {form: 1 if form == "parquet" else 2 for form in FORMS}


def plant(make, rows):
    """Add every kind of bad row; return what is to be said of each: (table, row, column, rule,
    value), rows numbered from 0."""
    said = []

    def bad(table, row, *faults):
        for column, rule, value in faults:
            said.append((table, len(rows[table]), column, rule, value))
        rows[table].append(row)

    c, a = make.customer, make.account
    bad("branches", make.branch(8, lat="0", lon="0"), ("lat", "coordinates.zero", "0"))
    bad("branches", make.branch(9, lat="91"), ("lat", "coordinates.range", "91"))
    bad(
        "officers",
        make.officer(9, branch_id="B8"),
        ("branch_id", "parent.quarantined", "B8"),
    )
    bad("teams", make.team("T2", "O3"), ("officer_id", "officer.two_teams", "O3"))
    bad("teams", make.team("T3", "O3", starts="600"), ("officer_id", "officer.two_teams", "O3"))
    bad("teams", make.team("T4", "O9"), ("officer_id", "parent.quarantined", "O9"))
    bad("teams", make.team("T4", "O1", ends="300"), ("ends", "shift.backwards", "300"))
    bad(
        "customers",
        c(10, resident_id="110105194912310021"),
        ("resident_id", "resident_id.check", "110105194912310021"),
    )
    bad(
        "customers",
        c(11, resident_id="11010519490231002X"),
        ("resident_id", "resident_id.form", "11010519490231002X"),
    )
    bad("customers", c(12, uscc="91350100M000100Y44"), ("uscc", "uscc.check", "91350100M000100Y44"))
    bad("customers", c(13, uscc="91350100"), ("uscc", "uscc.form", "91350100"))
    bad("customers", c(14, kind="alien"), ("kind", "code.unknown", "alien"))
    bad("customers", c(15, born_on="2030-01-01"), ("born_on", "date.future", "2030-01-01"))
    bad("customers", c(16, timezone="Mars/Olympus"), ("timezone", "zone.unknown", "Mars/Olympus"))
    bad("customers", c(17, name="张\x01三"), ("name", "text.control", "张\x01三"))
    bad("customers", {**c(18), "name": None}, ("name", "value.missing", None))
    bad("customers", c(3, name="另一人"), ("customer_id", "duplicate.conflict", "C3"))
    said.append(("customers", 2, "customer_id", "duplicate.conflict", "C3"))
    bad("customers", c(1), ("customer_id", "duplicate.same", "C1"))
    said.append(("accounts", 2, "customer_id", "parent.quarantined", "C3"))
    bad("accounts", a(10), ("customer_id", "parent.quarantined", "C10"))
    bad("accounts", a(20), ("customer_id", "parent.missing", "C20"))
    bad("accounts", a(21, customer_id="C1", branch_id="B7"), ("branch_id", "parent.missing", "B7"))
    bad(
        "accounts", a(22, customer_id="C1", currency="XYZ"), ("currency", "currency.unknown", "XYZ")
    )
    bad(
        "accounts",
        a(23, customer_id="C1", principal="-5.00"),
        ("principal", "money.negative", "-5.00"),
    )
    bad("accounts", a(24, customer_id="C1", principal="much"), ("principal", "money.form", "much"))
    bad(
        "accounts",
        a(25, customer_id="C1", principal="1.005"),
        ("principal", "money.fraction", "1.005"),
    )
    bad(
        "accounts",
        a(26, customer_id="C1", principal="99999999999999"),
        ("principal", "money.range", "99999999999999"),
    )
    bad(
        "accounts",
        a(27, customer_id="C1", annual_rate="18.25"),
        ("annual_rate", "rate.range", "18.25"),
    )
    bad(
        "accounts",
        a(28, customer_id="C1", annual_rate="high"),
        ("annual_rate", "rate.form", "high"),
    )
    bad(
        "accounts",
        a(29, customer_id="C1", opened_on="2026-02-30"),
        ("opened_on", "date.impossible", "2026-02-30"),
    )
    bad(
        "accounts",
        a(30, customer_id="C1", closed_on="2024-01-01"),
        ("closed_on", "account.ended_before_opening", "2024-01-01"),
    )
    bad("accounts", a(2, product="mortgage"), ("account_id", "duplicate.conflict", "A2"))
    said.append(("accounts", 1, "account_id", "duplicate.conflict", "A2"))
    for n in (3, 4, 5):
        said.append(("instalments", n, "account_id", "parent.quarantined", "A2"))
        said.append(("instalments", n + 3, "account_id", "parent.quarantined", "A3"))
    bad(
        "instalments",
        make.instalment("A1", 8, paid="101.51"),
        ("paid", "instalment.overpaid", "101.51"),
    )
    bad("instalments", make.instalment("A9", 8), ("account_id", "parent.missing", "A9"))
    bad("instalments", make.instalment("A1", 9), ("account_id+number", "duplicate.same", "A1, 9"))
    bad(
        "instalments",
        make.instalment("A1", 10, fee="3"),
        ("account_id+number", "duplicate.conflict", "A1, 10"),
    )
    said.append(("instalments", 1, "account_id+number", "duplicate.conflict", "A1, 10"))
    bad(
        "instalments",
        make.instalment("A1", 0, due_on="2026-08-20"),
        ("number", "number.range", "0"),
    )
    bad("instalments", {**make.instalment("A1", 7), "number": "x"}, ("number", "number.form", "x"))
    bad(
        "payments",
        make.payment("A1", 7, paid_on="2025-01-09"),
        ("paid_on", "payment.before_opening", "2025-01-09"),
    )
    bad(
        "payments",
        make.payment("A1", 8, paid_on="2026-11-23"),
        ("paid_on", "date.future", "2026-11-23"),
    )
    bad(
        "payments",
        make.payment("A1", 9, reversed_on="2026-09-01"),
        ("reversed_on", "payment.reversed_before_paid", "2026-09-01"),
    )
    said.append(("payments", 1, "account_id", "parent.quarantined", "A2"))
    said.append(("payments", 2, "account_id", "parent.quarantined", "A3"))
    bad("phones", make.phone("C1", "12345"), ("phone", "phone.form", "12345"))
    bad("phones", make.phone("C2", "not a phone"), ("phone", "phone.form", "not a phone"))
    bad(
        "phones",
        make.phone("C1", "138-1234-0001"),
        ("customer_id+phone", "duplicate.same", "C1, 138-1234-0001"),
    )
    bad("addresses", make.address("C1", 11, lat="0", lon="0.0"), ("lat", "coordinates.zero", "0"))
    bad("addresses", make.address("C1", 12, lon="181"), ("lon", "coordinates.range", "181"))
    bad(
        "addresses",
        make.address("C1", 13, lat="north"),
        ("lat", "degree.form", "north"),
        ("lat", "coordinates.half", "north"),
    )
    bad("addresses", make.address("C1", 14, lon=None), ("lon", "coordinates.half", None))
    bad(
        "contacts",
        make.contact("C1", 11, at="2026-11-23 00:00:00"),
        ("at", "date.future", "2026-11-23 00:00:00"),
    )
    bad("contacts", make.contact("C1", 12, at="noon"), ("at", "instant.form", "noon"))
    bad("contacts", make.contact("C10", 13), ("customer_id", "parent.quarantined", "C10"))
    bad("contacts", make.contact("C99", 14), ("customer_id", "parent.missing", "C99"))
    for table in ("phones", "addresses", "contacts"):
        said.append((table, 2, "customer_id", "parent.quarantined", "C3"))
    bad(
        "holds", make.hold("C2", 2, to_on="2026-10-31"), ("to_on", "period.backwards", "2026-10-31")
    )
    return said


@pytest.mark.parametrize("form", FORMS)
def test_check_planted_faults(make, write, checked, form):
    rows = make.clean()
    for row in rows["instalments"]:
        row["fee"] = "0"
    said = plant(make, rows)
    done = checked(write(rows, form), shard_size=2)
    out = done.write_quarantine(done.work.parent / "out")
    found = [
        (table, line - FIRST_LINE[form], column, rule, value)
        for table in rows
        for line, column, rule, value in _quarantine(out / f"{table}.csv")
        .select("line", "column", "rule", "value")
        .rows()
    ]
    assert sorted(found, key=str) == sorted(said, key=str)
    counts = {t: (r, a, q) for t, r, a, q in done.counts.rows()}
    for table, some in rows.items():
        bad = {n for t, n, *_ in said if t == table}
        assert counts[table] == (len(some), len(some) - len(bad), len(bad))


def _quarantine(path):
    return pl.read_csv(path, infer_schema=False).with_columns(pl.col.line.cast(pl.Int64))

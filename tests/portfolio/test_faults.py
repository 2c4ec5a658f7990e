"""Every fault of a tape planted at once, in every form of file, and each found with its reason."""

from __future__ import annotations

import datetime as dt
import gzip

import polars as pl
import pytest

from forbear.portfolio import RULES, check

#: Forms of a tape, how its files end, and the line of the first row: CSV counts the header.
FORMS = {
    "csv": (".csv", 2),
    "bom": (".csv", 2),
    "gb18030": (".csv", 2),
    "crlf": (".csv", 2),
    "gz": (".csv.gz", 2),
    "zst": (".csv.zst", 2),
    "parquet": (".parquet", 1),
    "parquet.gz": (".parquet.gz", 1),
    "parquet.zst": (".parquet.zst", 1),
}

BANK = {"as_of": dt.date(2026, 11, 22), "zone": "Asia/Shanghai", "currency": "CNY"}


class Plant:
    """Adds bad rows to a tape and keeps what has to be said of each: (table, row counted from 0,
    column, rule, value)."""

    def __init__(self, rows):
        self.rows = rows
        self.said = []

    def bad(self, table, row, *faults):
        for fault in faults:
            self.say(table, len(self.rows[table]), *fault)
        self.rows[table].append(row)

    def say(self, table, row, column, rule, value):
        self.said.append((table, row, column, rule, value))


def plant_people(make, plant):
    bad, c = plant.bad, make.customer
    bad("branches", make.branch(8, lat="0", lon="0"), ("lat", "coordinates.zero", "0"))
    bad("branches", make.branch(9, lat="91"), ("lat", "coordinates.range", "91"))
    bad("officers", make.officer(9, branch_id="B8"), ("branch_id", "parent.quarantined", "B8"))
    bad("teams", make.team("T2", "O3"), ("officer_id", "officer.two_teams", "O3"))
    bad("teams", make.team("T3", "O3", starts="600"), ("officer_id", "officer.two_teams", "O3"))
    bad("teams", make.team("T4", "O9"), ("officer_id", "parent.quarantined", "O9"))
    bad("teams", make.team("T4", "O1", ends="300"), ("ends", "shift.backwards", "300"))
    for number, changed, rule in (
        (10, {"resident_id": "110105194912310021"}, "resident_id.check"),
        (11, {"resident_id": "11010519490231002X"}, "resident_id.form"),
        (12, {"uscc": "91350100M000100Y44"}, "uscc.check"),
        (13, {"uscc": "91350100"}, "uscc.form"),
        (14, {"kind": "alien"}, "code.unknown"),
        (15, {"born_on": "2030-01-01"}, "date.future"),
        (16, {"timezone": "Mars/Olympus"}, "zone.unknown"),
        (17, {"name": "张\x01三"}, "text.control"),
        (18, {"name": None}, "value.missing"),
    ):
        ((column, value),) = changed.items()
        bad("customers", c(number, **changed), (column, rule, value))
    bad("customers", c(3, name="另一人"), ("customer_id", "duplicate.conflict", "C3"))
    plant.say("customers", 2, "customer_id", "duplicate.conflict", "C3")
    bad("customers", c(1), ("customer_id", "duplicate.same", "C1"))


def plant_accounts(make, plant):
    bad, a = plant.bad, make.account
    plant.say("accounts", 2, "customer_id", "parent.quarantined", "C3")
    bad("accounts", a(10), ("customer_id", "parent.quarantined", "C10"))
    bad("accounts", a(20), ("customer_id", "parent.missing", "C20"))
    for number, changed, rule in (
        (21, {"branch_id": "B7"}, "parent.missing"),
        (22, {"currency": "XYZ"}, "currency.unknown"),
        (23, {"principal": "-5.00"}, "money.negative"),
        (24, {"principal": "much"}, "money.form"),
        (25, {"principal": "1.005"}, "money.fraction"),
        (26, {"principal": "99999999999999"}, "money.range"),
        (27, {"annual_rate": "18.25"}, "rate.range"),
        (28, {"annual_rate": "high"}, "rate.form"),
        (29, {"opened_on": "2026-02-30"}, "date.impossible"),
        (30, {"closed_on": "2024-01-01"}, "account.ended_before_opening"),
        (31, {"secured": "maybe"}, "bool.form"),
    ):
        ((column, value),) = changed.items()
        bad("accounts", a(number, customer_id="C1", **changed), (column, rule, value))
    bad("accounts", a(2, product="mortgage"), ("account_id", "duplicate.conflict", "A2"))
    plant.say("accounts", 1, "account_id", "duplicate.conflict", "A2")


def plant_money(make, plant):
    bad, i, p = plant.bad, make.instalment, make.payment
    for n in (3, 4, 5):
        plant.say("instalments", n, "account_id", "parent.quarantined", "A2")
        plant.say("instalments", n + 3, "account_id", "parent.quarantined", "A3")
    bad("instalments", i("A1", 8, paid="101.51"), ("paid", "instalment.overpaid", "101.51"))
    bad("instalments", i("A9", 8), ("account_id", "parent.missing", "A9"))
    bad("instalments", i("A1", 9), ("account_id+number", "duplicate.same", "A1, 9"))
    twice = ("account_id+number", "duplicate.conflict", "A1, 10")
    bad("instalments", i("A1", 10, fee="3"), twice)
    plant.say("instalments", 1, *twice)
    bad("instalments", i("A1", 0, due_on="2026-08-20"), ("number", "number.range", "0"))
    bad("instalments", i("A1", 7) | {"number": "x"}, ("number", "number.form", "x"))
    early = ("paid_on", "payment.before_opening", "2025-01-09")
    bad("payments", p("A1", 7, paid_on="2025-01-09"), early)
    bad("payments", p("A1", 8, paid_on="2026-11-23"), ("paid_on", "date.future", "2026-11-23"))
    backwards = ("reversed_on", "payment.reversed_before_paid", "2026-09-01")
    bad("payments", p("A1", 9, reversed_on="2026-09-01"), backwards)
    plant.say("payments", 1, "account_id", "parent.quarantined", "A2")
    plant.say("payments", 2, "account_id", "parent.quarantined", "A3")


def plant_ways(make, plant):
    bad, d, k = plant.bad, make.address, make.contact
    bad("phones", make.phone("C1", "12345"), ("phone", "phone.form", "12345"))
    bad("phones", make.phone("C2", "not a phone"), ("phone", "phone.form", "not a phone"))
    same = ("customer_id+phone", "duplicate.same", "C1, 138-1234-0001")
    bad("phones", make.phone("C1", "138-1234-0001"), same)
    bad("addresses", d("C1", 11, lat="0", lon="0.0"), ("lat", "coordinates.zero", "0"))
    bad("addresses", d("C1", 12, lon="181"), ("lon", "coordinates.range", "181"))
    bad(
        "addresses",
        d("C1", 13, lat="north"),
        ("lat", "degree.form", "north"),
        ("lat", "coordinates.half", "north"),
    )
    bad("addresses", d("C1", 14, lon=None), ("lon", "coordinates.half", None))
    tomorrow = ("at", "date.future", "2026-11-23 00:00:00")
    bad("contacts", k("C1", 11, at="2026-11-23 00:00:00"), tomorrow)
    bad("contacts", k("C1", 12, at="noon"), ("at", "instant.form", "noon"))
    bad("contacts", k("C10", 13), ("customer_id", "parent.quarantined", "C10"))
    bad("contacts", k("C99", 14), ("customer_id", "parent.missing", "C99"))
    for table in ("phones", "addresses", "contacts"):
        plant.say(table, 2, "customer_id", "parent.quarantined", "C3")
    ended = ("to_on", "period.backwards", "2026-10-31")
    bad("holds", make.hold("C2", 2, to_on="2026-10-31"), ended)


def planted(make):
    """A tape with every fault that a row can have, and what is to be said of each."""
    plant = Plant(make.clean())
    for account in plant.rows["accounts"]:
        account["secured"] = "否"
    for instalment in plant.rows["instalments"]:
        instalment["fee"] = "0"
    for part in (plant_people, plant_accounts, plant_money, plant_ways):
        part(make, plant)
    return plant


#: Files in which whole lines or the file itself are wrong: rows received, accepted, and what is
#: said of them as (line, column, rule, value).
PAYMENTS = b"".join(b"A1,Q%d,2026-10-01,50.00\n" % n for n in range(4))
CUT = gzip.compress(b"account_id,payment_id,paid_on,amount\n" + PAYMENTS, 0, mtime=0)[:-20]
BROKEN = {
    "contacts-encoding.csv": (
        b"customer_id,contact_id,at,channel,outcome\n"
        b"C1,E1,2026-11-20 10:00:00,call,no_answer\n"
        b"C1,E\xff2,2026-11-20 10:00:00,call,no_answer\n",
        (2, 1),
        (3, None, "line.encoding", "C1,E\ufffd2,2026-11-20 10:00:00,call,no_answer"),
    ),
    "phones-quote.csv": (
        b'customer_id,phone,kind\nC1,13900001111,mobile\nC1,"1390000"2222,mobile\n'
        b"C1,13900003333,mobile\n",
        (3, 2),
        (3, None, "line.quote", 'C1,"1390000"2222,mobile'),
    ),
    "payments-cut.csv.gz": (CUT, (4, 3), (5, None, "file.truncated", "A1,Q3,2026-")),
    "holds-fields.csv": (
        b"customer_id,hold_id,kind,from_on\nC1,F1,dispute,2026-11-01\nC1,F2\n",
        (2, 1),
        (3, None, "line.fields", "2"),
    ),
    "consents.csv": (
        b"customer_id,consent_id,kind\nC1,N1,night_contact\nC2,N2,night_contact\n",
        (2, 0),
        (1, "from_on", "file.missing_column", None),
    ),
    "agencies.parquet": (b"PAR1 and no more", (1, 0), (None, None, "file.unreadable", None)),
}


def said_of(plant, form):
    """(file, line, column, rule, value) of every fault, those of broken files among them."""
    ending, first = FORMS[form]
    rows = [(f"{table}{ending}", row + first, *rest) for table, row, *rest in plant.said]
    return rows + [(name, *fault) for name, (_, _, fault) in BROKEN.items()]


def counts_of(plant):
    """Rows received, accepted and quarantined by table."""
    counts = {}
    for table, rows in plant.rows.items():
        bad = {row for t, row, *_ in plant.said if t == table}
        counts[table] = (len(rows), len(rows) - len(bad), len(bad))
    for name, (_, (received, accepted), _) in BROKEN.items():
        table = name.split(".")[0].split("-")[0]
        before = counts.get(table, (0, 0, 0))
        more = (received, accepted, received - accepted)
        counts[table] = tuple(map(sum, zip(before, more, strict=True)))
    return counts


@pytest.mark.parametrize("form", FORMS)
def test_every_planted_fault_is_found_with_its_reason(make, write, checked, tmp_path, form):
    plant = planted(make)
    folder = write(plant.rows, form)
    for name, (content, _, _) in BROKEN.items():
        (folder / name).write_bytes(content)
    done = checked(folder, shard_size=2)

    out = done.write_quarantine(tmp_path / "out")
    files = {p.stem: p for p in sorted(out.iterdir())}
    told = pl.concat(
        pl.read_csv(path, infer_schema=False) for name, path in files.items() if name != "summary"
    ).with_columns(pl.col.line.cast(pl.Int64))
    found = told.select("file", "line", "column", "rule", "value").rows()
    assert sorted(found, key=str) == sorted(said_of(plant, form), key=str)

    counts = {table: tuple(rest) for table, *rest in done.counts.rows()}
    assert {t: n for t, n in counts.items() if t in counts_of(plant)} == counts_of(plant)
    assert all(received == accepted + aside for received, accepted, aside in counts.values())
    kept = {
        table: sum(done.table(table, shard).collect().height for shard in range(done.shards))
        for table in counts
    }
    assert kept == {table: accepted for table, (_, accepted, _) in counts.items()}

    for rule, en, zh in told.select("rule", "reason_en", "reason_zh").rows():
        assert en.startswith(RULES[rule].en)
        assert zh.startswith(RULES[rule].zh)


def test_faulty_tape_gives_the_same_bytes(make, write, tmp_path):
    folder = write(planted(make).rows)
    outs = []
    for name in ("one", "two"):
        done = check(folder, tmp_path / name, shard_size=2, **BANK)
        out = done.write_quarantine(tmp_path / f"{name}-out")
        outs.append({p.name: p.read_bytes() for p in sorted(out.iterdir())})
        outs[-1] |= {
            p.relative_to(done.work).as_posix(): p.read_bytes()
            for p in sorted(done.work.rglob("*"))
            if p.is_file()
        }
    assert outs[0] == outs[1]

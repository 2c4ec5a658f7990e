"""A whole tape checked: what is right is kept, in whatever form it comes."""

from __future__ import annotations

import datetime as dt
import gzip

import polars as pl
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from forbear.portfolio import TABLES, Mapping, check
from forbear.portfolio.spec import SHARED
from forbear.problems import ForbearError

FORMS = ("csv", "bom", "gb18030", "crlf", "gz", "zst", "parquet", "parquet.gz", "parquet.zst")

BANK = {"as_of": dt.date(2026, 11, 22), "zone": "Asia/Shanghai", "currency": "CNY"}


def quarantined(done, table):
    out = done.write_quarantine(done.work.parent / "out")
    path = out / f"{table}.csv"
    if not path.exists():
        return []
    lines = pl.read_csv(path, infer_schema=False).with_columns(pl.col.line.cast(pl.Int64))
    return lines.select("line", "column", "rule", "value").rows()


def counted(done):
    return {t: (r, a, q) for t, r, a, q in done.counts.rows() if r}


def test_check_clean_tape_in_every_form_gives_the_same_rows(make, write, tmp_path):
    tables = {}
    for form in FORMS:
        folder = tmp_path / form
        folder.mkdir()
        done = check(write(make.clean(), form).rename(folder / "tape"), folder / "w", **BANK)
        tables[form] = {name: done.table(name, 0).collect() for name in TABLES}
    for form in FORMS[1:]:
        for name, frame in tables["csv"].items():
            assert_frame_equal(tables[form][name], frame)


def test_check_types_and_units(make, write, checked):
    done = checked(write(make.clean()))
    assert done.table("accounts", 0).head(1).collect().row(0, named=True) == {
        "account_id": "A1",
        "customer_id": "C1",
        "branch_id": "B1",
        "product": "card",
        "currency": "CNY",
        "opened_on": dt.date(2025, 1, 10),
        "principal": 1_000_000,
        "balance": None,
        "annual_rate": 182_500,
        "overdue_rate": None,
        "penalty": None,
        "penalty_min": None,
        "secured": None,
        "closed_on": None,
        "written_off_on": None,
        "placed_with": None,
        "x_default_next_month": "0",
    }
    at = done.table("contacts", 0).select("at").head(1).collect().item()
    assert at == dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC)
    assert done.table("instalments", 0).select("fee").collect()["fee"].to_list() == [0] * 9


def test_check_tables_keep_their_schema(make, write, checked):
    done = checked(write(make.clean()), shard_size=1)
    for table, schema in TABLES.items():
        for shard in range(done.shards if table not in SHARED else 1):
            frame = done.table(table, shard).collect()
            schema.validate(frame.select(schema.column_names()))


@pytest.mark.parametrize("shard_size", [1, 2, 1000])
def test_check_shards_hold_customers_whole(make, write, checked, shard_size):
    rows = make.clean()
    rows["customers"] = [make.customer(n) for n in range(1, 30)]
    rows["accounts"] = [make.account(n) for n in range(1, 30)]
    rows["payments"] = [make.payment(f"A{n}", n) for n in range(1, 30)]
    done = checked(write(rows), shard_size=shard_size)
    assert done.shards == -(-29 // shard_size)
    seen = []
    for shard in range(done.shards):
        customers = done.table("customers", shard).collect()["customer_id"].to_list()
        accounts = done.table("accounts", shard).collect()
        payments = done.table("payments", shard).collect()["account_id"].to_list()
        assert accounts["customer_id"].to_list() == customers
        assert accounts["account_id"].to_list() == payments
        seen.extend(customers)
    assert sorted(seen) == sorted(f"C{n}" for n in range(1, 30))


def test_check_amounts_by_currency_of_account(make, write, checked):
    rows = make.clean()
    rows["accounts"][0] |= {"currency": "JPY", "principal": "5000"}
    rows["accounts"][1] |= {"currency": "KWD", "principal": "1.234"}
    rows["payments"][0]["amount"] = "70"
    rows["payments"][1]["amount"] = "0.005"
    rows["instalments"] = [make.instalment("A3", 9)]
    rows["payments"].append(make.payment("A1", 9, amount="70.5"))
    done = checked(write(rows))
    assert done.table("accounts", 0).collect()["principal"].to_list() == [5000, 1234, 1_000_000]
    assert done.table("payments", 0).collect()["amount"].to_list() == [70, 5, 5000]
    assert quarantined(done, "payments") == [(5, "amount", "money.fraction", "70.5")]


def test_check_columns_nobody_maps_are_carried(make, write, checked):
    folder = write(make.clean())
    text = (folder / "payments.csv").read_text()
    lines = [f"{line},{'teller' if n == 0 else f'T{n}'}" for n, line in enumerate(text.split())]
    (folder / "payments.csv").write_text("\n".join(lines))
    done = checked(folder)
    assert done.table("payments", 0).collect()["x_teller"].to_list() == ["T1", "T2", "T3"]
    carried = done.table("accounts", 0).collect()["x_default_next_month"]
    assert carried.to_list() == ["0", "0", "0"]


def test_check_carried_columns_of_different_parts(make, write, checked):
    folder = write(make.clean())
    first = pl.read_csv(folder / "payments.csv", infer_schema=False)
    (folder / "payments.csv").unlink()
    first.head(1).with_columns(n=pl.lit(7), tags=pl.lit(["a", "b"])).write_parquet(
        folder / "payments-1.parquet"
    )
    first.tail(2).with_columns(n=pl.lit(8.5), tags=pl.lit("c")).write_parquet(
        folder / "payments-2.parquet"
    )
    frame = checked(folder).table("payments", 0).collect()
    assert frame["x_n"].to_list() == ["7", "8.5", "8.5"]
    assert frame["x_tags"].to_list() == ['{"tags":["a","b"]}', "c", "c"]


def test_check_nested_columns_are_carried_and_compared(make, write, checked):
    folder = write(make.clean())
    first = pl.read_csv(folder / "payments.csv", infer_schema=False)
    (folder / "payments.csv").unlink()
    tagged = first.with_columns(tags=pl.lit(["a"]))
    pl.concat([tagged, tagged.head(1)]).write_parquet(folder / "payments.parquet")
    done = checked(folder)
    assert done.table("payments", 0).collect()["x_tags"].to_list() == [["a"]] * 3
    assert quarantined(done, "payments") == [
        (4, "account_id+payment_id", "duplicate.same", "A1, P1")
    ]


def test_check_parts_in_a_folder_and_beside(make, write, checked):
    folder = write(make.clean())
    frame = pl.read_csv(folder / "instalments.csv", infer_schema=False)
    (folder / "instalments.csv").unlink()
    (folder / "instalments").mkdir()
    frame.slice(0, 3).write_csv(folder / "instalments" / "part-0.csv")
    frame.slice(3, 3).write_parquet(folder / "instalments" / "part-1.parquet")
    bad = frame.slice(6, 1).with_columns(principal=pl.lit("-1"))
    pl.concat([frame.slice(7, 2), bad]).write_parquet(folder / "instalments-late.parquet")
    done = checked(folder)
    assert done.table("instalments", 0).select("account_id", "number").collect().rows() == [
        *[("A3", n) for n in (10, 11)],
        *[("A1", n) for n in (9, 10, 11)],
        *[("A2", n) for n in (9, 10, 11)],
    ]
    out = done.write_quarantine(done.work.parent)
    assert pl.read_csv(out / "instalments.csv").select("file", "line", "rule").rows() == [
        ("instalments-late.parquet", 3, "money.negative")
    ]


def test_check_missing_tables_are_all_named(make, write, checked):
    rows = make.clean()
    del rows["accounts"], rows["branches"]
    folder = write(rows)
    (folder / "loans.csv").write_text("x\n")
    with pytest.raises(ForbearError) as error:
        checked(folder)
    assert [p.code for p in error.value.problems] == ["tape.missing_table"] * 2
    assert "loans.csv" in str(error.value)


def test_check_must_table_without_must_column_is_refused(make, write, checked):
    rows = make.clean()
    for row in rows["accounts"]:
        del row["opened_on"], row["principal"]
    with pytest.raises(ForbearError) as error:
        checked(write(rows))
    assert [(p.code, p.where) for p in error.value.problems] == [
        ("file.missing_column", "accounts.csv: opened_on"),
        ("file.missing_column", "accounts.csv: principal"),
    ]


@pytest.mark.parametrize(("form", "line"), [("csv", 1), ("parquet", None)])
def test_check_file_without_must_column_is_set_aside_whole(make, write, checked, form, line):
    rows = make.clean()
    for row in rows["phones"]:
        del row["phone"]
    done = checked(write(rows, form))
    assert counted(done)["phones"] == (3, 0, 3)
    assert quarantined(done, "phones") == [(line, "phone", "file.missing_column", None)]
    assert done.reasons.filter(table="phones").select("rule", "rows").rows() == [
        ("file.missing_column", 3)
    ]


def test_check_empty_and_header_only_files(make, write, checked):
    folder = write(make.clean())
    (folder / "phones.csv").write_bytes(b"")
    (folder / "holds.csv").write_text("customer_id,hold_id,kind,from_on\n")
    done = checked(folder)
    assert quarantined(done, "phones") == [(1, None, "file.empty", None)]
    assert "holds" not in counted(done)


def test_check_truncated_gzip_keeps_whole_lines(make, write, checked):
    rows = make.clean()
    rows["payments"] = [make.payment("A1", n, amount=f"{n * 7919 % 977}.00") for n in range(500)]
    folder = write(rows, "gz")
    packed = (folder / "payments.csv.gz").read_bytes()
    (folder / "payments.csv.gz").write_bytes(packed[: len(packed) // 2])
    done = checked(folder)
    received, accepted, aside = counted(done)["payments"]
    assert (received, aside) == (accepted + 1, 1)
    assert 100 < accepted < 400
    ((line, column, rule, _),) = quarantined(done, "payments")
    assert (line, column, rule) == (accepted + 2, None, "file.truncated")


@pytest.mark.parametrize("form", ["gz", "zst"])
def test_check_truncated_anywhere_never_crashes(make, write, checked, form):
    folder = write(make.clean(), form)
    path = folder / f"phones.csv.{form}"
    packed = path.read_bytes()
    for cut in (0, 1, 5, len(packed) // 2, len(packed) - 1):
        path.write_bytes(packed[:cut])
        done = checked(folder)
        received, accepted, aside = counted(done)["phones"]
        assert accepted + aside == received
        assert done.reasons.filter(table="phones")["rule"].to_list() == [
            "file.empty" if cut == 0 else "file.truncated"
        ]


def test_check_gzip_with_wrong_checksum_is_told(make, write, checked):
    folder = write(make.clean(), "gz")
    path = folder / "phones.csv.gz"
    packed = bytearray(path.read_bytes())
    packed[-6] ^= 0xFF
    path.write_bytes(bytes(packed))
    assert quarantined(checked(folder), "phones") == [(5, None, "file.damaged", None)]


def test_check_broken_encoding_costs_its_own_line(make, write, checked):
    folder = write(make.clean())
    raw = (folder / "customers.csv").read_bytes()
    (folder / "customers.csv").write_bytes(raw.replace("张2".encode(), b"\xe5\xbc2"))
    done = checked(folder)
    assert counted(done)["customers"] == (3, 2, 1)
    ((line, column, rule, value),) = quarantined(done, "customers")
    assert (line, column, rule) == (3, None, "line.encoding")
    assert "\ufffd" in value


def test_check_stray_quote_costs_its_own_line(make, write, checked):
    folder = write(make.clean())
    lines = (folder / "addresses.csv").read_text().splitlines()
    lines[2] = lines[2].replace("中山", '"中山')
    (folder / "addresses.csv").write_text("\n".join(lines))
    done = checked(folder)
    assert counted(done)["addresses"] == (3, 2, 1)
    assert quarantined(done, "addresses") == [(3, None, "line.quote", lines[2])]


def test_check_lines_with_other_numbers_of_fields(make, write, checked):
    folder = write(make.clean())
    with (folder / "phones.csv").open("a") as file:
        file.write("C1\nC1,13900001111,mobile,surplus\n\n")
    assert quarantined(checked(folder), "phones") == [
        (5, None, "line.fields", "1"),
        (6, None, "line.fields", "4"),
    ]


@pytest.mark.parametrize("content", [b"", b"PAR1", b"no parquet at all", b"PAR1" * 99])
def test_check_parquet_that_is_none(make, write, checked, content):
    folder = write(make.clean(), "parquet")
    (folder / "phones.parquet").write_bytes(content)
    assert quarantined(checked(folder), "phones") == [(None, None, "file.unreadable", None)]


def test_check_parquet_damaged_inside(make, write, checked):
    rows = make.clean()
    rows["payments"] = [make.payment("A1", n) for n in range(2000)]
    folder = write(rows, "parquet")
    raw = bytearray((folder / "payments.parquet").read_bytes())
    raw[40:400] = b"\xff" * 360
    (folder / "payments.parquet").write_bytes(bytes(raw))
    done = checked(folder)
    assert counted(done)["payments"] == (2000, 0, 2000)
    assert quarantined(done, "payments") == [(None, None, "file.unreadable", None)]


def test_check_mapping_in_the_folder_is_used(make, write, checked):
    folder = write(make.clean())
    (folder / "branches.csv").rename(folder / "org_20261122.csv")
    (folder / "mapping.yaml").write_text("tables: {branches: {files: [org_*.csv]}}")
    done = checked(folder)
    assert done.shared("branches")["branch_id"].to_list() == ["B1"]
    assert {name for name, *_ in done.inputs} >= {"mapping.yaml", "org_20261122.csv"}


def test_check_mapping_given_wins_over_the_folders(make, write, checked):
    folder = write(make.clean())
    (folder / "mapping.yaml").write_text("tables: {branches: {files: [org_*.csv]}}")
    assert checked(folder, mapping=Mapping()).shared("branches")["branch_id"].to_list() == ["B1"]


def test_check_leftovers_of_a_killed_check_do_no_harm(make, write, checked, tmp_path):
    folder = write(make.clean())
    (tmp_path / "work.part" / "tables" / "accounts").mkdir(parents=True)
    (tmp_path / "work.part" / "tables" / "accounts" / "000000").mkdir()
    first = checked(folder)
    again = checked(folder)
    assert_frame_equal(first.counts, again.counts)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["tape", "work"]


def test_check_tells_its_progress(make, write, checked):
    told = []
    checked(write(make.clean()), progress=lambda table, share: told.append((table, share)))
    assert [table for table, _ in told] == [*TABLES, "done"]
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("given", "code"),
    [({"zone": "Nowhere"}, "terms.zone"), ({"currency": "RMB"}, "terms.currency")],
)
def test_check_strange_terms_are_refused(make, write, checked, given, code):
    with pytest.raises(ForbearError) as error:
        checked(write(make.clean()), **given)
    assert [p.code for p in error.value.problems] == [code]


HEADER = b"account_id,payment_id,paid_on,amount\n"
CELL = st.one_of(
    st.sampled_from([b"A1", b"A2", b"P1", b"2026-01-01", b"1.00", b'"', b",", b"\n", b"\r\n"]),
    st.sampled_from(
        ["张".encode(), "张".encode("gb18030"), b"\xff", b"\x00", b'""', b"\xef\xbb\xbf"]
    ),
    st.binary(max_size=6),
)


@given(body=st.lists(CELL, max_size=40).map(b"".join), whole=st.booleans(), packed=st.booleans())
def test_check_any_bytes_add_up(tmp_path_factory, body, whole, packed):
    folder = tmp_path_factory.mktemp("bytes") / "tape"
    folder.mkdir()
    for name, text in SMALL.items():
        (folder / name).write_text(text)
    content = body if whole else HEADER + body
    if packed:
        (folder / "payments.csv.gz").write_bytes(gzip.compress(content))
    else:
        (folder / "payments.csv").write_bytes(content)
    done = check(folder, folder.parent / "work", **BANK)
    table, received, accepted, aside = done.counts.row(by_predicate=pl.col.table == "payments")
    assert accepted + aside == received
    assert done.table(table, 0).collect().height == accepted
    lines = quarantined(done, "payments")
    assert len({line for line, *_ in lines}) <= aside <= received


SMALL = {
    "branches.csv": "branch_id,name,lat,lon\nB1,b,30,120\n",
    "customers.csv": "customer_id,kind,name\nC1,person,c\n",
    "accounts.csv": "account_id,customer_id,branch_id,product,opened_on,principal\n"
    "A1,C1,B1,card,2020-01-01,5\n",
    "instalments.csv": "account_id,number,due_on,principal\nA1,1,2026-01-01,5\n",
}


@given(packed=st.binary(max_size=60), kind=st.sampled_from(["gz", "zst", "parquet"]))
def test_check_any_packed_bytes_add_up(tmp_path_factory, packed, kind):
    folder = tmp_path_factory.mktemp("packed") / "tape"
    folder.mkdir()
    for name, text in SMALL.items():
        (folder / name).write_text(text)
    magic = {"gz": b"\x1f\x8b\x08", "zst": zstd.compress(HEADER)[:4], "parquet": b"PAR1"}[kind]
    name = "payments.parquet" if kind == "parquet" else f"payments.csv.{kind}"
    (folder / name).write_bytes(magic + packed)
    done = check(folder, folder.parent / "work", **BANK)
    received, accepted, aside = done.counts.filter(table="payments").row(0)[1:]
    assert (accepted + aside, accepted) == (received, 0)

"""A first draft of a mapping, from headers and values in Chinese and English."""

from __future__ import annotations

import datetime as dt
import gzip
import io

import polars as pl
import pytest
from backports import zstd

from forbear.portfolio import Mapping, propose
from forbear.portfolio.mapping import EMPTY
from forbear.problems import ForbearError

CORE = {
    "客户信息_20261121.csv": """\
客户编号|客户姓名|证件号码|客户类型|手机
C1|张三|11010519491231002X|个人|13812340001
C2|李四|110105194912310021|个人|13812340002
""",
    "借据_20261121.csv": """\
借据号|客户编号|机构号|产品类型|放款日期|贷款金额(万元)|年利率(%)|结清日期|客户经理
A1|C1|B1|信用卡|20250110|1.5|18.25|99991231|王五
A2|C2|B1|住房按揭|20250111|30|4.1|99991231|王五
""",
    "还款计划_20261121.csv": """\
借据号|期数|应还日期|应还本金|应还利息
A1|1|20261020|100.00|1.50
A2|1|20261020|200.00|2.50
""",
    "机构_20261121.csv": "机构号|机构名称|纬度|经度\nB1|城东支行|38.03|114.48\n",
}


@pytest.fixture
def core(tmp_path):
    """A Chinese bank's own tape in GB18030."""
    folder = tmp_path / "core"
    folder.mkdir()
    for name, text in CORE.items():
        (folder / name).write_bytes(text.encode("gb18030"))
    return folder


@pytest.fixture
def proposed(tmp_path):
    def of(name, text):
        folder = tmp_path / "one"
        folder.mkdir()
        (folder / name).write_text(text, encoding="utf-8")
        return propose(folder)

    return of


def test_propose_own_tape_of_a_chinese_bank(core):
    mapping = propose(core)
    assert {name: t.files for name, t in mapping.tables.items()} == {
        "branches": ("机构_*.csv",),
        "customers": ("客户信息_*.csv",),
        "accounts": ("借据_*.csv",),
        "instalments": ("还款计划_*.csv",),
    }
    accounts = mapping.table("accounts")
    assert {name: c.header for name, c in accounts.columns.items()} == {
        "account_id": "借据号",
        "customer_id": "客户编号",
        "branch_id": "机构号",
        "product": "产品类型",
        "opened_on": "放款日期",
        "principal": "贷款金额(万元)",
        "annual_rate": "年利率(%)",
        "closed_on": "结清日期",
    }
    assert accounts.columns["product"].codes["信用卡"] == "card"
    assert accounts.columns["principal"].unit == "ten_thousand"
    assert accounts.columns["annual_rate"].unit == "percent"
    assert accounts.empty == (*EMPTY, "99991231")


def test_propose_edit_check_end_to_end(core, checked):
    mapping = propose(core)
    text = mapping.dump()
    if "住房按揭: mortgage" not in text:
        text = text.replace("信用卡: card", "信用卡: card\n          住房按揭: mortgage")
    (core / "mapping.yaml").write_text(text, encoding="utf-8")
    done = checked(core)
    assert done.counts.filter(pl.col.received > 0).rows() == [
        ("branches", 1, 1, 0),
        ("customers", 2, 1, 1),
        ("accounts", 2, 1, 1),
        ("instalments", 2, 1, 1),
    ]
    assert done.reasons.select("table", "rule").rows() == [
        ("customers", "resident_id.check"),
        ("accounts", "parent.quarantined"),
        ("instalments", "parent.quarantined"),
    ]
    account = done.table("accounts", 0).collect().row(0, named=True)
    assert {name: value for name, value in account.items() if value is not None} == {
        "account_id": "A1",
        "customer_id": "C1",
        "branch_id": "B1",
        "product": "card",
        "currency": "CNY",
        "opened_on": dt.date(2025, 1, 10),
        "principal": 1_500_000,
        "annual_rate": 182_500,
        "x_客户经理": "王五",
    }


def test_propose_writes_yaml_that_people_can_read(core, tmp_path):
    text = propose(core).dump()
    assert "\\u" not in text
    assert "!!" not in text
    (tmp_path / "mapping.yaml").write_text(text, encoding="utf-8")
    assert Mapping.load(tmp_path / "mapping.yaml") == propose(core)


@pytest.mark.parametrize(
    ("name", "text", "table", "headers"),
    [
        (
            "branches.csv",
            "branch_id,name,lat,lon\nB1,East,38,114\n",
            "branches",
            {"branch_id": "branch_id", "name": "name", "lat": "lat", "lon": "lon"},
        ),
        (
            "loans.csv",
            "ACCT_NO,CUST_NO,BRANCH_NO,PROD_TYPE,CCY,OPEN_DATE,LIMIT\n"
            "A1,C1,B1,card,CNY,2025-01-10,100.00\n",
            "accounts",
            {
                "account_id": "ACCT_NO",
                "customer_id": "CUST_NO",
                "branch_id": "BRANCH_NO",
                "product": "PROD_TYPE",
                "currency": "CCY",
                "opened_on": "OPEN_DATE",
                "principal": "LIMIT",
            },
        ),
        (
            "还款流水.csv",
            "借据号,流水号,交易日期,交易金额\nA1,P1,2026-10-01,50.00\n",
            "payments",
            {
                "account_id": "借据号",
                "payment_id": "流水号",
                "paid_on": "交易日期",
                "amount": "交易金额",
            },
        ),
    ],
)
def test_propose_columns_by_headers(proposed, name, text, table, headers):
    columns = proposed(name, text).table(table).columns
    assert {name: column.header for name, column in columns.items()} == headers
    assert all(column.confidence > 0.9 for column in columns.values())
    assert all(f"by header {column.header!r}" in column.note for column in columns.values())
    assert all("依据列标题" in column.note for column in columns.values())


def test_propose_column_by_its_values(proposed):
    rows = "".join(f"C{n},m,1381234000{n}\n" for n in range(6))
    columns = proposed("phones.csv", f"客户号,F1,F2\n{rows}").table("phones").columns
    assert (columns["phone"].header, columns["phone"].confidence) == ("F2", 0.5)
    assert columns["phone"].note.startswith("by its values")


@pytest.mark.parametrize(
    ("dates", "form"),
    [
        (("2026-01-31", "2026-02-01"), None),
        (("20260131", "20260201"), None),
        (("31/01/2026", "01/02/2026"), "%d/%m/%Y"),
        (("01/31/2026", "02/01/2026"), "%m/%d/%Y"),
        (("31.01.2026", "01.02.2026"), "%d.%m.%Y"),
    ],
)
def test_propose_date_format(proposed, dates, form):
    rows = "".join(f"A1,P{n},{day},1.00\n" for n, day in enumerate(dates))
    mapping = proposed("payments.csv", f"account_id,payment_id,paid_on,amount\n{rows}")
    assert mapping.table("payments").columns["paid_on"].format == form


def test_propose_asks_for_unknown_codes_and_missing_columns(proposed):
    text = "customer_id,phone,kind\nC1,13812340001,手机\nC2,13812340002,Q9\n"
    kind = proposed("phones.csv", text).table("phones").columns["kind"]
    assert kind.codes == {"手机": "mobile"}
    assert "say what these codes mean: Q9" in kind.note
    assert kind.confidence < 1


def test_propose_names_must_columns_not_found(proposed):
    text = "customer_id,kind\nC1,person\n"
    note = proposed("customers.csv", text).table("customers").note
    assert note == "no column was found for: name / 未找到以下必需列：name"


def test_propose_whole_amounts_say_their_assumed_unit(proposed):
    text = "account_id,payment_id,paid_on,amount\nA1,P1,2026-10-01,5000\n"
    amount = proposed("payments.csv", text).table("payments").columns["amount"]
    assert amount.unit is None
    assert "taken as yuan" in amount.note


def test_propose_names_files_that_are_no_table(proposed):
    mapping = proposed("notes.csv", "todo\ncall Ann\n")
    assert mapping.tables == {}
    assert mapping.note.startswith("no table was recognised in: notes.csv / ")


def test_propose_without_a_folder(tmp_path):
    with pytest.raises(ForbearError) as error:
        propose(tmp_path / "nowhere")
    assert len(error.value.problems) == 1


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress])
def test_propose_looks_into_packed_parquet(tmp_path, pack):
    raw = io.BytesIO()
    pl.DataFrame(
        {"机构号": ["B1"], "机构名称": ["城东"], "纬度": [38.0], "经度": [114.5]}
    ).write_parquet(raw)
    ending = {gzip.compress: "gz", zstd.compress: "zst"}[pack]
    (tmp_path / f"机构.parquet.{ending}").write_bytes(pack(raw.getvalue()))
    (tmp_path / f"坏.parquet.{ending}").write_bytes(pack(raw.getvalue())[:-9])
    proposed = propose(tmp_path)
    columns = proposed.table("branches").columns
    assert {ours: c.header for ours, c in columns.items()} == {
        "branch_id": "机构号",
        "name": "机构名称",
        "lat": "纬度",
        "lon": "经度",
    }
    assert f"坏.parquet.{ending}" in (proposed.note or "")

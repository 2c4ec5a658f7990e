"""mapping.yaml: read, written, refused with the place of what is wrong; and what it does."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from forbear.portfolio import Mapping
from forbear.portfolio.mapping import EMPTY, TableMap
from forbear.problems import ForbearError

FULL = """
note: 核心系统导出
tables:
  accounts:
    files: [DKZH_*.csv]
    separator: "|"
    empty: ["", "99991231"]
    columns:
      account_id: 借据号
      product: {from: 产品, codes: {1: card, "02": mortgage}}
      currency: {value: CNY}
      opened_on: {from: 放款日期, format: "%d.%m.%Y"}
      principal: {from: 金额, unit: 万元, confidence: 0.9, note: 依据列标题}
"""


@pytest.fixture
def load(tmp_path):
    def loaded(text):
        path = tmp_path / "mapping.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return Mapping.load(path)

    return loaded


def test_mapping_load_reads_every_entry(load):
    mapping = load(FULL)
    table = mapping.table("accounts")
    assert (mapping.note, table.files, table.separator) == ("核心系统导出", ("DKZH_*.csv",), "|")
    assert table.empty == ("", "99991231")
    assert {n: (c.header, c.value, c.unit, c.format) for n, c in table.columns.items()} == {
        "account_id": ("借据号", None, None, None),
        "product": ("产品", None, None, None),
        "currency": (None, "CNY", None, None),
        "opened_on": ("放款日期", None, None, "%d.%m.%Y"),
        "principal": ("金额", None, "ten_thousand", None),
    }
    assert table.columns["product"].codes == {"1": "card", "02": "mortgage"}


@pytest.mark.parametrize("text", [FULL, "", "tables: {phones: {}}", "note: x"])
def test_mapping_dump_reads_back_as_the_same(load, text):
    mapping = load(text)
    assert load(mapping.dump()) == mapping
    assert load("\ufeff" + mapping.dump()) == mapping


def test_mapping_of_a_table_nothing_is_said_of():
    assert Mapping().table("phones") == TableMap(empty=EMPTY)


@pytest.mark.parametrize(
    ("text", "code", "named"),
    [
        ("tables: [", "mapping.yaml", "not readable as YAML"),
        (b"note: \xff\xfe", "mapping.yaml", "not readable as YAML"),
        ("tables: {loans: {}}", "mapping.unknown", "'loans'"),
        ("tables: {phones: {columns: {fax: x}}}", "mapping.unknown", "tables.phones.columns.fax"),
        (
            "tables: {accounts: {columns: {product: {from: p, codes: {1: yacht}}}}}",
            "mapping.unknown",
            "tables.accounts.columns.product.codes: 'yacht'",
        ),
        (
            "tables: {accounts: {columns: {secured: {from: p, codes: {1: maybe}}}}}",
            "mapping.unknown",
            "secured.codes: 'maybe' is not known; known are true, false",
        ),
        (
            "tables: {accounts: {columns: {principal: {from: p, codes: {1: card}}}}}",
            "mapping.idle",
            "tables.accounts.columns.principal.codes",
        ),
        (
            "tables: {accounts: {columns: {secured: {from: p, format: '%Y'}}}}",
            "mapping.idle",
            "tables.accounts.columns.secured.format",
        ),
        (
            "tables: {accounts: {columns: {secured: {from: p, codes: {yes: true}}}}}",
            "mapping.value",
            "tables.accounts.columns.secured.codes:",
        ),
        (
            "tables: {accounts: {columns: {principal: {from: p, unit: percent}}}}",
            "mapping.unknown",
            "tables.accounts.columns.principal.unit: 'percent'",
        ),
        (
            "tables: {accounts: {columns: {opened_on: {from: p, unit: minor}}}}",
            "mapping.unknown",
            "tables.accounts.columns.opened_on.unit: 'minor'",
        ),
        (
            "tables: {accounts: {columns: {currency: {}}}}",
            "mapping.source",
            "tables.accounts.columns.currency",
        ),
        (
            "tables: {accounts: {columns: {currency: {from: a, value: CNY}}}}",
            "mapping.source",
            "tables.accounts.columns.currency",
        ),
        ("table: {}", "mapping.value", "table:"),
        (
            "tables: {accounts: {columns: {principal: {from: p, unit: pound}}}}",
            "mapping.value",
            "tables.accounts.columns.principal.unit:",
        ),
        (
            "tables: {phones: {separator: ';;'}}",
            "mapping.value",
            "tables.phones.separator:",
        ),
        (
            "tables: {phones: {columns: {phone: {from: p, confidence: 2}}}}",
            "mapping.value",
            "tables.phones.columns.phone.confidence:",
        ),
        ("- 1", "mapping.value", "(whole file):"),
    ],
)
def test_mapping_load_refuses_and_names_the_place(load, tmp_path, text, code, named):
    with pytest.raises(ForbearError) as error:
        load(text)
    (problem,) = error.value.problems
    assert (problem.code, problem.where) == (code, str(tmp_path / "mapping.yaml"))
    assert named in problem.en
    assert problem.zh != problem.en


def test_mapping_load_names_every_fault_at_once(load):
    with pytest.raises(ForbearError) as error:
        load("tables: {loans: {}, phones: {columns: {fax: x, phone: {}}}}")
    assert [p.code for p in error.value.problems] == [
        "mapping.unknown",
        "mapping.unknown",
        "mapping.source",
    ]


def test_mapping_that_is_not_there(tmp_path):
    with pytest.raises(ForbearError) as error:
        Mapping.load(tmp_path / "none.yaml")
    assert [p.code for p in error.value.problems] == ["mapping.yaml"]


@pytest.mark.parametrize(
    ("column", "how", "written", "read"),
    [
        ("principal", "", "10000.00", 1_000_000),
        ("principal", "unit: yuan", "10000", 1_000_000),
        ("principal", "unit: fen", "10000", 10_000),
        ("principal", "unit: 分", "10000", 10_000),
        ("principal", "unit: 万元", "1.5", 1_500_000),
        ("annual_rate", "", "0.1825", 182_500),
        ("annual_rate", "unit: fraction", "0.1825", 182_500),
        ("annual_rate", "unit: percent", "18.25", 182_500),
        ("annual_rate", "unit: permille", "182.5", 182_500),
        ("annual_rate", "unit: per_ten_thousand", "1825", 182_500),
        ("opened_on", "", "20250110", dt.date(2025, 1, 10)),
        ("opened_on", "format: '%d.%m.%Y'", "10.01.2025", dt.date(2025, 1, 10)),
        ("opened_on", "format: '%m/%d/%Y'", "01/10/2025", dt.date(2025, 1, 10)),
        ("product", "codes: {7: auto_loan}", "7", "auto_loan"),
        ("secured", "codes: {有押: true, 无押: false}", "有押", True),
        ("secured", "codes: {有押: true, 无押: false}", "无押", False),
        ("secured", "codes: {1: true, 2: false}", "2", False),
        ("currency", "codes: {156: CNY}", "156", "CNY"),
        ("secured", "codes: {0: true, 1: false}", "1", False),
        ("secured", "codes: {J: 'true', N: 'false'}", "j", True),
        ("secured", "codes: {2: false}", "Y", True),
    ],
)
def test_mapping_says_how_a_column_is_written(make, write, checked, column, how, written, read):
    rows = make.clean()
    for row in rows["accounts"]:
        row.pop(column, None)
        row["THEIRS"] = written
    folder = write({t: rows[t] for t in ("branches", "customers", "accounts", "instalments")})
    entry = f"{{from: THEIRS{', ' if how else ''}{how}}}"
    text = f"tables: {{accounts: {{columns: {{{column}: {entry}}}}}}}"
    (folder / "mapping.yaml").write_text(text, encoding="utf-8")
    frame = checked(folder).table("accounts", 0).collect()
    assert frame[column].to_list() == [read] * 3
    assert "x_THEIRS" not in frame.columns


def test_mapping_fixed_value_and_other_word_for_empty(make, write, checked):
    rows = make.clean()
    for row in rows["accounts"]:
        del row["currency"]
        row["closed_on"] = "99991231"
    folder = write({t: rows[t] for t in ("branches", "customers", "accounts", "instalments")})
    (folder / "mapping.yaml").write_text(
        "tables: {accounts: {empty: ['99991231'], columns: {currency: {value: USD}}}}"
    )
    frame = checked(folder).table("accounts", 0).select("currency", "closed_on").collect()
    assert frame.rows() == [("USD", None)] * 3


@pytest.mark.parametrize("dtype", [pl.Boolean(), pl.Int64(), pl.Float64()])
def test_mapping_codes_of_a_yes_or_no_column_of_another_type(make, write, checked, dtype):
    rows = make.clean()
    folder = write({t: rows[t] for t in ("branches", "customers", "instalments")})
    accounts = pl.DataFrame(rows["accounts"]).with_columns(
        secured=pl.Series([1, 0, None]).cast(dtype)
    )
    accounts.write_parquet(folder / "accounts.parquet")
    (folder / "mapping.yaml").write_text(
        "tables: {accounts: {columns: {secured: "
        "{from: secured, codes: {0: true, 1: false, 'true': false, 'false': true}}}}}"
    )
    frame = checked(folder).table("accounts", 0).collect()
    assert frame["secured"].to_list() == [False, True, None]


def test_mapping_code_nobody_explains_is_set_aside(make, write, checked):
    rows = make.clean()
    for row, written in zip(rows["accounts"], ("1", "2", "3"), strict=True):
        row["secured"] = written
    folder = write({t: rows[t] for t in ("branches", "customers", "accounts", "instalments")})
    (folder / "mapping.yaml").write_text(
        "tables: {accounts: {columns: {secured: {from: secured, codes: {1: true, 2: false}}}}}"
    )
    done = checked(folder)
    assert done.table("accounts", 0).collect()["secured"].to_list() == [True, False]
    assert done.reasons.filter(table="accounts").select("rule", "rows").rows() == [("bool.form", 1)]

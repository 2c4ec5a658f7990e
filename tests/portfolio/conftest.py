"""A small tape without faults, and writers for every form in which a tape may come."""

from __future__ import annotations

import datetime as dt
import gzip
import io
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from backports import zstd

from forbear.portfolio import Checked, check
from forbear.portfolio.cells import RAW, Cell
from forbear.portfolio.mapping import ColumnMap
from forbear.portfolio.spec import Column
from forbear.portfolio.terms import Terms
from forbear.portfolio.values import parse

Row = dict[str, str | None]
Rows = dict[str, list[Row]]

AS_OF = dt.date(2026, 11, 22)


def _customer(number: int, **other: str) -> Row:
    row: Row = {"customer_id": f"C{number}", "kind": "person", "name": f"张{number}"}
    return {**row, "resident_id": None, "uscc": None, "born_on": None, "timezone": None} | other


def _account(number: int, **other: str) -> Row:
    row: Row = {
        "account_id": f"A{number}",
        "customer_id": f"C{number}",
        "branch_id": "B1",
        "product": "card",
        "currency": "CNY",
        "opened_on": "2025-01-10",
        "principal": "10000.00",
        "annual_rate": "0.1825",
        "closed_on": None,
        "x_default_next_month": "0",
    }
    return row | other


def _instalment(account: str, number: int, **other: str) -> Row:
    row: Row = {
        "account_id": account,
        "number": str(number),
        "due_on": f"2026-{number:02}-20",
        "principal": "100.00",
        "interest": "1.50",
        "paid": "0.00",
    }
    return row | other


def _payment(account: str, number: int, **other: str) -> Row:
    row: Row = {
        "account_id": account,
        "payment_id": f"P{number}",
        "paid_on": "2026-10-01",
        "amount": "50.00",
        "reversed_on": None,
    }
    return row | other


def _team(team: str, officer: str, **other: str) -> Row:
    row: Row = {"team_id": team, "officer_id": officer, "branch_id": "B1", "on": None}
    return row | {"starts": "540", "ends": "1020"} | other


class Make:
    """Rows of each table; keyword arguments change single cells."""

    customer = staticmethod(_customer)
    account = staticmethod(_account)
    instalment = staticmethod(_instalment)
    payment = staticmethod(_payment)
    team = staticmethod(_team)

    @staticmethod
    def phone(customer: str, number: str) -> Row:
        return {"customer_id": customer, "phone": number, "kind": "mobile"}

    @staticmethod
    def address(customer: str, number: int, **other: str | None) -> Row:
        row: Row = {"customer_id": customer, "address_id": f"D{number}", "kind": "home"}
        return row | {"written": "中山东路1号", "lat": "38.04", "lon": "114.51"} | other

    @staticmethod
    def contact(customer: str, number: int, **other: str) -> Row:
        row: Row = {"customer_id": customer, "contact_id": f"K{number}"}
        return (
            row | {"at": "2026-11-20 10:00:00", "channel": "call", "outcome": "no_answer"} | other
        )

    @staticmethod
    def officer(number: int, **other: str) -> Row:
        row: Row = {"officer_id": f"O{number}", "branch_id": "B1", "role": "field_officer"}
        return row | {"name": f"李{number}"} | other

    @staticmethod
    def branch(number: int, **other: str) -> Row:
        row: Row = {"branch_id": f"B{number}", "name": f"第{number}支行"}
        return row | {"lat": "38.03", "lon": "114.48"} | other

    @staticmethod
    def hold(customer: str, number: int, **other: str) -> Row:
        row: Row = {"customer_id": customer, "hold_id": f"H{number}", "kind": "dispute"}
        return row | {"from_on": "2026-11-01", "to_on": None} | other

    def clean(self) -> Rows:
        """Three customers with an account each, and something in every larger table."""
        some = (1, 2, 3)
        return {
            "branches": [self.branch(1)],
            "officers": [self.officer(n) for n in some],
            "teams": [self.team("T1", "O1"), self.team("T1", "O2")],
            "customers": [self.customer(n) for n in some],
            "accounts": [self.account(n) for n in some],
            "instalments": [self.instalment(f"A{n}", i) for n in some for i in (9, 10, 11)],
            "payments": [self.payment(f"A{n}", n) for n in some],
            "phones": [self.phone(f"C{n}", f"1381234000{n}") for n in some],
            "addresses": [self.address(f"C{n}", n) for n in some],
            "contacts": [self.contact(f"C{n}", n) for n in some],
            "holds": [self.hold("C1", 1)],
        }


def _csv(rows: list[Row]) -> str:
    frame = pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String))
    return frame.write_csv()


def _parquet(rows: list[Row]) -> bytes:
    packed = io.BytesIO()
    pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String)).write_parquet(packed)
    return packed.getvalue()


WRITERS: dict[str, Callable[[Path, str, list[Row]], None]] = {
    "csv": lambda folder, table, rows: _put(folder / f"{table}.csv", _csv(rows).encode()),
    "bom": lambda folder, table, rows: _put(
        folder / f"{table}.csv", b"\xef\xbb\xbf" + _csv(rows).encode()
    ),
    "gb18030": lambda folder, table, rows: _put(
        folder / f"{table}.csv", _csv(rows).encode("gb18030")
    ),
    "crlf": lambda folder, table, rows: _put(
        folder / f"{table}.csv", _csv(rows).replace("\n", "\r\n").encode()
    ),
    "gz": lambda folder, table, rows: _put(
        folder / f"{table}.csv.gz", gzip.compress(_csv(rows).encode())
    ),
    "zst": lambda folder, table, rows: _put(
        folder / f"{table}.csv.zst", zstd.compress(_csv(rows).encode())
    ),
    "parquet": lambda folder, table, rows: _put(folder / f"{table}.parquet", _parquet(rows)),
    "parquet.gz": lambda folder, table, rows: _put(
        folder / f"{table}.parquet.gz", gzip.compress(_parquet(rows))
    ),
    "parquet.zst": lambda folder, table, rows: _put(
        folder / f"{table}.parquet.zst", zstd.compress(_parquet(rows))
    ),
}


def _put(path: Path, content: bytes) -> None:
    path.write_bytes(content)


@pytest.fixture
def make() -> Make:
    """Builders of rows."""
    return Make()


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a tape of rows in one of the forms of `WRITERS` and return its folder."""

    def written(rows: Rows, form: str = "csv") -> Path:
        folder = tmp_path / "tape"
        folder.mkdir(exist_ok=True)
        for table, some in rows.items():
            WRITERS[form](folder, table, some)
        return folder

    return written


@pytest.fixture
def checked(tmp_path: Path) -> Callable[..., Checked]:
    """Check a tape folder on 22 November 2026 at a Chinese bank."""

    def run(folder: Path, **other: object) -> Checked:
        given = {"as_of": AS_OF, "zone": "Asia/Shanghai", "currency": "CNY"} | other
        return check(folder, tmp_path / "work", **given)  # type: ignore[arg-type]

    return run


#: Types of the kinds of value, as `forbear.portfolio.tables` declares them.
TYPES: dict[str, pl.DataType] = {
    "bool": pl.Boolean(),
    "int": pl.Int32(),
    "money": pl.Int64(),
    "rate": pl.Int64(),
    "date": pl.Date(),
    "instant": pl.Datetime("us", "UTC"),
    "degree": pl.Float64(),
}


@pytest.fixture(scope="session")
def read() -> Callable[..., tuple[list[object], list[tuple[int, str]]]]:
    """Read raw values as values of one kind: what they are, and (row, rule) of what is wrong."""

    def typed(
        kind: str,
        values: list[object],
        dtype: pl.DataType | None = None,
        *,
        codes: tuple[str, ...] = (),
        must: bool = False,
        named: bool = False,
        digits: int = 2,
        currency: str = "CNY",
        zone: str = "Asia/Shanghai",
        **how: object,
    ) -> tuple[list[object], list[tuple[int, str]]]:
        dtype = dtype or pl.String()
        own = pl.Enum(list(codes)) if kind == "code" else TYPES.get(kind, pl.String())
        column = Column("v", kind, own, must, False, "", "", (), codes)
        mapped = ColumnMap.model_validate(how)
        terms = Terms(AS_OF, zone, currency)
        cell = Cell(column, dtype, mapped, terms, pl.lit(digits, pl.UInt8), named)
        parsed = parse(cell)
        frame = pl.DataFrame({RAW + "v": pl.Series(values, dtype=dtype)})
        frame = frame.lazy().with_columns(parsed.value.alias("v")).collect()
        assert frame.schema["v"] == own
        wrong = [
            (row, check.rule)
            for check in parsed.checks
            for row in frame.select(check.fails.fill_null(False).arg_true()).to_series().to_list()
        ]
        return frame["v"].to_list(), sorted(wrong)

    return typed

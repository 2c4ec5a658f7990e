"""One table at a time: counted, split, and what is wrong kept."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from forbear.portfolio import Mapping, spec
from forbear.portfolio.files import find
from forbear.portfolio.intake import take_in
from forbear.portfolio.mapping import TableMap
from forbear.portfolio.run import Run
from forbear.portfolio.table_check import check_table, forget
from forbear.portfolio.terms import Terms

TERMS = Terms(dt.date(2026, 11, 22), "Asia/Shanghai", "CNY")


@pytest.fixture
def run(tmp_path):
    return Run(TERMS, Mapping(), tmp_path / "work", shards=2)


@pytest.fixture
def tally(write, run, tmp_path):
    """Check one table of rows after those before it."""

    def checked(table, rows, form="csv"):
        stage = tmp_path / "stage"
        stage.mkdir(exist_ok=True)
        files = find(write({table: rows}, form), Mapping()).files[table]
        done = check_table(run, take_in(table, files, TableMap(), "CNY", stage))
        run.remember(table)
        return done

    return checked


def faults(run, table):
    parts = list(run.quarantine.parts(table))
    return [row for p in parts for row in p.select("line", "column", "rule", "because").rows()]


def ids(run, table, column):
    frames = [run.accepted(table, s).select(column).collect() for s in run.shards_of(table)]
    return sorted(pl.concat(frames).to_series())


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_check_table_of_sound_rows_keeps_them_all(make, run, tally, form):
    done = tally("customers", [make.customer(n) for n in range(9)], form)
    assert (done.table, done.received, done.accepted, done.quarantined) == ("customers", 9, 9, 0)
    assert ids(run, "customers", "customer_id") == [f"C{n}" for n in range(9)]
    assert faults(run, "customers") == []
    assert run.fallen_keys("customers").rows() == []


def test_check_table_schema_is_the_declared_one_and_what_is_carried(make, tally):
    tally("branches", [make.branch(1)])
    tally("customers", [make.customer(1)])
    done = tally("accounts", [make.account(1)])
    declared = {name: column.dtype for name, column in spec.columns("accounts").items()}
    assert dict(done.schema) == declared | {"x_default_next_month": pl.String()}


def test_check_table_counts_a_row_once_whatever_is_wrong_with_it(make, run, tally):
    rows = [make.branch(1), make.branch(2, lat="91", lon="x", name=""), make.branch(1)]
    done = tally("branches", rows)
    assert (done.received, done.accepted, done.quarantined) == (3, 1, 2)
    assert faults(run, "branches") == [
        (3, "name", "value.missing", None),
        (3, "lon", "degree.form", None),
        (3, "lat", "coordinates.range", None),
        (3, "lon", "coordinates.half", None),
        (4, "branch_id", "duplicate.same", None),
    ]


def test_check_table_keeps_why_a_key_fell_down_the_line(make, run, tally):
    tally("branches", [make.branch(1)])
    tally("customers", [make.customer(1), make.customer(2, kind="alien"), make.customer(3)])
    done = tally("accounts", [make.account(n) for n in (1, 2, 3, 9)])
    assert (done.received, done.accepted, done.quarantined) == (4, 2, 2)
    assert run.fallen_keys("customers").rows() == [("C2", "code.unknown")]
    assert run.fallen_keys("accounts").rows() == [("A2", "code.unknown"), ("A9", "parent.missing")]
    done = tally("payments", [make.payment(f"A{n}", n) for n in (1, 2, 9, 8)])
    assert (done.received, done.accepted, done.quarantined) == (4, 1, 3)
    assert faults(run, "payments") == [
        (3, "account_id", "parent.quarantined", "code.unknown"),
        (4, "account_id", "parent.quarantined", "parent.missing"),
        (5, "account_id", "parent.missing", None),
    ]
    assert ids(run, "payments", "payment_id") == ["P1"]


def test_check_table_key_that_fell_twice_keeps_the_first_reason(make, run, tally):
    rows = [make.customer(1, kind="alien"), make.customer(1, uscc="1")]
    tally("customers", rows)
    assert run.fallen_keys("customers").rows() == [("C1", "code.unknown")]


def test_check_table_keys_of_tables_without_children_are_not_kept(make, run, tally):
    tally("customers", [make.customer(1)])
    tally("phones", [make.phone("C1", "1"), make.phone("C1", "13812340001")])
    assert "phones" not in run.fallen


def test_check_table_without_files_is_nothing(run, tmp_path):
    nothing = take_in("holds", (), TableMap(), "CNY", tmp_path)
    done = check_table(run, nothing)
    assert (done.received, done.accepted, done.quarantined) == (0, 0, 0)
    assert list(done.schema) == list(spec.columns("holds"))
    assert run.taken["holds"].rows() == []


def test_forget_lets_a_table_be_checked_again(make, run, tally):
    tally("customers", [make.customer(1)])
    tally("phones", [make.phone("C1", "1"), make.phone("C1", "13812340001")])
    forget(run, "phones")
    assert list(run.quarantine.parts("phones")) == []
    assert ids(run, "customers", "customer_id") == ["C1"]
    done = tally("phones", [make.phone("C1", "13812340002")])
    assert (done.received, done.accepted) == (1, 1)
    assert ids(run, "phones", "phone") == ["13812340002"]

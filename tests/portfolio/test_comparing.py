"""Screened rows against each other and against their parents."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from forbear.portfolio import Mapping, spec
from forbear.portfolio.comparing import compare
from forbear.portfolio.explain import TAKEN
from forbear.portfolio.intake import ROW
from forbear.portfolio.run import Run
from forbear.portfolio.store import ASIDE, ORPHANED, SHARD
from forbear.portfolio.terms import Terms

TERMS = Terms(dt.date(2026, 11, 22), "Asia/Shanghai", "CNY")
MON, TUE = dt.date(2026, 11, 23), dt.date(2026, 11, 24)


@pytest.fixture
def run(tmp_path):
    """A check under way in two shards, with branches B1 and B2 and officers O1 to O3."""
    under_way = Run(TERMS, Mapping(), tmp_path, shards=2)
    lay(under_way, "branches", *({"branch_id": f"B{n}"} for n in (1, 2)))
    lay(under_way, "officers", *({"officer_id": f"O{n}"} for n in (1, 2, 3)))
    for table in ("branches", "officers"):
        under_way.taken[table] = pl.DataFrame(schema=TAKEN)
    return under_way


def lay(run, table, *rows):
    """Screened rows, numbered from 0; ``shard`` 0 unless they say another."""
    types = {name: column.dtype for name, column in spec.columns(table).items()}
    frame = pl.DataFrame(
        [{SHARD: 0, **row} for row in rows], schema={SHARD: pl.UInt16, **types}
    ).with_row_index(ROW)
    run.store.write(table, 0, frame.lazy())


def compared(run, table, *rows):
    lay(run, table, *rows)
    found = compare(run, table)
    assert found.schema == TAKEN
    assert found[ROW].is_sorted()
    return found.rows()


def account(number, branch="B1", **other):
    return {"account_id": f"A{number}", "customer_id": "C1", "branch_id": branch, **other}


def member(team, officer, on=MON, branch="B1"):
    return {"team_id": team, "officer_id": officer, "branch_id": branch, "on": on}


@pytest.mark.parametrize("table", ["branches", "customers", "accounts", "teams", "payments"])
def test_compare_of_no_rows_takes_none(tmp_path, table):
    found = compare(Run(TERMS, Mapping(), tmp_path, shards=2), table)
    assert (found.height, found.schema) == (0, TAKEN)


def test_compare_leaves_sound_rows_alone(run):
    assert compared(run, "accounts", account(1), account(2, "B2"), account(3, shard=1)) == []


def test_compare_takes_an_account_twice_across_shards(run):
    rows = account(1), account(2), account(1, shard=1, principal=5), account(2, shard=1)
    assert compared(run, "accounts", *rows) == [
        (0, "account_id", "duplicate.conflict", None),
        (2, "account_id", "duplicate.conflict", None),
        (3, "account_id", "duplicate.same", None),
    ]


def test_compare_names_all_columns_of_a_key(run):
    rows = [{"customer_id": "C1", "hold_id": "H1"}, {"customer_id": "C1", "hold_id": "H1"}]
    assert compared(run, "holds", *rows) == [(1, "customer_id+hold_id", "duplicate.same", None)]


def test_compare_does_not_look_at_rows_that_fail_a_check(run):
    assert compared(run, "accounts", account(1), account(1, shard=ASIDE, principal=-1)) == []


def test_compare_takes_rows_without_an_owner_and_says_why(run):
    run.fallen["customers"] = pl.DataFrame({"key": ["C8"], "because": ["code.unknown"]})
    lost = [{"customer_id": c, "hold_id": "H1", SHARD: ORPHANED} for c in ("C8", "C9")]
    assert compared(run, "holds", {"customer_id": "C1", "hold_id": "H1"}, *lost) == [
        (1, "customer_id", "parent.quarantined", "code.unknown"),
        (2, "customer_id", "parent.missing", None),
    ]


def test_compare_takes_rows_of_a_branch_that_is_not_accepted(run):
    run.fallen["branches"] = pl.DataFrame({"key": ["B8"], "because": ["coordinates.zero"]})
    rows = account(1), account(2, "B8"), account(3, "B9", shard=1)
    assert compared(run, "accounts", *rows) == [
        (1, "branch_id", "parent.quarantined", "coordinates.zero"),
        (2, "branch_id", "parent.missing", None),
    ]


def test_compare_takes_a_row_for_one_reason_only(run):
    rows = account(1, "B9"), account(1, "B9", principal=5), account(2, "B9"), account(2, "B9")
    assert compared(run, "accounts", *rows) == [
        (0, "account_id", "duplicate.conflict", None),
        (1, "account_id", "duplicate.conflict", None),
        (2, "branch_id", "parent.missing", None),
        (3, "account_id", "duplicate.same", None),
    ]


def test_compare_takes_both_sides_of_an_officer_in_two_teams(run):
    rows = member("T1", "O1"), member("T1", "O2"), member("T2", "O1"), member("T2", "O3")
    assert compared(run, "teams", *rows) == [
        (0, "officer_id", "officer.two_teams", None),
        (2, "officer_id", "officer.two_teams", None),
    ]


@pytest.mark.parametrize("other", [member("T2", "O1", TUE), member("T1", "O1", TUE)])
def test_compare_leaves_an_officer_on_two_days_alone(run, other):
    assert compared(run, "teams", member("T1", "O1"), other) == []


@pytest.mark.parametrize(
    ("other", "rule"),
    [
        (member("T2", "O1", branch="B9"), "parent.missing"),
        (member("T1", "O1"), "duplicate.same"),
    ],
)
def test_compare_does_not_count_a_team_whose_row_is_taken_already(run, other, rule):
    found = compared(run, "teams", member("T1", "O1"), other)
    assert [(row, told) for row, _, told, _ in found] == [(1, rule)]


def test_compare_takes_a_member_of_two_missing_parents_once(run):
    found = compared(run, "teams", member("T1", "O9", branch="B9"))
    assert found == [(0, "officer_id", "parent.missing", None)]

"""All files of a table, counted row by row and brought to parts."""

from __future__ import annotations

import gzip
import io

import polars as pl
import pytest
from backports import zstd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forbear.portfolio.files import find
from forbear.portfolio.intake import FILE, LINE, ROW, take_in
from forbear.portfolio.mapping import Mapping, TableMap
from forbear.problems import ForbearError


@pytest.fixture
def taken(tmp_path):
    def take(contents, thorough=False):
        tape, stage = tmp_path / "tape", tmp_path / "stage"
        stage.mkdir()
        for name, content in contents.items():
            path = tape / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, pl.DataFrame):
                content.write_parquet(path)
            else:
                path.write_bytes(content)
        files = find(tape, Mapping()).files["branches"]
        return take_in("branches", files, TableMap(), "CNY", stage, thorough)

    return take


def rows(intake):
    """(row, file, line, branch) of every row received."""
    found = []
    for part in intake.parts:
        frame = part.locate(part.scan().collect())
        found.extend(frame.select(ROW, FILE, LINE, "branch_id").rows())
    return found


def faults(intake):
    return intake.faults.select("file", "line", "column", "rule", "rows").rows()


ONE, TWO = b"branch_id,name,lat,lon\nB1,a,1,2\nB2,b,1,2\n", b"branch_id,name,lat,lon\nB3,c,1,2\n"
TABLE = pl.DataFrame(
    {"branch_id": ["B4", "B5"], "name": ["d", "e"], "lat": [1.0, 1.0], "lon": [2.0, 2.0]}
)


def test_take_in_of_no_files_is_nothing(taken):
    got = taken({"accounts.csv": ONE})
    assert (got.parts, got.received, got.opened, got.faults.height) == ((), 0, False, 0)


def test_take_in_numbers_rows_over_all_files(taken):
    got = taken({"branches-1.csv": ONE, "branches-2.csv": TWO, "branches/3.parquet": TABLE})
    assert rows(got) == [
        (0, "branches-1.csv", 2, "B1"),
        (1, "branches-1.csv", 3, "B2"),
        (2, "branches-2.csv", 2, "B3"),
        (3, "branches/3.parquet", 1, "B4"),
        (4, "branches/3.parquet", 2, "B5"),
    ]
    assert (got.received, len(got.parts), faults(got)) == (5, 2, [])
    assert [part.blanks for part in got.parts] == [None, " "]


def test_take_in_of_a_header_alone_is_opened_and_empty(taken):
    got = taken({"branches.csv": b"branch_id,name,lat,lon\n"})
    assert (got.parts, got.received, got.opened, faults(got)) == ((), 0, True, [])


@pytest.mark.parametrize(
    ("content", "fault", "received"),
    [
        (b"", (1, None, "file.empty", 1), 1),
        (b"\xff\xfea\x00", (1, None, "file.encoding", 1), 1),
        (b"branch_id,lat,lon\n1,1,2\n2,1,2\n", (1, "name", "file.missing_column", 2), 2),
        (b"name,branch_id,name\n1,2,3\n", (1, "name", "file.duplicate_column", 1), 1),
    ],
)
def test_take_in_refuses_a_file_whole(taken, content, fault, received):
    got = taken({"branches.csv": content})
    assert faults(got) == [("branches.csv", *fault)]
    assert (got.parts, got.received, got.opened) == ((), received, False)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"no parquet", (None, None, "file.unreadable", 1)),
        (TABLE.drop("name"), (None, "name", "file.missing_column", 2)),
        (TABLE.with_columns(name=pl.concat_list("name")), (None, "name", "file.column_type", 2)),
    ],
)
def test_take_in_refuses_a_parquet_file_and_keeps_the_others(taken, content, fault):
    got = taken({"branches.csv": TWO, "branches.parquet": content})
    assert faults(got) == [("branches.parquet", *fault)]
    assert rows(got) == [(0, "branches.csv", 2, "B3")]
    assert (got.received, got.opened) == (1 + fault[-1], True)


def parquet():
    raw = io.BytesIO()
    TABLE.write_parquet(raw)
    return raw.getvalue()


PACK = {"gz": gzip.compress, "zst": zstd.compress}


@pytest.mark.parametrize("packing", PACK)
@pytest.mark.parametrize("thorough", [False, True])
def test_take_in_reads_packed_parquet(taken, packing, thorough):
    name = f"branches.parquet.{packing}"
    got = taken({name: PACK[packing](parquet())}, thorough)
    assert rows(got) == [(0, name, 1, "B4"), (1, name, 2, "B5")]
    assert (got.received, faults(got), got.opened) == (2, [], True)


DAMAGED = {
    "cut": lambda pack: pack(parquet())[:-9],
    "cut in the middle": lambda pack: pack(parquet())[: len(pack(parquet())) // 2],
    "cut before packing": lambda pack: pack(parquet()[:-9]),
    "not packed": lambda pack: parquet(),
    "of another kind": lambda pack: pack(ONE),
    "empty": lambda pack: b"",
    "of nothing": lambda pack: pack(b""),
}


@pytest.mark.parametrize("packing", PACK)
@pytest.mark.parametrize("damage", DAMAGED)
def test_take_in_refuses_damaged_packed_parquet_whole(taken, packing, damage):
    name = f"branches.parquet.{packing}"
    got = taken({"branches.csv": TWO, name: DAMAGED[damage](PACK[packing])})
    assert faults(got) == [(name, None, None, "file.unreadable", 1)]
    assert rows(got) == [(0, "branches.csv", 2, "B3")]
    assert got.received == 2


def test_take_in_counts_unreadable_lines(taken):
    got = taken({"branches.csv": b"branch_id,name,lat,lon\nB1,a,1,2\nB2\nB3,c,1,2\n"})
    assert faults(got) == [("branches.csv", 3, None, "line.fields", 1)]
    assert (got.received, [row[2:] for row in rows(got)]) == (3, [(2, "B1"), (4, "B3")])


@given(st.booleans(), st.binary(max_size=120))
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_as_accounts_are_accepted_or_quarantined(make, write, checked, headed, data):
    folder = write(
        {
            "branches": [make.branch(1)],
            "customers": [make.customer(1)],
            "accounts": [make.account(1)],
        }
    )
    instalments = [make.instalment("A1", 1)]
    write({"instalments": instalments})
    whole = (folder / "accounts.csv").read_bytes()
    (folder / "accounts.csv").write_bytes(whole + data if headed else data)
    try:
        counts = checked(folder).counts
    except ForbearError as error:
        counts, refused = None, [problem.code for problem in error.problems]
    if counts is None:
        assert not headed
        assert [code for code in refused if not code.startswith("file.")] == []
        return
    totals = counts.select(pl.col.accepted + pl.col.quarantined).to_series().to_list()
    assert totals == counts["received"].to_list()

"""A finished check: opened again, shared tables, nothing unfinished."""

from __future__ import annotations

import json

import pytest
from polars.testing import assert_frame_equal

from forbear.portfolio import TABLES, Checked
from forbear.portfolio.checked import put
from forbear.portfolio.spec import SHARED
from forbear.problems import ForbearError


def test_open_gives_the_same_check(make, write, checked):
    rows = make.clean()
    rows["accounts"][2]["principal"] = "-1"
    done = checked(write(rows), shard_size=1)
    again = Checked.open(done.work)
    assert (again.shards, again.inputs, again.unread) == (done.shards, done.inputs, done.unread)
    assert_frame_equal(again.counts, done.counts)
    assert_frame_equal(again.reasons, done.reasons)
    for table in TABLES:
        assert_frame_equal(again.table(table, 0).collect(), done.table(table, 0).collect())


@pytest.mark.parametrize("content", [None, "", "{", "{}", '{"layout": 0}'])
def test_open_refuses_what_is_not_finished(tmp_path, content):
    if content is not None:
        (tmp_path / "check.json").write_text(content)
    with pytest.raises(ForbearError) as error:
        Checked.open(tmp_path)
    assert [(p.code, p.where) for p in error.value.problems] == [
        ("check.not_finished", str(tmp_path))
    ]


@pytest.mark.parametrize("table", [t for t in TABLES if t not in SHARED])
def test_shared_is_only_for_small_tables(make, write, checked, table, tmp_path):
    done = Checked(tmp_path, 1, None, None, (), ())
    with pytest.raises(ValueError, match=f"{table} is split by customer"):
        done.shared(table)


def test_inputs_name_every_file_read_with_size_and_hash(make, write, checked):
    folder = write({t: r for t, r in make.clean().items() if t not in ("holds", "contacts")})
    (folder / "readme.txt").write_text("x")
    done = checked(folder)
    assert [(name, size) for name, size, _ in done.inputs] == [
        (p.name, p.stat().st_size) for p in sorted(folder.glob("*.csv"))
    ]
    assert {len(sha) for *_, sha in done.inputs} == {64}


def test_work_folder_holds_nothing_of_rows_set_aside(make, write, checked):
    rows = make.clean()
    rows["accounts"][2]["principal"] = "-1"
    done = checked(write(rows))
    assert list(done.work.rglob("shard=65*")) == []
    assert sorted(p.name for p in done.work.iterdir()) == [
        "check.json",
        "quarantine",
        "schemas",
        "tables",
        "taken",
    ]
    assert json.loads((done.work / "check.json").read_text("utf-8"))["shards"] == 1


def test_put_takes_the_place_of_an_older_folder(tmp_path):
    for name in ("new", "place", "place.old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    put(tmp_path / "new", tmp_path / "place")
    assert [p.relative_to(tmp_path).as_posix() for p in sorted(tmp_path.rglob("*"))] == [
        "place",
        "place/new",
    ]

from __future__ import annotations

import sqlite3
from typing import Any

import polars as pl
import pytest

from forbear.problems import ForbearError
from forbear.web.bulk import Bulk, connect

FRAME = pl.DataFrame({"big": [1, 2]})
COUNT = "SELECT count(*) FROM kind"


def test_all_that_is_inside_is_committed_together(bulk: Bulk, database: dict[str, Any]) -> None:
    with connect(database) as other:
        with bulk.transaction():
            bulk.write("kind", [FRAME])
            bulk.execute("UPDATE kind SET words = $2 WHERE big = $1", (1, "x"))
            assert bulk.rows(COUNT) == [(2,)]
            assert other.rows(COUNT) == [(0,)]
        assert other.rows("SELECT words FROM kind ORDER BY big") == [("x",), (None,)]


def test_nothing_that_is_inside_is_left_after_an_error(bulk: Bulk) -> None:
    def fail() -> None:
        with bulk.transaction():
            bulk.write("kind", [FRAME])
            bulk.execute("INSERT INTO kind (big) VALUES ($1)", (5,))
            raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        fail()
    assert bulk.rows(COUNT) == [(0,)]


def test_error_of_the_database_rolls_back_and_leaves_the_connection_usable(bulk: Bulk) -> None:
    def fail() -> None:
        with bulk.transaction():
            bulk.write("kind", [FRAME])
            bulk.execute("DELETE FROM nobody")

    with pytest.raises(Exception, match="nobody"):
        fail()
    bulk.write("kind", [FRAME])
    assert bulk.rows(COUNT) == [(2,)]


def test_write_that_breaks_a_check_leaves_none_of_its_rows(bulk: Bulk) -> None:
    many = pl.DataFrame({"big": [*range(3000), -1]})
    with pytest.raises(Exception, match=r"(?i)kind_big_positive"):
        bulk.write("kind", many.iter_slices(1000))
    assert bulk.rows(COUNT) == [(0,)]


def test_transaction_within_another_is_refused(bulk: Bulk) -> None:
    with pytest.raises(ForbearError) as caught, bulk.transaction(), bulk.transaction():
        pass
    assert caught.value.problems[0].code == "bulk-nested"
    assert bulk.rows(COUNT) == [(0,)]


def test_second_writer_of_sqlite_waits_then_is_told(bulk: Bulk, database: dict[str, Any]) -> None:
    if "sqlite" not in database["ENGINE"]:
        return
    with connect({**database, "OPTIONS": {"timeout": 0.01}}) as other:
        with (
            bulk.transaction(),
            pytest.raises(Exception, match="locked"),
            other.transaction(),
        ):
            pass
        with other.transaction():
            other.write("kind", [FRAME])
    assert bulk.rows(COUNT) == [(2,)]


def test_closing_the_connection_rolls_back(bulk: Bulk, database: dict[str, Any]) -> None:
    other = connect(database)
    other.execute("BEGIN")
    other.execute("INSERT INTO kind (big) VALUES (1)")
    other.close()
    assert bulk.rows(COUNT) == [(0,)]


def test_error_amid_a_read_rolls_back_too(bulk: Bulk) -> None:
    bulk.write("kind", [FRAME])

    def fail(held: list[object]) -> None:
        with bulk.transaction():
            bulk.execute("DELETE FROM kind WHERE big = 1")
            reading = bulk.read("SELECT * FROM kind", {"big": pl.Int64()})
            held.append(reading)
            next(reading)
            raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        fail([])
    assert bulk.rows(COUNT) == [(2,)]


def test_writer_by_pythons_own_sqlite_is_seen_and_waited_for(
    bulk: Bulk, database: dict[str, Any]
) -> None:
    if "sqlite" not in database["ENGINE"]:
        return
    django = sqlite3.connect(database["NAME"], isolation_level=None, timeout=0.01)
    with bulk.transaction(), pytest.raises(sqlite3.OperationalError, match="locked"):
        django.execute("BEGIN IMMEDIATE")
    django.close()

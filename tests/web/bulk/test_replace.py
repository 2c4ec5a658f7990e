from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import polars as pl
import pytest

from forbear.problems import ForbearError
from forbear.web.bulk import Bulk, connect

SCHEMA = {"id": pl.Int64(), "big": pl.Int64(), "words": pl.String(), "state": pl.String()}
QUERY = "SELECT * FROM kind ORDER BY id"


def rows(*bigs: int, words: str = "new") -> pl.DataFrame:
    return pl.DataFrame({"big": bigs, "words": words}, schema_overrides={"big": pl.Int64})


def made(bulk: Bulk, database: dict[str, Any]) -> list[tuple[Any, ...]]:
    """All that the database says of the table: columns, constraints, indexes, sequences."""
    if "sqlite" in database["ENGINE"]:
        return bulk.rows(
            "SELECT type, name, tbl_name, sql FROM sqlite_master"
            " WHERE name NOT LIKE 'sqlite_stat%' ORDER BY 1, 2"
        )
    return bulk.rows(
        "SELECT 'a', attname::text, "
        " format_type(atttypid, atttypmod) || attnotnull::text || attidentity::text"
        " FROM pg_attribute WHERE attrelid = 'kind'::regclass AND attnum > 0"
        " UNION ALL SELECT 'c', conname::text, pg_get_constraintdef(oid)"
        " FROM pg_constraint WHERE conrelid = 'kind'::regclass"
        " UNION ALL SELECT 'i', indexname::text, indexdef FROM pg_indexes WHERE tablename = 'kind'"
        " UNION ALL SELECT 'd', column_name::text, column_default"
        " FROM information_schema.columns WHERE table_name = 'kind'"
        " UNION ALL SELECT 'r', relname::text, relkind::text FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace"
        " UNION ALL SELECT 's', 'id', pg_get_serial_sequence('kind', 'id')"
        " UNION ALL SELECT 'g', relname::text, relacl::text"
        " FROM pg_class WHERE oid = 'kind'::regclass ORDER BY 1, 2, 3"
    )


def test_replaced_table_has_new_rows_and_every_name_as_before(
    bulk: Bulk, database: dict[str, Any]
) -> None:
    if "postgresql" in database["ENGINE"]:
        bulk.execute("GRANT SELECT ON kind TO PUBLIC")
    before = made(bulk, database)
    bulk.write("kind", [rows(1, 2)])
    assert bulk.replace("kind", [rows(7, 8), rows(9)]) == 3
    assert bulk.frame(QUERY, SCHEMA).rows() == [
        (3, 7, "new", "new"),
        (4, 8, "new", "new"),
        (5, 9, "new", "new"),
    ]
    assert made(bulk, database) == before
    bulk.write("kind", [rows(10)])
    assert bulk.rows("SELECT max(id) FROM kind") == [(6,)]


def test_replaced_table_keeps_its_checks_and_can_be_migrated(bulk: Bulk) -> None:
    for _ in range(2):
        bulk.replace("kind", [rows(1, 2)])
    with pytest.raises(Exception, match=r"(?i)kind_big_positive"):
        bulk.execute("INSERT INTO kind (big) VALUES (-1)")
    with pytest.raises(Exception, match=r"(?i)not.null"):
        bulk.execute("INSERT INTO kind (state) VALUES (NULL)")
    bulk.execute('DROP INDEX "kind_by_day"')
    bulk.execute('CREATE INDEX "kind_by_day" ON "kind" ("day")')
    bulk.execute('ALTER TABLE "kind" ADD COLUMN "more" integer NULL')
    assert bulk.rows("SELECT count(*) FROM kind WHERE more IS NULL") == [(2,)]


def test_sqlite_finds_nothing_wrong_after_the_swap(bulk: Bulk, database: dict[str, Any]) -> None:
    bulk.replace("kind", [rows(*range(5000))])
    if "sqlite" not in database["ENGINE"]:
        return
    with connect(database) as other:
        assert other.rows("PRAGMA integrity_check") == [("ok",)]
        plan = other.rows("EXPLAIN QUERY PLAN SELECT * FROM kind WHERE day = '2026-01-01'")
        assert "kind_by_day" in str(plan)


def test_other_connections_see_old_rows_until_the_commit_then_new_ones(
    bulk: Bulk, database: dict[str, Any]
) -> None:
    bulk.write("kind", [rows(1, words="old")])
    staged = bulk.stage("kind", [rows(2), rows(3)])
    seen: list[list[tuple[Any, ...]]] = []

    def look() -> None:
        with connect(database) as other:
            seen.append(other.rows("SELECT words FROM kind ORDER BY big"))

    look()
    with connect(database) as steady:
        assert steady.rows("SELECT count(*) FROM kind") == [(1,)]
        with bulk.transaction():
            if "sqlite" in database["ENGINE"]:
                bulk.swap(staged)
                look()
            else:
                look()
                bulk.swap(staged)
                waiting = threading.Thread(target=look)
                waiting.start()
        if "postgresql" in database["ENGINE"]:
            waiting.join()
            assert seen.pop() == [("new",), ("new",)]
        assert steady.rows("SELECT count(*) FROM kind") == [(2,)]
    look()
    assert seen == [[("old",)], [("old",)], [("new",), ("new",)]]


def test_swap_rolled_back_leaves_everything_and_can_be_done_again(
    bulk: Bulk, database: dict[str, Any]
) -> None:
    bulk.write("kind", [rows(1, words="old")])
    before = made(bulk, database)
    staged = bulk.stage("kind", [rows(2)])

    def fail() -> None:
        with bulk.transaction():
            bulk.swap(staged)
            raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        fail()
    assert bulk.rows("SELECT words FROM kind") == [("old",)]
    with bulk.transaction():
        bulk.swap(staged)
    assert bulk.rows("SELECT words FROM kind") == [("new",)]
    assert made(bulk, database) == before


def test_what_a_dead_run_left_is_dropped(bulk: Bulk, database: dict[str, Any]) -> None:
    before = made(bulk, database)
    bulk.stage("kind", [rows(1)])
    bulk.stage("kind", [rows(2)])
    bulk.swap(bulk.stage("kind", [rows(3)]))
    assert bulk.rows("SELECT big FROM kind") == [(3,)]
    assert made(bulk, database) == before


def test_failed_load_leaves_the_table_and_no_stage(bulk: Bulk, database: dict[str, Any]) -> None:
    bulk.write("kind", [rows(1)])
    before = made(bulk, database)

    def frames() -> Iterator[pl.DataFrame]:
        yield rows(2)
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        bulk.stage("kind", frames())
    with pytest.raises(Exception, match=r"(?i)kind_big_positive"):
        bulk.replace("kind", [rows(-2)])
    with pytest.raises(Exception, match=r"(?i)unique"):
        bulk.replace(
            "kind",
            [
                pl.DataFrame({"big": [2, 2], "whole": [1, 1]}).cast(
                    {"big": pl.Int64, "whole": pl.Int32}
                )
            ],
        )
    assert made(bulk, database) == before
    assert bulk.rows("SELECT big FROM kind") == [(1,)]


@pytest.mark.parametrize("table", ["kind", "child"])
def test_table_with_foreign_keys_is_refused(bulk: Bulk, table: str) -> None:
    bulk.execute("CREATE TABLE child (kind_id bigint NOT NULL REFERENCES kind (id))")
    with pytest.raises(ForbearError) as caught:
        bulk.stage(table, [])
    assert caught.value.problems[0].code == "bulk-bound"


def test_names_as_long_as_postgresql_allows_are_kept(bulk: Bulk, database: dict[str, Any]) -> None:
    long = "kind_by_" + "x" * 55
    bulk.execute(f"CREATE INDEX {long} ON kind (words)")
    before = made(bulk, database)
    bulk.replace("kind", [rows(1)])
    assert made(bulk, database) == before


def test_analyze_works_on_every_table_named(bulk: Bulk) -> None:
    bulk.write("kind", [rows(1, 2, 3)])
    bulk.analyze("kind")
    assert bulk.rows("SELECT count(*) FROM kind") == [(3,)]

"""SQLite: a table loaded beside the one it replaces, and put in its place."""

from __future__ import annotations

import re
from collections.abc import Callable

from forbear.problems import refuse
from forbear.web.bulk.dialect import Staged, Statements, quoted

HEAD = re.compile(r'^\s*CREATE\s+TABLE\s+("(?:[^"]|"")*"|\w+)', re.IGNORECASE)
INDEX_HEAD = re.compile(
    r'^\s*CREATE\s+(UNIQUE\s+)?INDEX\s+("(?:[^"]|"")*"|\w+)\s+ON\s+("(?:[^"]|"")*"|\w+)',
    re.IGNORECASE,
)


def stage(statements: Statements, table: str, load: Callable[[str], int]) -> Staged:
    """A table made by the present one's own words, filled, then indexed under passing names."""
    fresh = f"forbear_stage_{table}"
    made = _made(statements, table)
    statements.execute(f"DROP TABLE IF EXISTS {quoted(fresh)}")
    statements.execute(HEAD.sub(lambda _: f"CREATE TABLE {quoted(fresh)}", made, count=1))
    if "AUTOINCREMENT" in made.upper():
        statements.execute(
            "INSERT INTO sqlite_sequence (name, seq)"
            " SELECT $1, seq FROM sqlite_sequence WHERE name = $2",
            (fresh, table),
        )
    rows = load(fresh)
    renames = []
    for name, sql in _indexes(statements, table):
        passing = f"forbear_stage_{name}"
        statements.execute(_index(sql, passing, fresh))
        renames.append((passing, name))
    return Staged(table, fresh, rows, tuple(renames))


def swap(statements: Statements, staged: Staged) -> None:
    """Drop the present table, give the fresh one its name, and its indexes theirs.

    SQLite cannot rename an index. Building them again here would take minutes with all other
    writers waiting, so their names are changed in the schema itself, as SQLite's manual describes
    for changes that leave the stored pages as they are.
    """
    indexes = dict(_indexes(statements, staged.table))
    if set(indexes) != {name for _, name in staged.renames}:
        raise refuse(
            "bulk-changed",
            staged.table,
            "its indexes changed since the new rows were staged; stage them again",
            "暂存之后索引有变化；请重新暂存",
        )
    statements.execute(f"DROP TABLE {quoted(staged.table)}")
    statements.execute(f"ALTER TABLE {quoted(staged.stage)} RENAME TO {quoted(staged.table)}")
    if not staged.renames:
        return
    statements.rows("PRAGMA writable_schema=ON")
    try:
        for passing, name in staged.renames:
            statements.execute(
                "UPDATE sqlite_master SET name = $1, sql = $2 WHERE type = 'index' AND name = $3",
                (name, indexes[name], passing),
            )
    finally:
        statements.rows("PRAGMA writable_schema=RESET")


def _made(statements: Statements, table: str) -> str:
    found = statements.rows(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = $1", (table,)
    )
    if not found:
        raise refuse("bulk-no-table", table, "there is no such table", "没有这个表")
    bound = statements.rows(
        "SELECT m.name FROM sqlite_master AS m, pragma_foreign_key_list(m.name) AS f"
        " WHERE m.type = 'table' AND (f.\"table\" = $1 COLLATE NOCASE OR m.name = $1)"
        " UNION ALL SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = $1",
        (table,),
    )
    if bound:
        raise refuse(
            "bulk-bound",
            table,
            "a table with foreign keys or triggers cannot be replaced as a whole",
            "带有外键或触发器的表不能整表替换",
        )
    return str(found[0][0])


def _indexes(statements: Statements, table: str) -> list[tuple[str, str]]:
    return [
        (str(name), str(sql))
        for name, sql in statements.rows(
            "SELECT name, sql FROM sqlite_master"
            " WHERE type = 'index' AND tbl_name = $1 AND sql IS NOT NULL ORDER BY name",
            (table,),
        )
    ]


def _index(sql: str, name: str, table: str) -> str:
    return INDEX_HEAD.sub(
        lambda m: f"CREATE {m[1] or ''}INDEX {quoted(name)} ON {quoted(table)}", sql, count=1
    )

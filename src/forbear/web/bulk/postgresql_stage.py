"""PostgreSQL: a table loaded beside the one it replaces, and put in its place."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from forbear.problems import refuse
from forbear.web.bulk.dialect import Staged, Statements, quoted

LONGEST = 63


def passing(name: str) -> str:
    """A name for the time until the swap; PostgreSQL would cut a longer one, and confuse two."""
    full = f"forbear_stage_{name}"
    if len(full.encode()) <= LONGEST:
        return full
    return f"forbear_stage_{sha256(name.encode()).hexdigest()[:40]}"


def stage(statements: Statements, table: str, load: Callable[[str], int]) -> Staged:
    """A table like the present one, filled, then indexed under passing names.

    LIKE brings columns, defaults, checks and identity; indexes and the constraints that stand on
    them come after the rows, for which that is faster. Numbers of an identity go on where the
    present table's are. What the planner knows stays with the table through the swap.
    """
    _free(statements, table)
    fresh = passing(table)
    statements.execute(f"DROP TABLE IF EXISTS {quoted(fresh)}")
    statements.execute(
        f"CREATE TABLE {quoted(fresh)} (LIKE {quoted(table)} INCLUDING ALL"
        " EXCLUDING INDEXES EXCLUDING STATISTICS)"
    )
    renames = _identities(statements, table, fresh)
    rows = load(fresh)
    renames += _indexes(statements, table, fresh)
    _grants(statements, table, fresh)
    statements.execute(f"ANALYZE {quoted(fresh)}")
    return Staged(table, fresh, rows, tuple(renames))


def swap(statements: Statements, staged: Staged) -> None:
    """Drop the present table and give the fresh one its names."""
    statements.execute(f"LOCK TABLE {quoted(staged.table)} IN ACCESS EXCLUSIVE MODE")
    statements.execute(f"DROP TABLE {quoted(staged.table)}")
    statements.execute(f"ALTER TABLE {quoted(staged.stage)} RENAME TO {quoted(staged.table)}")
    for now, then in staged.renames:
        # ALTER TABLE renames indexes and sequences too, and constraints with their index.
        statements.execute(f"ALTER TABLE {quoted(now)} RENAME TO {quoted(then)}")


def _free(statements: Statements, table: str) -> None:
    bound = statements.rows(
        "SELECT conname::text FROM pg_constraint WHERE contype = 'f'"
        " AND to_regclass($1) IN (conrelid, confrelid)"
        " UNION ALL SELECT tgname::text FROM pg_trigger"
        " WHERE tgrelid = to_regclass($1) AND NOT tgisinternal",
        (quoted(table),),
    )
    if bound:
        raise refuse(
            "bulk-bound",
            table,
            "a table with foreign keys or triggers cannot be replaced as a whole",
            "带有外键或触发器的表不能整表替换",
        )


def _identities(statements: Statements, table: str, fresh: str) -> list[tuple[str, str]]:
    found = statements.rows(
        "SELECT s.relname::text, f.relname::text FROM pg_attribute AS a"
        " JOIN pg_class AS s ON s.oid = pg_get_serial_sequence($1, a.attname)::regclass"
        " JOIN pg_class AS f ON f.oid = pg_get_serial_sequence($2, a.attname)::regclass"
        " WHERE a.attrelid = to_regclass($1) AND a.attidentity <> '' ORDER BY a.attnum",
        (quoted(table), quoted(fresh)),
    )
    for now, then in found:
        statements.rows(
            f"SELECT setval($1::regclass, last_value, is_called) FROM {quoted(now)}",
            (quoted(then),),
        )
    return [(str(then), str(now)) for now, then in found]


def _indexes(statements: Statements, table: str, fresh: str) -> list[tuple[str, str]]:
    found = statements.rows(
        "SELECT c.relname::text, i.indisunique, pg_get_indexdef(i.indexrelid),"
        " pg_get_constraintdef(k.oid)"
        " FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid"
        " LEFT JOIN pg_constraint AS k ON k.conindid = i.indexrelid AND k.conrelid = i.indrelid"
        " WHERE i.indrelid = to_regclass($1) ORDER BY k.oid, c.relname",
        (quoted(table),),
    )
    renames = []
    for name, unique, index, constraint in found:
        now = passing(name)
        if constraint:
            statements.execute(
                f"ALTER TABLE {quoted(fresh)} ADD CONSTRAINT {quoted(now)} {constraint}"
            )
        else:
            kind = "UNIQUE INDEX" if unique else "INDEX"
            how = index.split(" USING ", 1)[1]
            statements.execute(f"CREATE {kind} {quoted(now)} ON {quoted(fresh)} USING {how}")
        renames.append((now, str(name)))
    return renames


def _grants(statements: Statements, table: str, fresh: str) -> None:
    found = statements.rows(
        "SELECT CASE WHEN g.grantee = 0 THEN 'PUBLIC'"
        " ELSE quote_ident(pg_get_userbyid(g.grantee)) END, g.privilege_type::text"
        " FROM pg_class AS c, aclexplode(c.relacl) AS g"
        " WHERE c.oid = to_regclass($1) AND g.grantee <> c.relowner ORDER BY 1, 2",
        (quoted(table),),
    )
    for grantee, privilege in found:
        statements.execute(f"GRANT {privilege} ON {quoted(fresh)} TO {grantee}")

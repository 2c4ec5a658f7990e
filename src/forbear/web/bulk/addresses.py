"""From an entry of Django's DATABASES to what the drivers take."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from forbear.problems import refuse

# Django keeps these to itself; every other option is a connection word of libpq.
DJANGO_ONLY = frozenset(
    {
        "assume_role",
        "client_encoding",
        "context",
        "cursor_factory",
        "isolation_level",
        "pool",
        "prepare_threshold",
        "row_factory",
        "server_side_binding",
    }
)


def postgresql_uri(database: Mapping[str, Any]) -> str:
    """The connection URI of libpq.

    Everything but the database's name stands in the query part, where any character may stand
    percent-encoded: a password's slashes, and a HOST that is the folder of a socket.
    """
    words = {
        "host": database.get("HOST"),
        "port": database.get("PORT"),
        "user": database.get("USER"),
        "password": database.get("PASSWORD"),
        "dbname": database.get("NAME"),
    }
    options: Mapping[str, Any] = database.get("OPTIONS") or {}
    words |= {name: value for name, value in options.items() if name not in DJANGO_ONLY}
    given = [f"{name}={quote(str(value), safe='')}" for name, value in words.items() if value]
    return "postgresql://?" + "&".join(given)


def sqlite_path(database: Mapping[str, Any]) -> str:
    """The database's file. One in memory is refused: a second connection would see another."""
    name = str(database.get("NAME") or "")
    if not name or ":memory:" in name or "mode=memory" in name:
        raise refuse(
            "bulk-memory",
            "NAME",
            "a database in memory has no second connection; name a file",
            "内存中的数据库无法建立第二个连接；请指定一个文件",
        )
    return name if name.startswith("file:") else str(Path(name).absolute())


def sqlite_timeout(database: Mapping[str, Any]) -> float:
    """How long to wait for another writer, in seconds; five seconds if nothing is said."""
    options: Mapping[str, Any] = database.get("OPTIONS") or {}
    return float(options.get("timeout", 5))

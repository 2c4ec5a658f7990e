"""Who works alone: locks that go with their holder, even if it is killed."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections


def _number(name: str) -> int:
    """The lock's number in PostgreSQL: 63 bits of its name's hash."""
    return int.from_bytes(hashlib.sha256(f"forbear {name}".encode()).digest()[:8]) >> 1


def together(name: str) -> None:
    """Until the transaction ends, keep out whoever wants the lock `alone`.

    SQLite needs none: its transactions are IMMEDIATE, so one writes at a time.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_number(name)])


def alone(name: str) -> None:
    """Until the transaction ends, be the only one; waits for whoever has it `together`."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_number(name)])


@contextmanager
def only_one(name: str) -> Iterator[bool]:
    """Across processes: true for the one that works, false if another does already.

    PostgreSQL lets go when the connection ends, the system when the process does.
    """
    if connection.vendor != "postgresql":
        with _file(settings.HOME.made().work / f"{name}.lock") as got:
            yield got
        return
    own = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_number(name)])
            got = bool(cursor.fetchone()[0])
        yield got
    finally:
        own.close()


@contextmanager
def _file(path: Path) -> Iterator[bool]:
    with path.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True

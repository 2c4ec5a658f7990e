"""The two databases: SQLite in a file, PostgreSQL on a server that the tests start."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest


def _beside(name: str, known_as: str | None = None) -> ModuleType:
    """A module of this folder; tests are no packages, so it is named for those who import it."""
    path = Path(__file__).parent / f"{name}.py"
    spec = importlib.util.spec_from_file_location(known_as or name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    if known_as is not None:
        sys.modules[known_as] = module
    spec.loader.exec_module(module)
    return module


postgres = _beside("postgres")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out PostgreSQL where the database has no part in what is tested (`any_database`)."""
    names = ("database", "site", "town", "taken", "loaded", "ready")
    kept, left = [], []
    for item in items:
        any_database = item.get_closest_marker("any_database") is not None
        given = getattr(getattr(item, "callspec", None), "params", {})
        on_postgresql = "postgresql" in {given.get(name) for name in names}
        (left if any_database and on_postgresql else kept).append(item)
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = kept


@pytest.fixture(scope="session")
def postgres_entry() -> Iterator[dict[str, Any]]:
    """Django's DATABASES entry of one PostgreSQL server for the whole session."""
    try:
        with postgres.postgres_server() as entry:
            yield entry
    except postgres.NoServerError as missing:
        pytest.skip(str(missing))


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, Any]]:
    """An empty database of each kind, as Django's DATABASES entry."""
    if request.param == "sqlite":
        path = str(tmp_path / "forbear.sqlite3")
        yield {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": {"timeout": 30}}
        return
    entry = request.getfixturevalue("postgres_entry")
    name = f"forbear_{uuid4().hex}"
    with postgres.fresh_database(entry, name) as fresh:
        yield fresh


site_of = _beside("site")


@pytest.fixture(scope="session")
def django(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Django, set up once."""
    site_of.set_up(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def sqlite_template(django: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with every table."""
    folder = tmp_path_factory.mktemp("template")
    path = folder / "forbear.sqlite3"
    site_of.migrated(site_of.entry_of(path), folder / "home")
    return Path(path)


@pytest.fixture(scope="session")
def postgres_template(
    django: None, postgres_entry: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A database with every table."""
    with postgres.fresh_database(postgres_entry, f"forbear_{uuid4().hex}") as fresh:
        site_of.migrated(fresh, tmp_path_factory.mktemp("template-home"))
        yield fresh["NAME"]


bank_of = _beside("people/bank", "people_bank")
_beside("people/passkey", "people_passkey")
_beside("people/signing", "people_signing")


@pytest.fixture(scope="session")
def sqlite_branches(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the bank of two branches in it; see `people/bank.py`."""
    home = tmp_path_factory.mktemp("branches")
    site_of.copied(sqlite_template, home / "forbear.sqlite3")
    with site_of.pointed(site_of.entry_of(home / "forbear.sqlite3"), home):
        bank_of.fill()
    return Path(home)


@pytest.fixture(scope="session")
def postgres_branches(
    postgres_entry: dict[str, Any],
    postgres_template: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, Path]]:
    """A database with the bank of two branches in it, and its home."""
    home = tmp_path_factory.mktemp("branches-home")
    name = f"forbear_{uuid4().hex}"
    with postgres.fresh_database(postgres_entry, name, postgres_template) as fresh:
        with site_of.pointed(fresh, home):
            bank_of.fill()
        yield name, home


@pytest.fixture
def branches() -> None:
    """The test's installation begins with the bank of two branches."""


@pytest.fixture
def bank(branches: None, site: Any) -> Any:
    """The bank of two branches, the test's own to change, on each database."""
    return bank_of.found()


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, django: None, tmp_path: Path) -> Iterator[Any]:
    """An installation of its own for the test, on each database; Django works on it."""
    home = tmp_path / "home"
    begun = "branches" in request.fixturenames
    if request.param == "sqlite":
        if begun:
            shutil.copytree(request.getfixturevalue("sqlite_branches"), home)
        else:
            home.mkdir()
            template = request.getfixturevalue("sqlite_template")
            site_of.copied(template, home / "forbear.sqlite3")
        entry = site_of.entry_of(home / "forbear.sqlite3")
        with site_of.pointed(entry, home):
            yield site_of.Site("sqlite", entry, home)
        return
    server = request.getfixturevalue("postgres_entry")
    if begun:
        template, before = request.getfixturevalue("postgres_branches")
        shutil.copytree(before, home)
    else:
        template = request.getfixturevalue("postgres_template")
    with (
        postgres.fresh_database(server, f"forbear_{uuid4().hex}", template) as fresh,
        site_of.pointed(fresh, home),
    ):
        yield site_of.Site("postgresql", fresh, home)


town_of = _beside("town")


@pytest.fixture(scope="session")
def sqlite_town(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a small bank at work in it."""
    home = tmp_path_factory.mktemp("town")
    site_of.copied(sqlite_template, home / "forbear.sqlite3")
    with site_of.pointed(site_of.entry_of(home / "forbear.sqlite3"), home):
        town_of.settle(home)
    return Path(home)


@pytest.fixture(scope="session")
def postgres_town(
    postgres_entry: dict[str, Any],
    postgres_template: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, Path]]:
    """A database with a small bank at work in it, and its home."""
    home = tmp_path_factory.mktemp("town-home")
    name = f"forbear_{uuid4().hex}"
    with postgres.fresh_database(postgres_entry, name, postgres_template) as fresh:
        with site_of.pointed(fresh, home):
            town_of.settle(home)
        yield name, home


@pytest.fixture(params=["sqlite", "postgresql"])
def town(request: pytest.FixtureRequest, django: None, tmp_path: Path) -> Iterator[Any]:
    """A small bank at work, the test's own to change, on each database."""
    home = tmp_path / "home"
    if request.param == "sqlite":
        shutil.copytree(request.getfixturevalue("sqlite_town"), home)
        entry = site_of.entry_of(home / "forbear.sqlite3")
        with site_of.pointed(entry, home):
            yield site_of.Site("sqlite", entry, home)
        return
    server = request.getfixturevalue("postgres_entry")
    template, settled = request.getfixturevalue("postgres_town")
    shutil.copytree(settled, home)
    with (
        postgres.fresh_database(server, f"forbear_{uuid4().hex}", template) as fresh,
        site_of.pointed(fresh, home),
    ):
        yield site_of.Site("postgresql", fresh, home)


@pytest.fixture
def settings(django: None) -> Iterator[Any]:
    """Django's settings; what a test sets on them goes with it."""
    from django.conf import UserSettingsHolder
    from django.conf import settings as real

    before = real._wrapped
    real._wrapped = UserSettingsHolder(before)
    yield real
    real._wrapped = before


browser_of = _beside("browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A browser for all tests; each opens its own window."""
    if browser_of.CHROMIUM is None:
        pytest.skip("no chromium: the pages are not looked at")
    # The driver runs a loop in this thread; Django would take it for a caller that must not wait.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with browser_of.chromium() as found:
        yield found
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def visit(django: None, settings: Any, browser: Any) -> Iterator[Any]:
    """``visit("collector")`` is that person at a browser, before a server in this process.

    Name it after the installation that it visits.
    """
    settings.DEMO = True
    opened = []
    with browser_of.served() as address:

        def open_for(username: str | None = None, **options: Any) -> Any:
            visitor = browser_of.Visitor(browser, address, username, **options)
            opened.append(visitor)
            return visitor

        yield open_for
        for visitor in opened:
            visitor.context.close()

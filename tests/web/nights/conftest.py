"""Small tapes, and what a test looks at to say that nothing changed."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import uuid4

import polars as pl
import pytest

AS_OF = date(2026, 11, 22)
NEXT = date(2026, 11, 23)
EVENING = datetime(2026, 11, 22, 13, tzinfo=UTC)
ACCOUNTS = 120


def _above(name: str) -> ModuleType:
    """A module of the folder above; tests are no packages, so it cannot be imported by name."""
    path = Path(__file__).parent.parent / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"forbear_nights_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


site_of, postgres = _above("site"), _above("postgres")


@dataclass(frozen=True)
class TapeFiles:
    """A tape folder that a test may change."""

    folder: Path

    def read(self, table: str) -> pl.DataFrame:
        """One of its tables."""
        return pl.read_parquet(self.folder / f"{table}.parquet")

    def change(self, table: str, how: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
        """Write a table anew."""
        how(self.read(table)).write_parquet(self.folder / f"{table}.parquet")


@pytest.fixture(scope="session")
def made_tape(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tape of a small bank, with the faults that real ones have."""
    from forbear.lab import write_demo

    folder = tmp_path_factory.mktemp("tape") / "tape"
    write_demo(folder, accounts=ACCOUNTS, as_of=AS_OF, seed=5)
    return Path(folder)


@pytest.fixture
def tape(made_tape: Path, tmp_path: Path) -> TapeFiles:
    """The test's own copy of the tape."""
    folder = tmp_path / "tape"
    shutil.copytree(made_tape, folder)
    return TapeFiles(folder)


def people() -> None:
    """Who takes part in nights."""
    from forbear.web.people.models import Role, User

    for role in (Role.ADMINISTRATOR, Role.STRATEGY_MANAGER, Role.SUPERVISOR):
        User.objects.create(username=str(role), role=role, password="!")


@pytest.fixture
def bank(site: Any) -> Iterator[Any]:
    """An empty installation in the evening, with people in it."""
    from forbear.web import clock

    people()
    with clock.at(EVENING):
        yield site


@contextmanager
def with_policy(folder: Path) -> Iterator[None]:
    """The bank has another policy."""
    from django.conf import settings

    before = settings.TOLD["FORBEAR_POLICY"]
    settings.TOLD["FORBEAR_POLICY"] = str(folder)
    yield
    settings.TOLD["FORBEAR_POLICY"] = before


def take_once(tape: Path) -> None:
    """Leave people and a tape that was taken in."""
    from forbear.web import clock
    from forbear.web.nights.receive import receive, take_in

    people()
    with clock.at(EVENING):
        assert take_in(receive(tape, AS_OF, None)[0]).state == "accepted"


def run_once(policy: Path) -> None:
    """Leave a night that waits to be published, ordered by the administrator."""
    from forbear.web import clock
    from forbear.web.nights.run import order, run
    from forbear.web.people.models import User

    with clock.at(EVENING), with_policy(policy):
        night = run(order(User.objects.get(username="administrator")))
        assert night.state == "ready", night.problems


@contextmanager
def taken_in(request: pytest.FixtureRequest, tape: Path, home: Path) -> Iterator[Any]:
    """``point()`` lets Django work on an installation in which this tape was taken in."""
    if request.param == "sqlite":
        site_of.copied(request.getfixturevalue("sqlite_template"), home / "forbear.sqlite3")
        fresh = nullcontext(site_of.entry_of(home / "forbear.sqlite3"))
    else:
        server = request.getfixturevalue("postgres_entry")
        template = request.getfixturevalue("postgres_template")
        fresh = postgres.fresh_database(server, f"forbear_{uuid4().hex}", template)
    with fresh as entry:
        with site_of.pointed(entry, home):
            take_once(tape)
        yield partial(site_of.pointed, entry, home)


@pytest.fixture(scope="session")
def sqlite_taken(
    sqlite_template: Path, made_tape: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A home in which a tape was taken in."""
    home = tmp_path_factory.mktemp("taken")
    site_of.copied(sqlite_template, home / "forbear.sqlite3")
    with site_of.pointed(site_of.entry_of(home / "forbear.sqlite3"), home):
        take_once(made_tape)
    return Path(home)


@pytest.fixture(scope="session")
def postgres_taken(
    postgres_entry: dict[str, Any],
    postgres_template: str,
    made_tape: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, Path]]:
    """A database in which a tape was taken in, and its home."""
    home, name = tmp_path_factory.mktemp("taken-home"), f"forbear_{uuid4().hex}"
    with postgres.fresh_database(postgres_entry, name, postgres_template) as fresh:
        with site_of.pointed(fresh, home):
            take_once(made_tape)
        yield name, home


@pytest.fixture(scope="session")
def installed() -> Any:
    """``installed(request, tape, home)``; see `taken_in`."""
    return taken_in


@pytest.fixture(scope="session")
def sqlite_ready(
    sqlite_taken: Path, hasty_policy: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A home in which a night waits."""
    home = tmp_path_factory.mktemp("ready") / "home"
    shutil.copytree(sqlite_taken, home)
    with site_of.pointed(site_of.entry_of(home / "forbear.sqlite3"), home):
        run_once(hasty_policy)
    return Path(home)


@pytest.fixture(scope="session")
def postgres_ready(
    postgres_entry: dict[str, Any],
    postgres_taken: tuple[str, Path],
    hasty_policy: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, Path]]:
    """A database in which a night waits, and its home."""
    home, name = tmp_path_factory.mktemp("ready") / "home", f"forbear_{uuid4().hex}"
    template, before = postgres_taken
    shutil.copytree(before, home)
    with postgres.fresh_database(postgres_entry, name, template) as fresh:
        with site_of.pointed(fresh, home):
            run_once(hasty_policy)
        yield name, home


@contextmanager
def copied(request: pytest.FixtureRequest, begun: str, home: Path) -> Iterator[Any]:
    """An installation of the test's own in the evening, begun as ``taken`` or ``ready``."""
    from forbear.web import clock

    if request.param == "sqlite":
        shutil.copytree(request.getfixturevalue(f"sqlite_{begun}"), home)
        entry = site_of.entry_of(home / "forbear.sqlite3")
        with site_of.pointed(entry, home), clock.at(EVENING):
            yield site_of.Site("sqlite", entry, home)
        return
    server = request.getfixturevalue("postgres_entry")
    template, before = request.getfixturevalue(f"postgres_{begun}")
    shutil.copytree(before, home)
    with (
        postgres.fresh_database(server, f"forbear_{uuid4().hex}", template) as fresh,
        site_of.pointed(fresh, home),
        clock.at(EVENING),
    ):
        yield site_of.Site("postgresql", fresh, home)


@pytest.fixture(params=["sqlite", "postgresql"])
def taken(request: pytest.FixtureRequest, django: None, tmp_path: Path) -> Iterator[Any]:
    """An installation in which the tape was taken in."""
    with copied(request, "taken", tmp_path / "home") as site:
        yield site


@pytest.fixture(params=["sqlite", "postgresql"])
def ready(
    request: pytest.FixtureRequest, django: None, hasty: Path, tmp_path: Path
) -> Iterator[Any]:
    """A night that waits to be published, in an installation of the test's own."""
    from forbear.web.nights.models import Night

    with copied(request, "ready", tmp_path / "home"):
        yield Night.objects.get()


@pytest.fixture
def who() -> Callable[[str], Any]:
    """Somebody by his user name."""
    from forbear.web.people.models import User

    return lambda name: User.objects.get(username=name)


@pytest.fixture
def take() -> Callable[..., Any]:
    """Receive a tape folder and take it in."""

    def taken(folder: Path, as_of: date = AS_OF) -> Any:
        from forbear.web.nights.receive import receive, take_in

        return take_in(receive(folder, as_of, None)[0])

    return taken


@pytest.fixture
def everything() -> Callable[[], dict[str, list[tuple[Any, ...]]]]:
    """Every row of every table, byte for byte."""

    def read() -> dict[str, list[tuple[Any, ...]]]:
        from django.db import connection

        tables = {}
        with connection.cursor() as cursor:
            for name in connection.introspection.table_names(cursor):
                cursor.execute(f'SELECT * FROM "{name}"')
                tables[name] = sorted((tuple(map(_plain, row)) for row in cursor), key=repr)
        return tables

    return read


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


@pytest.fixture(scope="session")
def hasty_policy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default policy with a short search for routes, so that a night takes seconds."""
    import forbear.policy

    folder = tmp_path_factory.mktemp("policy")
    long = (Path(forbear.policy.__file__).parent / "default" / "visits.yaml").read_text()
    assert "iterations: 10000" in long
    (folder / "visits.yaml").write_text(long.replace("iterations: 10000", "iterations: 100"))
    return folder


@pytest.fixture
def hasty(django: None, hasty_policy: Path) -> Iterator[Path]:
    """The bank has the hasty policy."""
    with with_policy(hasty_policy):
        yield hasty_policy


@pytest.fixture
def beside() -> Callable[[], list[str]]:
    """Tables of work in hand, and what lies in the work folder."""

    def found() -> list[str]:
        from django.conf import settings
        from django.db import connection

        tables = [t for t in connection.introspection.table_names() if t.startswith("forbear_")]
        return sorted([*tables, *(p.name for p in settings.HOME.work.iterdir() if p.is_dir())])

    return found

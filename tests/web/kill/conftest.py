"""A bank between two tapes, as often as a test wants it, and acts that may be killed."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest

FIRST, SECOND = date(2026, 11, 22), date(2026, 11, 23)
#: When all is done.
EVENING = datetime(2026, 11, 23, 13, tzinfo=UTC)
ACCOUNTS = 300


class Acts:
    """Starts acts on an installation, lets them end or kills them."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self._process, self._log = process, log
        self.killed: list[str] = []

    def _read(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def _begun(self, site: Any, act: str, told: dict[str, Any]) -> int:
        self._log.write_bytes(b"")
        line = {"act": act, "entry": _bare(site.entry), "home": str(site.home), **told}
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(line | {"log": str(self._log)}) + "\n")
        self._process.stdin.flush()
        return int(self._read())

    def done(self, site: Any, act: str, **told: Any) -> float:
        """Let an act come to its end; how long that took, in seconds."""
        self._begun(site, act, told)
        since = time.monotonic()
        assert self._read() == "0"
        return time.monotonic() - since

    def kill(self, site: Any, act: str, after: float, **told: Any) -> bool:
        """Kill it some seconds after it began; false if it had ended by then."""
        pid = self._begun(site, act, told)
        time.sleep(after)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        code = self._read()
        # Processes that planned routes for it are no part of what is proved.
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        assert code in {"0", str(-signal.SIGKILL)}, code
        if code == "0":
            return False
        last = self._log.read_text().splitlines()
        self.killed.append(last[-1] if last else f"{act} begins")
        return True


def _beside(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        f"forbear_kill_{Path(name).name}", Path(__file__).parent.parent / f"{name}.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


site_of, town_of, postgres = _beside("site"), _beside("town"), _beside("postgres")


def _bare(entry: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in entry.items() if k != "TEST"} | {"TEST": {}}


@pytest.fixture(scope="session")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default policy with a short search for routes, so that a night takes seconds."""
    import forbear.policy

    folder = tmp_path_factory.mktemp("policy") / "policy"
    shutil.copytree(Path(forbear.policy.__file__).parent / "default", folder)
    visits = folder / "visits.yaml"
    long = visits.read_text()
    assert "iterations: 10000" in long
    visits.write_text(long.replace("iterations: 10000", "iterations: 100"))
    return folder


@pytest.fixture(scope="session")
def actor(tmp_path_factory: pytest.TempPathFactory, hasty: Path) -> Iterator[subprocess.Popen[str]]:
    """A process of which acts are forked."""
    own = site_of.Site("sqlite", {}, tmp_path_factory.mktemp("of-acts"))
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("acts.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=own.environment | {"FORBEAR_POLICY": str(hasty)},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        assert process.stdout.readline().strip() == "ready"
        yield process
    finally:
        process.stdin.close()
        process.wait(120)
        process.stdout.close()


@pytest.fixture
def acts(actor: subprocess.Popen[str], tmp_path: Path) -> Acts:
    """Whoever starts acts."""
    return Acts(actor, tmp_path / "log")


@pytest.fixture(scope="session")
def tapes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two evenings' tapes of one bank."""
    from forbear.lab import write_demo

    folder = tmp_path_factory.mktemp("tapes")
    for name, as_of in (("first", FIRST), ("second", SECOND)):
        write_demo(folder / name, accounts=ACCOUNTS, as_of=as_of, seed=3)
    return folder / "first", folder / "second"


@dataclass(frozen=True)
class Base:
    """An installation to be copied: the first tape's night is published, the second is to come."""

    site: Any

    @contextmanager
    def copy(self, folder: Path) -> Iterator[Any]:
        """Another one like it, on which Django works while the block runs."""
        home = folder / uuid4().hex
        shutil.copytree(self.site.home, home)
        with ExitStack() as stack:
            entry = self.site.entry
            if self.site.vendor == "sqlite":
                entry = entry | {"NAME": str(home / "forbear.sqlite3")}
            else:
                fresh = postgres.fresh_database(entry, f"forbear_{uuid4().hex}", entry["NAME"])
                entry = stack.enter_context(fresh)
            stack.enter_context(site_of.pointed(entry, home))
            yield site_of.Site(self.site.vendor, entry, home)


@pytest.fixture(scope="session")
def picture() -> Any:
    """What an installation holds; see the module."""
    return _beside("kill/picture").picture


@pytest.fixture
def base(site: Any, tapes: tuple[Path, Path], hasty: Path) -> Iterator[Base]:
    """See the class."""
    from django.conf import settings
    from django.db import connections

    from forbear.web import clock
    from forbear.web.nights.publish import publish
    from forbear.web.nights.receive import receive, take_in
    from forbear.web.nights.run import order, run
    from forbear.web.people.models import User

    before = settings.TOLD["FORBEAR_POLICY"]
    settings.TOLD["FORBEAR_POLICY"] = str(hasty)
    with clock.at(EVENING - timedelta(days=1)):
        town_of.people()
        assert take_in(receive(tapes[0], FIRST, None)[0]).state == "accepted"
        town_of.link()
        publish(run(order(None)), User.objects.get(username="strategy_manager"))
    connections.close_all()
    yield Base(site)
    settings.TOLD["FORBEAR_POLICY"] = before

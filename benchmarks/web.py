"""The running system: a tape imported, a night published, fifty collectors at their desks.

On PostgreSQL (from the development lock's wheel, with the durability of production) and on SQLite.
Times are on the wall: what counts is how long the bank waits, whoever works meanwhile. Locust plays
the collectors on the same two cores, so its own work is in the figures too.

    python benchmarks/web.py --postgresql 1000000 --sqlite 100000 --folder bench-data
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import web_pages as pages

ROOT = Path(__file__).resolve().parent.parent
USERS, SECONDS = 50, 60
#: A server of a machine of this size, and nothing given up for speed.
DURABLE = {
    "listen_addresses": "",
    "shared_buffers": "2GB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "8GB",
    "max_connections": "60",
    "timezone": "UTC",
}
NAMES = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}
STEPS = ("worklist", "case", "permit", "contact")
SCREENS = ("worklist page", "case page", "contact page")


def rows(
    sizes: Mapping[str, int], folder: Path, users: int, seconds: int
) -> Iterator[dict[str, Any]]:
    """Figures of each database."""
    for vendor, accounts in sizes.items():
        if not accounts:
            continue
        size = f"{accounts:,} accounts, {users} collectors, {NAMES[vendor]}"
        place = folder / f"web-{vendor}"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        with _database(vendor) as url:
            bench = Bench(place.absolute(), url)
            for figure, (unit, value) in bench.run(accounts, users, seconds).items():
                yield {
                    "benchmark": "web",
                    "size": size,
                    "figure": figure,
                    "unit": unit,
                    "value": value,
                }
        shutil.rmtree(place)


class Bench:
    """One installation in a folder of its own."""

    def __init__(self, place: Path, url: str) -> None:
        self.place = place
        self.environment = {
            **os.environ,
            "FORBEAR_HOME": str(place / "home"),
            "FORBEAR_POLICY": str(_policy(place / "policy")),
            "FORBEAR_RATE": "1000000",
            # Sessions of the benchmark have no second factor.
            "FORBEAR_DEMO": "1",
            "DATABASE_URL": url,
        }

    def run(self, accounts: int, users: int, seconds: int) -> dict[str, tuple[str, float]]:
        """Every figure with its unit. Requests are those of ``users`` collectors."""
        today = datetime.now(UTC).date()
        self._python("tape", str(self.place / "tape"), str(accounts), today.isoformat())
        self._forbear("migrate")
        taken = self._forbear("import", str(self.place / "tape"), "--as-of", today.isoformat())
        shutil.rmtree(self.place / "tape")
        night = self._forbear("nightly", "--route-seconds", "5")
        night += self._python("publish")
        self._python("rested")
        with self._served() as address:
            found = self._desk("desk", STEPS, address, users, seconds)
            found |= self._desk("desk_pages", SCREENS, address, users, seconds)
            slowest, weights, painted = pages.looked(address, json.loads(self._given("sessions")))
        return {
            "tape imported": ("s", round(taken, 1)),
            "night run and published": ("s", round(night, 1)),
            "worklist, 95 of 100": ("ms", found["worklist"]),
            "case, 95 of 100": ("ms", found["case"]),
            "permit, 95 of 100": ("ms", found["permit"]),
            "contact, 95 of 100": ("ms", found["contact"]),
            "worklist on screen, 95 of 100": ("ms", found["worklist page"]),
            "case on screen, 95 of 100": ("ms", found["case page"]),
            "contact saved on screen, 95 of 100": ("ms", found["contact page"]),
            "slowest dashboard": ("ms", slowest),
            "heaviest page, compressed": ("kB", weights),
            "first paint, throttled": ("ms", painted),
        }

    def _forbear(self, *arguments: str) -> float:
        return self._timed([sys.executable, "-c", "from forbear.cli import app; app()", *arguments])

    def _python(self, *arguments: str) -> float:
        return self._timed([sys.executable, str(ROOT / "benchmarks" / "web_steps.py"), *arguments])

    def _timed(self, command: list[str]) -> float:
        begun = time.monotonic()
        subprocess.run(command, env=self.environment, check=True, stdout=subprocess.DEVNULL)
        return time.monotonic() - begun

    @contextmanager
    def _served(self) -> Iterator[str]:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = subprocess.Popen(
            [
                sys.executable,
                "-c",
                "from forbear.cli import app; app()",
                "serve",
                "--port",
                str(port),
            ],
            env=self.environment,
            stdout=subprocess.DEVNULL,
        )
        address = f"http://127.0.0.1:{port}"
        try:
            _answers(f"{address}/api/v1/health")
            yield address
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(30)

    def _given(self, what: str, users: int = USERS) -> str:
        """Tokens or sessions of so many collectors, as JSON."""
        return subprocess.run(
            [sys.executable, str(ROOT / "benchmarks" / "web_steps.py"), what, str(users)],
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def _desk(
        self, name: str, steps: tuple[str, ...], address: str, users: int, seconds: int
    ) -> dict[str, float]:
        """Milliseconds within which 95 of 100 requests were answered, by step."""
        given = {
            "DESK_TOKENS": self._given("tokens", users),
            "DESK_SESSIONS": self._given("sessions", users),
        }
        figures = self.place / name
        subprocess.run(
            [
                sys.executable,
                "-m",
                "locust",
                "-f",
                str(ROOT / "benchmarks" / f"{name}.py"),
                "--headless",
                "--users",
                str(users),
                "--spawn-rate",
                "10",
                "--run-time",
                f"{seconds}s",
                "--host",
                address,
                "--csv",
                str(figures),
                "--only-summary",
                "--reset-stats",
            ],
            env={**self.environment, **given},
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        with Path(f"{figures}_stats.csv").open() as lines:
            found = {row["Name"]: row for row in csv.DictReader(lines)}
        for step, row in found.items():
            print(
                f"    {step}: {row['Request Count']} requests, {row['Failure Count']} failed, "
                f"{float(row['Requests/s']):.1f} a second, median {row['50%']} ms",
                file=sys.stderr,
            )
        if missing := [step for step in steps if step not in found]:
            raise RuntimeError(f"nobody came to: {', '.join(missing)}")
        return {step: float(row["95%"]) for step, row in found.items()}


def _policy(folder: Path) -> Path:
    """The default policy, of a bank where it is about two in the afternoon now: one may call."""
    from forbear.policy import load

    folder.mkdir()
    ahead = (14 - datetime.now(UTC).hour + 12) % 24 - 12
    zone = f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"
    (folder / "bank.yaml").write_text(load().text("bank.yaml").replace("Asia/Shanghai", zone))
    return folder


def _answers(address: str) -> None:
    """Wait until every process of the server does: 40 connections in a row are answered."""
    well = 0
    for _ in range(600):
        try:
            with urllib.request.urlopen(address, timeout=5):
                well += 1
        except (urllib.error.URLError, OSError):
            well = 0
            time.sleep(0.2)
        if well == 40:
            return
    raise RuntimeError("the server does not answer")


@contextmanager
def _database(vendor: str) -> Iterator[str]:
    """The address of a fresh database; empty for SQLite in the home."""
    if vendor == "sqlite":
        yield ""
        return
    spec = importlib.util.spec_from_file_location("postgres", ROOT / "tests/web/postgres.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with module.postgres_server(DURABLE) as entry:
        yield f"postgresql://{entry['USER']}@{quote(entry['HOST'], safe='')}/{entry['NAME']}"


def main(argv: list[str] | None = None) -> int:
    """Print JSON lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgresql", type=int, default=1_000_000)
    parser.add_argument("--sqlite", type=int, default=100_000)
    parser.add_argument("--users", type=int, default=USERS)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--folder", type=Path, default=Path("bench-data"))
    given = parser.parse_args(argv)
    given.folder.mkdir(parents=True, exist_ok=True)
    sizes = {"postgresql": given.postgresql, "sqlite": given.sqlite}
    for row in rows(sizes, given.folder, given.users, given.seconds):
        print(json.dumps(row, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

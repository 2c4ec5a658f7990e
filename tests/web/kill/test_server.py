"""The server is killed while systems write to it; they repeat what they sent; each is done once."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from random import Random
from typing import Any

import pytest

pytestmark = pytest.mark.slow

#: How often the server is killed, and how many writes are under way meanwhile.
KILLS, WRITES, HANDS = 6, 90, 6


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(environment: dict[str, str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    """``forbear serve`` as its users start it, in a process group of its own."""
    command = "from forbear.cli import app; app()"
    server = subprocess.Popen(
        [sys.executable, "-c", command, "serve", "--port", str(port), "--workers", "1"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield server
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the server does not come up")


def test_writes_repeated_after_the_server_was_killed_are_done_once(town: Any) -> None:
    from django.db import connections

    from forbear.client import Client, RefusedError, new_key
    from forbear.evidence import verify
    from forbear.web.api.scopes import Scope
    from forbear.web.api.tokens import make
    from forbear.web.journal.give import export_of
    from forbear.web.journal.models import Entry
    from forbear.web.people.access import visible
    from forbear.web.people.models import User
    from forbear.web.records.models import Case, Consent, Officer

    supervisor = User.objects.get(username="supervisor")
    _, secret = make(None, supervisor, "kills", [Scope.READ, Scope.CONTACT], 1)
    cases = list(visible(supervisor, Case).filter(state="open").values_list("pk", flat=True))
    hands = list(
        Officer.objects.filter(role="collector", branch=supervisor.branch).values_list(
            "pk", flat=True
        )
    )
    started = Entry.objects.count()
    connections.close_all()
    rng = Random(7)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    jobs: list[tuple[str, str, Any]] = []
    for number in range(WRITES):
        if number % 3 == 0:
            some = rng.sample(cases, 5)
            jobs.append(("reassign", new_key(), {"cases": some, "to": hands[number % 2]}))
        else:
            jobs.append(("consent", new_key(), cases[number % len(cases)]))

    def write(job: tuple[str, str, Any]) -> int:
        """Send one write until it is answered; how often it was sent."""
        kind, key, what = job
        for attempt in range(1, 2_000):
            try:
                client = Client(address, secret, seconds=20)
                if kind == "reassign":
                    client.reassign_cases(
                        {
                            "cases": [{"customer_id": one} for one in what["cases"]],
                            "to": what["to"],
                            "reason": "balance",
                        },
                        key=key,
                    )
                else:
                    client.give_consent(
                        what, {"kind": "visit_appointment", "to_on": date.max.isoformat()}, key=key
                    )
                return attempt
            except RefusedError as refused:
                if refused.status != 409 and refused.status < 500:
                    raise
            except OSError:
                pass
            time.sleep(0.05)
        raise AssertionError(f"never answered: {job}")

    with ThreadPoolExecutor(HANDS) as pool:
        sent = [pool.submit(write, job) for job in jobs]
        for _ in range(KILLS):
            with served(town.environment, port) as server:
                wait_for(port)
                time.sleep(rng.uniform(0.05, 1.2))
                os.killpg(server.pid, signal.SIGKILL)
        with served(town.environment, port):
            attempts = [one.result(timeout=300) for one in sent]

    assert max(attempts) > 1
    consents = [what for kind, _, what in jobs if kind == "consent"]
    given = Consent.objects.filter(origin="here").values_list("customer_id", flat=True)
    assert sorted(given) == sorted(consents)
    moved = sorted(one for kind, _, what in jobs if kind == "reassign" for one in what["cases"])
    chains = Entry.objects.filter(action="case.assigned").values_list("chain", flat=True)
    assert sorted(chain.removeprefix("customer:") for chain in chains) == moved
    assert Entry.objects.count() == started + len(moved) + len(consents)
    for number, case in enumerate(Case.objects.filter(pk__in=set(moved) | set(consents))):
        changes = moved.count(case.pk) + consents.count(case.pk)
        assert case.version == 1 + changes, number
    assert verify(export_of()).entries == Entry.objects.count()

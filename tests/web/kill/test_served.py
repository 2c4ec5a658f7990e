"""Kill -9 of the server and the worker themselves: what was asked for is done once."""

from __future__ import annotations

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

COMMAND = [sys.executable, "-c", "from forbear.cli import app; app()"]
#: How often the server is killed; writes, and who sends them at once.
KILLS, WRITES, SENDERS = 3, 100, 4
#: Cases that one write gives to somebody else.
AT_ONCE = 12


@contextmanager
def running(site: Any, *told: str) -> Iterator[subprocess.Popen[bytes]]:
    """One of the commands; killed with all that it started when the block ends."""
    process = subprocess.Popen(
        [*COMMAND, *told],
        env=site.environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def until(true: Callable[[], object], seconds: float = 120) -> None:
    """Wait for something that is to come."""
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it did not come"
        time.sleep(0.02)


def answers(port: int) -> bool:
    """Does a server listen?"""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        asked.request("GET", "/api/v1/health")
        return asked.getresponse().status == 200
    except OSError:
        return False
    finally:
        asked.close()


class Senders:
    """Several at once, who send each write with its key until it is answered."""

    def __init__(self, address: str, token: str, writes: list[Callable[[Any], Any]]) -> None:
        self.told = (address, token)
        self.left = list(enumerate(writes))[::-1]
        self.done: list[int] = []
        self.wrong: list[BaseException] = []
        self.broken = 0
        self.over = False
        self.threads = [threading.Thread(target=self._send, daemon=True) for _ in range(SENDERS)]

    def __enter__(self) -> Senders:
        return self

    def __exit__(self, *_: object) -> None:
        self.over = True

    def _send(self) -> None:
        try:
            while self.left and not self.over:
                number, write = self.left.pop()
                self._until_answered(write)
                self.done.append(number)
        except IndexError:
            return
        except BaseException as error:
            self.wrong.append(error)

    def _until_answered(self, write: Callable[[Any], Any]) -> None:
        from forbear.client import Client, RefusedError

        while not self.over:
            try:
                with Client(*self.told, seconds=20) as forbear:
                    write(forbear)
                    return
            except (OSError, http.client.HTTPException):
                self.broken += 1
                time.sleep(0.05)
            except RefusedError as error:
                # The same key is under way in a transaction whose end is not known yet.
                if error.problems[0]["code"] != "key.busy":
                    raise


def test_server_killed_amid_writes_has_done_each_once(town: Any) -> None:
    from forbear.evidence import verify
    from forbear.web.api.scopes import Scope
    from forbear.web.api.tokens import make
    from forbear.web.journal.give import export_of
    from forbear.web.journal.models import Entry
    from forbear.web.people.models import User
    from forbear.web.records.models import Case, Hold, Officer

    chosen = random.Random(5)
    who = User.objects.get(username="supervisor")
    cases = list(Case.objects.filter(branch=who.branch, state="open").order_by("pk"))
    # The server goes by the clock on the wall; trained is who is trained on any day.
    collectors = Officer.objects.filter(branch=who.branch, role="collector", gone=False)
    collectors.update(qualified_until=date(9999, 1, 1))
    to = list(collectors.order_by("pk").values_list("pk", flat=True))[:2]
    before = dict(Case.objects.values_list("pk", "version"))
    entries, holds = Entry.objects.count(), Hold.objects.count()
    token = make(None, who, "killed", list(Scope), 1)[1]

    kinds = ("dispute", "hardship", "represented", "stop_request", "vulnerable")
    there = set(Hold.objects.values_list("customer_id", "kind"))
    pairs = [(case.pk, kind) for case in cases for kind in kinds]
    pairs = [pair for pair in pairs if pair not in there]
    chosen.shuffle(pairs)
    grown: Counter[str] = Counter()
    writes: list[Callable[[Any], Any]] = []
    for number in range(WRITES):
        key = f"write-{number}"
        if number % 2:
            some = [case.pk for case in chosen.sample(cases, min(AT_ONCE, len(cases)))]
            grown.update(some)
            moved = {"cases": [{"customer_id": one} for one in some], "reason": "休假"}
            given = {**moved, "to": to[number // 2 % 2]}
            writes.append(lambda one, given=given, key=key: one.reassign_cases(given, key=key))
        else:
            own, kind = pairs.pop()
            grown[own] += 1
            held = {"kind": kind, "note": key}
            writes.append(lambda one, own=own, held=held, key=key: one.set_hold(own, held, key=key))

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    serve = ("serve", "--port", str(port), "--workers", "1")
    with Senders(f"http://127.0.0.1:{port}", token, writes) as senders:
        for kill in range(KILLS):
            with running(town, *serve):
                until(lambda: answers(port))
                if not kill:
                    for thread in senders.threads:
                        thread.start()
                goal = len(senders.done) + WRITES // (KILLS + 2)
                until(lambda goal=goal: len(senders.done) >= goal or senders.wrong)
                assert senders.wrong == []
                time.sleep(chosen.uniform(0, 0.05))
        assert senders.left
        with running(town, *serve):
            for thread in senders.threads:
                thread.join(120)
    assert senders.wrong == []
    assert sorted(senders.done) == list(range(WRITES))
    assert senders.broken >= KILLS

    assert Hold.objects.count() - holds == WRITES // 2
    told = Counter(Entry.objects.values_list("action", flat=True))
    assert told["case.assigned"] == AT_ONCE * (WRITES // 2)
    assert told["hold.set"] == WRITES // 2
    after = dict(Case.objects.values_list("pk", "version"))
    assert after == {pk: version + grown[pk] for pk, version in before.items()}
    assert verify(export_of()).entries == Entry.objects.count() > entries


def test_worker_killed_amid_tape_and_night_comes_to_their_end(
    town: Any, tapes: tuple[Path, Path]
) -> None:
    from django.db import connections

    from forbear.evidence import verify
    from forbear.web.journal.give import export_of
    from forbear.web.journal.models import Entry
    from forbear.web.nights.models import Night, Tape
    from forbear.web.nights.receive import receive
    from forbear.web.nights.run import order
    from forbear.web.people.models import User
    from forbear.web.records.models import Account, PlanAccount

    chosen = random.Random(6)
    by = User.objects.get(username="administrator")
    tape, _ = receive(tapes[1], date(2026, 11, 23), by)
    states: list[str] = []

    def killed(row: Any, ends: str) -> None:
        """Let a worker begin, and kill it a moment later, until it came to the end before that."""
        for _ in range(2):
            with running(town, "worker"):
                row.refresh_from_db()
                seen = (row.state, row.stage)
                until(lambda seen=seen: _told(row) != seen or row.state == ends)
                time.sleep(chosen.uniform(0, 0.6))
            states.append(_told(row)[0])
            if row.state == ends:
                return
        connections.close_all()
        with running(town, "worker"):
            until(lambda: _told(row)[0] == ends)

    killed(tape, "accepted")
    counts = [sum(row[key] for row in tape.counts.values()) for key in ("received", "accepted")]
    assert counts[0] == counts[1] + sum(row["quarantined"] for row in tape.counts.values())
    accounts = tape.counts["accounts"]["accepted"]
    assert Account.objects.filter(gone=False).count() == accounts

    night = order(by)
    killed(night, "ready")
    assert Night.objects.filter(tape=tape).count() == 1
    assert Tape.objects.filter(state="accepted").count() == 2
    assert PlanAccount.objects.exists()
    told = Counter(Entry.objects.values_list("action", "chain"))
    assert [n for (action, _), n in told.items() if action == "tape.accepted"] == [1, 1]
    assert [n for (action, _), n in told.items() if action == "night.ready"] == [1, 1]
    assert verify(export_of()).entries == Entry.objects.count()
    assert len(states) >= 3


def _told(row: Any) -> tuple[str, str]:
    """Where the database says that a tape or a night stands."""
    row.refresh_from_db()
    return row.state, row.stage

"""Does one act of the web after another, each in a process of its own that may be killed.

Started once, for imports take seconds; told by lines of JSON on its standard input. For each it
forks; the child says its number when it begins, and the parent how it ended.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, date, datetime
from pathlib import Path
from time import sleep
from types import ModuleType
from typing import Any

Say = Callable[[str], None]


def beside(name: str) -> ModuleType:
    """A module of the folder above."""
    path = Path(__file__).parent.parent / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"forbear_tests_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def when_free(act: Callable[[], Any]) -> Any:
    """PostgreSQL takes a moment to see that whoever held the lock was killed."""
    from forbear.problems import ForbearError

    for _ in range(400):
        try:
            return act()
        except ForbearError as error:
            if error.problems[0].code != "records.busy":
                raise
        sleep(0.02)
    raise RuntimeError("the lock of one who was killed is still held")


def person(name: str) -> Any:
    """Somebody by his user name."""
    from forbear.web.people.models import User

    return User.objects.get(username=name)


def take(told: dict[str, Any], say: Say) -> None:
    """An import."""
    from forbear.web.nights.receive import receive, take_in

    tape, _ = receive(Path(told["tape"]), date.fromisoformat(told["as_of"]), None)
    when_free(lambda: take_in(tape, lambda stage, _: say(f"take {stage or 'begins'}")))
    assert tape.state == "accepted", tape.problems


def night(told: dict[str, Any], say: Say) -> None:
    """A night."""
    from forbear.web.nights.models import Night
    from forbear.web.nights.receive import latest
    from forbear.web.nights.run import order, run

    ready = Night.objects.filter(tape=latest(), state="ready").first()
    ordered = ready or order(person("administrator"))
    when_free(lambda: run(ordered, lambda stage, _: say(f"night {stage}")))
    assert ordered.state == "ready", ordered.problems


def publish(told: dict[str, Any], say: Say) -> None:
    """A publication."""
    from forbear.web.nights import publish as publishing
    from forbear.web.nights.models import Night

    ready = Night.objects.filter(state="ready").first()
    if ready is not None:
        publishing.publish(ready, person("strategy_manager"))


def reassign(told: dict[str, Any], say: Say) -> None:
    """Many cases given to another; whoever comes again learns that they were."""
    from forbear.problems import ForbearError
    from forbear.web.records import cases

    versions = told["versions"]
    try:
        cases.reassign(person("supervisor"), list(versions), told["to"], "leave", versions=versions)
    except ForbearError as error:
        if error.problems[0].code != "conflict":
            raise


def contacts(told: dict[str, Any], say: Say) -> None:
    """One contact after another, on every channel, until it is killed or there are no more."""
    from forbear.problems import ForbearError
    from forbear.web.records.contacts import Told, make
    from forbear.web.records.models import Case
    from forbear.web.records.permits import issue

    who = person("supervisor")
    for case in Case.objects.filter(branch=who.branch, state="open").order_by("pk"):
        for channel in ("call", "sms", "letter", "email"):
            outcome = "no_answer" if channel == "call" else "sent"
            try:
                permit = issue(who, case.pk, channel)
                if permit.allowed:
                    make(who, permit.pk, Told(outcome, note="没有人接听"))
            except ForbearError as error:
                # Held on another channel by the one who was killed before.
                if error.problems[0].code not in {"permit.refused", "permit.held"}:
                    raise
    say("contacts done")


ACTS = {act.__name__: act for act in (take, night, publish, reassign, contacts)}


@contextmanager
def heard(say: Say, act: str) -> Iterator[None]:
    """Every statement is told before it is run."""
    from django.db import connection

    def tell(execute: Any, sql: str, *more: Any) -> Any:
        say(f"{act} {' '.join(sql.split()[:3])}")
        return execute(sql, *more)

    with connection.execute_wrapper(tell):
        yield


def do(told: dict[str, Any]) -> None:
    """The act, in the child."""
    from django.db import connection

    from forbear.web import bank, clock

    log = os.open(told["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def say(text: str) -> None:
        os.write(log, f"{text}\n".encode())

    act = told["act"]
    at = datetime.fromisoformat(told["at"]).astimezone(UTC)
    with beside("site").pointed(told["entry"], Path(told["home"])), clock.at(at):
        # Read and connected before, for that takes longer than a short act.
        bank.policy()
        connection.ensure_connection()
        print(os.getpid(), flush=True)
        told_by_itself = act in ("take", "night")
        with nullcontext() if told_by_itself else heard(say, act):
            ACTS[act](told, say)


def child(told: dict[str, Any]) -> None:
    """Never returns."""
    os.setsid()
    code = 1
    try:
        do(told)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def main() -> None:
    """One act at a time."""
    import django

    django.setup()
    import forbear.web.nights.run
    import forbear.web.records.cases
    import forbear.web.records.contacts  # noqa: F401

    print("ready", flush=True)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            child(json.loads(line))
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()

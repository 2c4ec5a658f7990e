"""The commands of the running system: tables, server, worker, tapes, nights, people, keys."""

from __future__ import annotations

import json
import os
import socket
import threading
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from forbear.console import for_people, out, progress_bar, say, tell_night, tell_tape
from forbear.nightly import from_json
from forbear.problems import refuse

keys = typer.Typer(no_args_is_help=True, help="Keys of personal data.")
#: Requests one server process works on at a time; most of each is waiting for the database.
THREADS = 2
#: Seconds between two looks of the worker at what is due.
ROUND = 20.0


def opened() -> None:
    """Django, told by the environment; the data folder is made."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forbear.web.settings")
    import django

    django.setup()
    from django.conf import settings

    settings.HOME.made()


def ready() -> None:
    """`opened`, and refuses a database whose tables are not of this version."""
    opened()
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise refuse(
            "database",
            connection.settings_dict["NAME"],
            f"can't be reached ({error}); look at DATABASE_URL",
            f"无法连接（{error}），请检查 DATABASE_URL",
        ) from None
    if behind:
        raise refuse(
            "database.behind",
            str(connection.settings_dict["NAME"]),
            "its tables are not of this version; make a backup and run: forbear migrate",
            "数据表不是当前版本，请先备份，再运行：forbear migrate",
        )


@for_people
def migrate_command() -> None:
    """Make the database's tables, or bring them to this version."""
    opened()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    out.print(say("the database is of this version", "数据库已是当前版本"))


@for_people
def serve_command(
    host: Annotated[str, typer.Option("--host", help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 8000,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, help="Server processes; without it two a core."),
    ] = None,
) -> None:
    """Serve the site and its API until stopped."""
    # Requests work on a few rows each: more threads of Polars would only wait for one another.
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    ready()
    _refuse_taken(host, port)
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    out.print(say(f"serving http://{host}:{port}/", f"服务地址：http://{host}:{port}/"))
    Granian(
        "forbear.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers or 2 * (os.cpu_count() or 1),
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        websockets=False,
        log_level=LogLevels.error,
    ).serve()


def _refuse_taken(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise refuse(
                "serve.port",
                f"{host}:{port}",
                f"can't be listened at ({error.strerror}); choose another --port",
                f"无法监听（{error.strerror}），请另选 --port",
            ) from None


@for_people
def worker_command(
    once: Annotated[
        bool, typer.Option("--once", help="Do what is due and what waits, then end.")
    ] = False,
) -> None:
    """Do what waits: imports, nights, the journal's days, the schedule. Stop it with Ctrl-C."""
    ready()
    from django.core.management import call_command

    from forbear.web.nights import duty

    name = f"{socket.gethostname()}:{os.getpid()}"
    duty.all_of_it(name)
    if once:
        call_command("db_worker", batch=True, startup_delay=False, verbosity=0, interval=0.1)
        return
    threading.Thread(target=_rounds, args=(name,), daemon=True).start()
    out.print(say("the worker is at work", "工作进程已启动"))
    call_command("db_worker", verbosity=1)


def _rounds(name: str) -> None:
    """Look again and again at what is due; what goes wrong is told and tried again."""
    import logging
    import time

    from django.db import connections

    from forbear.web.nights import duty

    while True:
        time.sleep(ROUND)
        try:
            duty.all_of_it(name)
        except Exception:
            logging.getLogger("forbear.worker").exception("a round of the worker failed")
        finally:
            connections.close_all()


@for_people
def import_command(
    folder: Annotated[Path, typer.Argument(help="Folder that holds the tape.")],
    as_of: Annotated[str, typer.Option("--as-of", help="Business date, as 2026-11-22.")],
) -> None:
    """Take a tape into the database. The same tape again changes nothing."""
    ready()
    from forbear.web.nights.models import TapeState
    from forbear.web.nights.receive import receive, take_in

    tape, _ = receive(folder, _day(as_of), None)
    known = tape.state == TapeState.ACCEPTED
    with progress_bar() as progress:
        tape = take_in(tape, progress)
    if known:
        out.print(say("this tape was imported already", "该数据此前已入库"))
    tell_tape(tape.counts, tape.reasons)
    if tape.state == TapeState.REFUSED:
        _fail(tape.problems)


@for_people
def nightly_command(
    seed: Annotated[int, typer.Option("--seed", help="Seed of everything that is drawn.")] = 1,
    seconds: Annotated[
        float, typer.Option("--route-seconds", min=0.1, help="Guard on one branch's route search.")
    ] = 120,
) -> None:
    """Run the night over the tape accepted last; it then waits to be published."""
    run_night(seed, seconds)


def run_night(seed: int, seconds: float) -> Any:
    """Order and run a night; it is returned."""
    ready()
    from forbear.web.nights.models import NightState
    from forbear.web.nights.run import order, run

    night = order(None, seed=seed)
    with progress_bar() as progress:
        night = run(night, progress, route_seconds=seconds)
    if night.state == NightState.FAILED:
        _fail(night.problems)
    tell_night(from_json(json.dumps(night.summary).encode()), None)
    out.print(say(f"night {night.pk} is {night.state}", f"第 {night.pk} 号夜间结果：{night.state}"))
    return night


@keys.command("list")
@for_people
def keys_list_command() -> None:
    """Say which keys there are and how many values each seals."""
    ready()
    from forbear.web.records.rotation import sealed_by_key

    for key, count in sealed_by_key().items():
        out.print(f"{key}  {count:,}")


@keys.command("rotate")
@for_people
def keys_rotate_command(
    keep: Annotated[
        bool, typer.Option("--same-key", help="Only seal anew what an older key still seals.")
    ] = False,
) -> None:
    """Draw a new key and seal everything anew with it; goes on where it was stopped."""
    ready()
    from forbear.web.records.rotation import rotate

    with progress_bar() as progress:
        done = rotate(new_key=not keep, progress=progress)
    out.print(say(f"{done:,} values sealed anew", f"已重新加密 {done:,} 个值"))


def _fail(problems: list[dict[str, str]]) -> None:
    from forbear.problems import ForbearError, Problem

    raise ForbearError(*(Problem(p["code"], p["where"], p["en"], p["zh"]) for p in problems))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no date; write it as 2026-11-22") from None

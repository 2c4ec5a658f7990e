"""The ``forbear`` command. Clock, environment and screen live here and in ``web/`` alone."""

from __future__ import annotations

import json
import os
import resource
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, TypeVar

import polars as pl
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from forbear import __version__
from forbear.lab import ABOUT, write_demo
from forbear.nightly import Bank, Order, Reading, Summary, from_json, plan
from forbear.nightly.order import BANK
from forbear.policy import load as load_policy
from forbear.portfolio import TABLES, Mapping, check, json_schema, propose
from forbear.problems import ForbearError, refuse

app = typer.Typer(
    name="forbear",
    help="From tonight's loan tape to tomorrow's lawful plan.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
out = Console()
err = Console(stderr=True)

F = TypeVar("F", bound=Callable[..., Any])
Folder = Annotated[Path, typer.Argument(help="Folder that holds the tape.")]
AsOf = Annotated[str, typer.Option("--as-of", help="Business date of the tape, as 2026-11-22.")]
PolicyFolder = Annotated[
    Path | None, typer.Option("--policy", help="The bank's policy folder; without it the default.")
]
MappingFile = Annotated[
    Path | None,
    typer.Option("--mapping", help="mapping.yaml that says what the bank's names mean."),
]
Seed = Annotated[int, typer.Option("--seed", help="Seed of everything that is drawn.")]


def _chinese() -> bool:
    return os.environ.get("LC_ALL", os.environ.get("LANG", "")).startswith("zh")


def say(en: str, zh: str) -> str:
    """The words in the language of the terminal."""
    return zh if _chinese() else en


def _for_people(command: F) -> F:
    """Tell a `ForbearError` in words and end with status 2."""

    @wraps(command)
    def told(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except ForbearError as error:
            for problem in error.problems:
                where = f"{problem.where}: " if problem.where else ""
                err.print(
                    f"{where}{say(problem.en, problem.zh)}",
                    style="red",
                    markup=False,
                    soft_wrap=True,
                )
            raise typer.Exit(2) from None
        except KeyboardInterrupt:
            err.print(say("stopped; run it again to go on", "已中止，再次运行即可继续"))
            raise typer.Exit(130) from None

    return told  # type: ignore[return-value]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no date; write it as 2026-11-22") from None


@contextmanager
def _progress() -> Iterator[Callable[[str, float], None]]:
    """A bar for the stage at work; it shows once something takes over two seconds."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
    )
    task = bar.add_task("", total=1.0)
    begun = time.monotonic()
    shown = False

    def tell(stage: str, share: float) -> None:
        nonlocal shown
        if not shown and time.monotonic() - begun > 2 and err.is_terminal:
            bar.start()
            shown = True
        bar.update(task, description=stage, completed=share)

    try:
        yield tell
    finally:
        if shown:
            bar.stop()


def meter() -> Reading:
    """Seconds and memory of this process and of those it has waited for."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    unit = 1 if sys.platform == "darwin" else 1024
    return Reading(
        time.monotonic(),
        own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime,
        max(own.ru_maxrss, children.ru_maxrss) * unit,
    )


def _plan(order: Order, to: Path, seconds: float) -> None:
    with _progress() as progress:
        plan(
            order,
            to,
            workers=os.cpu_count() or 1,
            max_seconds=seconds,
            meter=meter,
            progress=progress,
        )
    _tell(from_json((to / "summary.json").read_bytes()), to)


def _tell(told: Summary, to: Path) -> None:
    """The night in a dozen lines."""
    scale, totals = 10**told.minor, told.totals

    def money(minor: int) -> str:
        return f"{minor / scale:,.0f} {told.currency}"

    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column()
    table.add_column(justify="right")
    received, accepted, quarantined = (
        sum(getattr(t, name) for t in told.tape) for name in ("received", "accepted", "quarantined")
    )
    for label, figure in (
        (
            say("rows accepted + quarantined = received", "接收 = 入库 + 隔离（行）"),
            f"{accepted:,} + {quarantined:,} = {received:,}",
        ),
        (
            say("accounts, of which overdue", "账户数，其中逾期"),
            f"{totals.accounts:,}, {totals.overdue_accounts:,}",
        ),
        (say("overdue customers owe", "逾期客户欠款"), money(totals.owed)),
        (
            say("contacts planned, of which visits", "计划联系次数，其中外访"),
            f"{totals.planned_contacts:,}, {totals.visits:,}",
        ),
        (
            say("expected to bring, beyond doing nothing", "预计净增回收（相对不处置）"),
            money(totals.expected_net_recovery),
        ),
        (
            say("contacts refused by a rule", "被规则拒绝的联系（客户×渠道）"),
            f"{totals.refused_contacts:,}",
        ),
    ):
        table.add_row(label, figure)
    out.print(
        say(
            f"Plan for {told.plan_for}, from the tape of {told.as_of}",
            f"{told.plan_for} 的计划（数据日期 {told.as_of}）",
        ),
        style="bold",
    )
    out.print(table)
    for row in told.refusals[:3]:
        cited = row.citation or row.title
        out.print(
            f"  {row.customers:>9,}  {row.channel:<12} {row.rule:<18} "
            f"{say(row.title.en, row.title.zh)} ({say(cited.en, cited.zh)})",
            markup=False,
            soft_wrap=True,
        )
    out.print(say("report: ", "报告：") + str(to / "report.html"), soft_wrap=True)


@app.command("plan")
@_for_people
def plan_command(
    folder: Folder,
    as_of: AsOf,
    to: Annotated[Path, typer.Option("--out", help="Folder that will hold the plan.")],
    policy: PolicyFolder = None,
    mapping: MappingFile = None,
    seed: Seed = 1,
    shard: Annotated[
        int, typer.Option("--shard", min=1, help="Accounts worked on at a time.")
    ] = 250_000,
    seconds: Annotated[
        float, typer.Option("--route-seconds", min=1, help="Guard on one branch's route search.")
    ] = 120,
) -> None:
    """Make tomorrow's plan from tonight's tape: decisions, permits, worklists, routes, report."""
    order = Order(
        folder,
        _day(as_of),
        load_policy(policy),
        seed=seed,
        mapping=Mapping.load(mapping) if mapping else None,
        shard_size=shard,
    )
    _plan(order, to, seconds)


@app.command()
@_for_people
def demo(
    to: Annotated[Path, typer.Option("--out", help="Folder that will hold tape and plan.")] = Path(
        "out/demo"
    ),
    accounts: Annotated[
        int, typer.Option("--accounts", min=1, help="Accounts; the real ones are drawn again.")
    ] = 30_000,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Business date; without it today.")
    ] = None,
    seed: Seed = 1,
) -> None:
    """Make a portfolio with real delinquency in it, and tomorrow's plan for it."""
    day = _day(as_of) if as_of else datetime.now().astimezone().date()
    tape = to.with_name(f"{to.name}-tape")
    _clear(tape)
    write_demo(tape, accounts=accounts, as_of=day, seed=seed)
    _plan(Order(tape, day, load_policy(), seed=seed, about=ABOUT), to, 60)


def _clear(tape: Path) -> None:
    """Remove a demo tape made before; anything else in its place is left alone."""
    if not tape.exists():
        return
    strange = [p.name for p in tape.iterdir() if p.name.split(".")[0] not in TABLES]
    if strange:
        raise refuse(
            "demo.tape",
            str(tape / strange[0]),
            "is no part of a demo tape; move it away or choose another --out",
            "不是演示数据，请移走或另选 --out",
        )
    shutil.rmtree(tape)


@app.command("check")
@_for_people
def check_command(
    folder: Folder,
    as_of: AsOf,
    to: Annotated[Path, typer.Option("--out", help="Folder for the rows set aside.")],
    policy: PolicyFolder = None,
    mapping: MappingFile = None,
) -> None:
    """Read and check a tape, and set aside every row that can't be used, with its reason."""
    bank = load_policy(policy).read(BANK, Bank)
    with TemporaryDirectory(prefix="forbear-check-") as work, _progress() as progress:
        done = check(
            folder,
            Path(work) / "check",
            as_of=_day(as_of),
            zone=bank.timezone,
            currency=bank.currency,
            mapping=Mapping.load(mapping) if mapping else None,
            progress=progress,
        )
        done.write_quarantine(to)
    table = Table(box=None, pad_edge=False)
    table.add_column(say("table", "表"))
    for title in (say("received", "接收"), say("accepted", "入库"), say("quarantined", "隔离")):
        table.add_column(title, justify="right")
    for row in done.counts.iter_rows(named=True):
        table.add_row(
            row["table"], *(f"{row[n]:,}" for n in ("received", "accepted", "quarantined"))
        )
    out.print(table)
    for row in done.reasons.iter_rows(named=True):
        reason = say(row["en"], row["zh"])
        out.print(
            f"  {row['rows']:>9,}  {row['table']:<12} {row['rule']:<24} {reason}",
            markup=False,
            soft_wrap=True,
        )
    total = done.counts.select(pl.col("received", "accepted", "quarantined").sum()).row(0)
    out.print(
        say(
            f"accepted {total[1]:,} + quarantined {total[2]:,} = received {total[0]:,}",
            f"入库 {total[1]:,} + 隔离 {total[2]:,} = 接收 {total[0]:,}",
        )
    )


@app.command("map")
@_for_people
def map_command(
    folder: Folder,
    to: Annotated[
        Path | None, typer.Option("--out", help="File to write; without it the screen.")
    ] = None,
) -> None:
    """Propose a mapping.yaml by looking at a tape's headers and values."""
    proposed = propose(folder).dump()
    if to is None:
        typer.echo(proposed)
    else:
        to.write_text(proposed, encoding="utf-8")
        out.print(say(f"written: {to}; read it before you use it", f"已写入 {to}，请核对后使用"))


@app.command()
def schema() -> None:
    """Print the JSON Schema of the tape."""
    typer.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))


@app.command("version")
def version_command() -> None:
    """Print the version."""
    typer.echo(__version__)

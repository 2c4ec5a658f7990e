"""What the command shows: words in the terminal's language, progress, tables, errors."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from forbear.evidence import Verified
from forbear.nightly import Summary
from forbear.nightly.report.model import Text
from forbear.portfolio import Checked
from forbear.problems import ForbearError

out = Console()
err = Console(stderr=True)
F = TypeVar("F", bound=Callable[..., Any])
BANK_POLICY = Text("bank policy", "本行政策")


def _chinese() -> bool:
    return os.environ.get("LC_ALL", os.environ.get("LANG", "")).startswith("zh")


def say(en: str, zh: str) -> str:
    """The words in the language of the terminal."""
    return zh if _chinese() else en


def for_people(command: F) -> F:
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


@contextmanager
def progress_bar() -> Iterator[Callable[[str, float], None]]:
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


def tell_night(told: Summary, to: Path | None) -> None:
    """The night in a dozen lines, and where its report is, if it is in a folder."""
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
        cited = row.citation or BANK_POLICY
        out.print(
            f"  {row.customers:>9,}  {row.channel:<12} {row.rule:<18} "
            f"{say(row.title.en, row.title.zh)} ({say(cited.en, cited.zh)})",
            markup=False,
            soft_wrap=True,
        )
    if to is not None:
        out.print(say("report: ", "报告：") + str(to / "report.html"), soft_wrap=True)


def tell_check(done: Checked) -> None:
    """Counts by table, reasons, and the sum that always holds."""
    counts = {row["table"]: row for row in done.counts.iter_rows(named=True)}
    tell_tape(counts, done.reasons.to_dicts())


def tell_tape(counts: dict[str, dict[str, Any]], reasons: list[dict[str, Any]]) -> None:
    """The same of a tape in the database: received, accepted and quarantined by table; reasons."""
    numbers = ("received", "accepted", "quarantined")
    table = Table(box=None, pad_edge=False)
    table.add_column(say("table", "表"))
    for title in (say("received", "接收"), say("accepted", "入库"), say("quarantined", "隔离")):
        table.add_column(title, justify="right")
    for name, row in counts.items():
        table.add_row(name, *(f"{row[n]:,}" for n in numbers))
    out.print(table)
    for row in reasons:
        reason = say(row["en"], row["zh"])
        out.print(
            f"  {row['rows']:>9,}  {row['table']:<12} {row['rule']:<24} {reason}",
            markup=False,
            soft_wrap=True,
        )
    received, accepted, quarantined = (sum(row[n] for row in counts.values()) for n in numbers)
    out.print(
        say(
            f"accepted {accepted:,} + quarantined {quarantined:,} = received {received:,}",
            f"入库 {accepted:,} + 隔离 {quarantined:,} = 接收 {received:,}",
        ),
        style="bold",
    )


def tell_verified(done: Verified, rooted: bool) -> None:
    """What was proved of an export of the journal, and what was not."""
    out.print(
        say(
            f"whole and unchanged: {done.entries:,} entries in {done.chains:,} chains, "
            f"{done.days:,} closed days",
            f"完整且未经改动：{done.chains:,} 条链，{done.entries:,} 条记录，{done.days:,} 个日结",
        ),
        style="green",
    )
    if done.loose:
        out.print(
            say(
                f"{done.loose:,} of them were made since the last day was closed: nothing ties "
                "them down yet but their chain",
                f"其中 {done.loose:,} 条晚于最近一次日结，目前仅由链本身约束",
            )
        )
    if not rooted:
        out.print(
            say(
                f"its root is {done.root}; hold it against the one published for that day, or "
                "give that one with --root",
                f"日志根为 {done.root}；请与当日公布的根核对，或以 --root 给出公布值",
            ),
            soft_wrap=True,
        )

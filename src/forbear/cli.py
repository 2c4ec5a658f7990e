"""The ``forbear`` command. Clock, environment and screen live here and in ``web/`` alone."""

from __future__ import annotations

import json
import os
import shutil
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

# Polars' allocator gives memory back at once by default, only to ask for it again, and keeps heaps
# for each thread: a sixth of a night's processor time (docs/decisions/memory.md). It reads this
# when Polars is first imported.
os.environ.setdefault(
    "_RJEM_MALLOC_CONF",
    f"narenas:{max(1, (os.cpu_count() or 1) // 2)},oversize_threshold:0,"
    "dirty_decay_ms:60000,muzzy_decay_ms:60000",
)

import typer

from forbear import __version__
from forbear.cli_demo import serve_demo
from forbear.cli_people import people, tokens
from forbear.cli_rules import permit_command, rules
from forbear.cli_web import (
    import_command,
    keys,
    migrate_command,
    nightly_command,
    serve_command,
    worker_command,
)
from forbear.console import (
    for_people,
    out,
    progress_bar,
    say,
    tell_check,
    tell_night,
    tell_verified,
)
from forbear.evidence import verify, verify_bundle
from forbear.evidence.bundle import MAGIC
from forbear.lab import ABOUT, write_demo
from forbear.nightly import Bank, Order, TapeFolder, from_json, plan
from forbear.nightly.order import BANK
from forbear.policy import load as load_policy
from forbear.portfolio import TABLES, Mapping, check, json_schema, propose
from forbear.problems import refuse
from forbear.web.meter import meter

app = typer.Typer(
    name="forbear",
    help="From tonight's loan tape to tomorrow's lawful plan.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.command("permit")(permit_command)
app.add_typer(rules)
app.command("migrate")(migrate_command)
app.command("serve")(serve_command)
app.command("worker")(worker_command)
app.command("import")(import_command)
app.command("nightly")(nightly_command)
app.add_typer(keys, name="keys")
app.add_typer(people, name="people")
app.add_typer(tokens, name="tokens")

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


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no date; write it as 2026-11-22") from None


def _plan(order: Order, to: Path, seconds: float) -> None:
    with progress_bar() as progress:
        plan(
            order,
            to,
            workers=os.cpu_count() or 1,
            max_seconds=seconds,
            meter=meter,
            progress=progress,
        )
    tell_night(from_json((to / "summary.json").read_bytes()), to)


@app.command("plan")
@for_people
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
        TapeFolder(folder, Mapping.load(mapping) if mapping else None),
        _day(as_of),
        load_policy(policy),
        seed=seed,
        shard_size=shard,
    )
    _plan(order, to, seconds)


@app.command()
@for_people
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
    serve: Annotated[
        bool, typer.Option("--serve", help="Then serve it as a running system until stopped.")
    ] = False,
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 8000,
) -> None:
    """Make a portfolio with real delinquency in it, and tomorrow's plan for it."""
    day = _day(as_of) if as_of else datetime.now().astimezone().date()
    tape = to.with_name(f"{to.name}-tape")
    _clear(tape)
    write_demo(tape, accounts=accounts, as_of=day, seed=seed)
    _plan(Order(TapeFolder(tape), day, load_policy(), seed=seed, about=ABOUT), to, 60)
    if serve:
        serve_demo(tape, day, to.with_name(f"{to.name}-home"), port)


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
@for_people
def check_command(
    folder: Folder,
    as_of: AsOf,
    to: Annotated[Path, typer.Option("--out", help="Folder for the rows set aside.")],
    policy: PolicyFolder = None,
    mapping: MappingFile = None,
) -> None:
    """Read and check a tape, and set aside every row that can't be used, with its reason."""
    bank = load_policy(policy).read(BANK, Bank)
    with TemporaryDirectory(prefix="forbear-check-") as work:
        with progress_bar() as progress:
            done = check(
                folder,
                Path(work) / "check",
                as_of=_day(as_of),
                zone=bank.timezone,
                currency=bank.currency,
                mapping=Mapping.load(mapping) if mapping else None,
                progress=progress,
            )
        aside = done.write_quarantine(to)
        tell_check(done)
    out.print(say("set aside: ", "隔离明细：") + str(aside / "summary.csv"), soft_wrap=True)


@app.command("map")
@for_people
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


@app.command("verify")
@for_people
def verify_command(
    file: Annotated[Path, typer.Argument(help="An export of the journal, or a case's bundle.")],
    root: Annotated[
        str | None,
        typer.Option("--root", help="Hash of the last closed day, as known from elsewhere."),
    ] = None,
) -> None:
    """Prove that an export of the journal is whole and unchanged; status 2 names what is not."""
    try:
        with file.open("rb") as lines:
            zipped = lines.read(len(MAGIC)) == MAGIC
            lines.seek(0)
            done = verify_bundle(lines.read(), root) if zipped else verify(lines, root)
    except OSError as error:
        raise refuse(
            "evidence.file", str(file), f"can't be read ({error})", f"无法读取（{error}）"
        ) from None
    tell_verified(done, rooted=root is not None)


@app.command()
def schema() -> None:
    """Print the JSON Schema of the tape."""
    typer.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))


@app.command("version")
def version_command() -> None:
    """Print the version."""
    typer.echo(__version__)

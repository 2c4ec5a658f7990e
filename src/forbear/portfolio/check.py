"""The check of a tape: read, type, screen, split by customer, compare, set aside, count."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

from forbear.portfolio import spec
from forbear.portfolio.checked import Checked, put, write_down
from forbear.portfolio.files import Folder, digest, find
from forbear.portfolio.intake import UNREADABLE, Intake, take_in
from forbear.portfolio.mapping import FILE as MAPPING
from forbear.portfolio.mapping import Mapping
from forbear.portfolio.rules import RULES
from forbear.portfolio.run import Run
from forbear.portfolio.store import ASIDE, ORPHANED, SHARD, shards_for
from forbear.portfolio.table_check import Tally, check_table, forget
from forbear.portfolio.tables import MUST_TABLES, TABLES
from forbear.portfolio.terms import Terms
from forbear.problems import ForbearError, Problem

#: Told the table under way and the share of all bytes already done.
Progress = Callable[[str, float], None]


def check(
    folder: Path,
    work: Path,
    *,
    as_of: dt.date,
    zone: str,
    currency: str,
    mapping: Mapping | None = None,
    shard_size: int = 250_000,
    progress: Progress | None = None,
) -> Checked:
    """Check the tape in ``folder`` and keep its accepted rows in ``work``.

    ``as_of``: the business date, after which nothing can have happened. ``zone``: the bank's time
    zone (IANA), in which naive times are read. ``currency``: the bank's (ISO 4217). ``mapping``:
    the bank's own names and codes; by default the folder's mapping.yaml, if it has one.
    ``shard_size``: about how many accounts a shard holds. ``progress``: see `Progress`.

    ``work`` is written aside and renamed at the end, in place of an earlier check. Raises
    `ForbearError` if a table without which nothing can be planned is missing or was refused.
    """
    terms = Terms(as_of, zone, currency)
    own = folder / MAPPING
    if mapping is None:
        mapping = Mapping.load(own) if own.exists() else Mapping()
    found = find(folder, mapping)
    if missing := [table for table in MUST_TABLES if not found.files[table]]:
        raise ForbearError(*(_missing(folder, table, found) for table in missing))
    aside = work.with_name(f"{work.name}.part")
    shutil.rmtree(aside, ignore_errors=True)
    (aside / "stage").mkdir(parents=True)
    run, tallies = _tables(terms, mapping, found, aside, shard_size, progress or (lambda *_: None))
    inputs = [(f.name, *digest(f.path)) for files in found.files.values() for f in files]
    if own.exists():
        inputs.append((MAPPING, *digest(own)))
    _clear(run, tallies)
    write_down(
        aside,
        {tally.table: tally.schema for tally in tallies},
        shards=run.shards,
        counts=[(t.table, t.received, t.accepted, t.quarantined) for t in tallies],
        reasons=[row for t in tallies for row in run.quarantine.by_rule(t.table).rows()],
        inputs=sorted(inputs),
        unread=found.unread,
    )
    put(aside, work)
    return Checked.open(work)


def _tables(
    terms: Terms,
    mapping: Mapping,
    found: Folder,
    work: Path,
    shard_size: int,
    progress: Progress,
) -> tuple[Run, list[Tally]]:
    """Check every table, parents before children."""

    def taken_in(table: str, thorough: bool = False) -> Intake:
        files, how = found.files[table], mapping.table(table)
        intake = take_in(table, files, how, terms.currency, work / "stage", thorough)
        if table in MUST_TABLES and not intake.opened:
            raise ForbearError(*_refused(intake))
        return intake

    musts = {table: taken_in(table) for table in MUST_TABLES}
    accounts = sum(part.rows for part in musts["accounts"].parts)
    run = Run(terms, mapping, work, shards=shards_for(accounts, shard_size))
    whole = sum(f.path.stat().st_size for files in found.files.values() for f in files) or 1
    tallies, done = [], 0
    for table in TABLES:
        progress(table, done / whole)
        intake = musts.get(table) or taken_in(table)
        try:
            tallies.append(check_table(run, intake))
        except UNREADABLE:
            # A Parquet file that opens but can't be read through: find it, refuse it, go again.
            forget(run, table)
            tallies.append(check_table(run, taken_in(table, thorough=True)))
        run.remember(table)
        done += sum(file.path.stat().st_size for file in found.files[table])
    progress("done", 1.0)
    return run, tallies


def _clear(run: Run, tallies: list[Tally]) -> None:
    """Leave in the work folder what `Checked` needs, and nothing else."""
    (run.work / "taken").mkdir()
    for tally in tallies:
        taken = run.gone(tally.table)
        if len(taken):
            taken.write_ipc(run.work / "taken" / f"{tally.table}.arrow")
        for shard in (ASIDE, ORPHANED):
            for rest in (run.work / "tables" / tally.table).glob(f"*/{SHARD}={shard}"):
                shutil.rmtree(rest)
        for rest in (run.work / "tables" / tally.table).glob("*.arrow"):
            rest.unlink()
    shutil.rmtree(run.work / "stage")


def _missing(folder: Path, table: str, found: Folder) -> Problem:
    others = f" (files that no table claims: {', '.join(found.unread)})" if found.unread else ""
    others_zh = f"（未识别的文件：{'、'.join(found.unread)}）" if found.unread else ""
    return Problem(
        "tape.missing_table",
        str(folder / table),
        f"the tape has no {table} ({spec.heading(table)}); add {table}.csv or {table}.parquet, or "
        f"name the file in mapping.yaml{others}",
        f"数据缺少 {table} 表，请补充 {table}.csv 或 {table}.parquet，或在 mapping.yaml 中指定文件"
        f"{others_zh}",
    )


def _refused(intake: Intake) -> list[Problem]:
    """Why no file of a table without which nothing can be planned could be used."""
    problems = []
    for fault in intake.faults.iter_rows(named=True):
        rule = RULES[fault["rule"]]
        where = f"{fault['file']}: {fault['column']}" if fault["column"] else fault["file"]
        problems.append(Problem(rule.id, where, rule.en, rule.zh))
    return problems

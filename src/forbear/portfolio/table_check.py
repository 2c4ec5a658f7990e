"""One table from its files to accepted rows and faults."""

from __future__ import annotations

import shutil
from dataclasses import dataclass

import polars as pl

from forbear.portfolio import parents, spec
from forbear.portfolio.comparing import compare
from forbear.portfolio.explain import explain
from forbear.portfolio.intake import ROW, Intake, Part
from forbear.portfolio.run import Run
from forbear.portfolio.screening import Screened, carried_types, outcome, screen
from forbear.portfolio.store import ASIDE, ORPHANED, SHARD
from forbear.portfolio.tables import PARENTS

#: Tables to whose rows others belong.
_PARENTS = {parent for links in PARENTS.values() for _, parent in links}


@dataclass(frozen=True)
class Tally:
    """Rows of one table. ``schema``: its typed and carried columns."""

    table: str
    received: int
    accepted: int
    quarantined: int
    schema: pl.Schema


def check_table(run: Run, intake: Intake) -> Tally:
    """Screen, split and compare the rows of a table; keep the faults of those set aside."""
    table = intake.table
    carried = carried_types(intake.parts)
    for number, part in enumerate(intake.parts):
        screened = _screen(run, table, part, carried)
        shard = run.shard_of(table).fill_null(ORPHANED)
        split = pl.when(screened.failing).then(pl.lit(ASIDE, pl.UInt16)).otherwise(shard)
        frame = screened.frame.with_columns(split.alias(SHARD))
        rows = frame.select(ROW, SHARD, *outcome(table, carried))
        source = frame.filter(pl.col(SHARD) >= ORPHANED).select(screened.source)
        run.store.write(table, number, rows, source)
    run.taken[table] = taken = compare(run, table)
    run.quarantine.add(table, intake.faults)
    _explain(run, intake, carried)
    gone = taken[ROW].n_unique()
    lost = run.store.rows(table, ORPHANED)
    aside = run.store.rows(table, ASIDE)
    written = sum(run.store.rows(table, shard) for shard in run.shards_of(table))
    unread = intake.received - sum(part.rows for part in intake.parts)
    tally = Tally(
        table=table,
        received=intake.received,
        accepted=written - (gone - lost),
        quarantined=unread + aside + gone,
        schema=pl.Schema({**{n: c.dtype for n, c in spec.columns(table).items()}, **carried}),
    )
    if tally.accepted + tally.quarantined != tally.received:
        raise AssertionError(f"rows of {table} don't add up: {tally}")
    return tally


def forget(run: Run, table: str) -> None:
    """Remove what is kept of a table, so that it can be checked again."""
    for kept in ("tables", "quarantine"):
        shutil.rmtree(run.work / kept / table, ignore_errors=True)


def _screen(
    run: Run,
    table: str,
    part: Part,
    carried: dict[str, pl.DataType],
    only: pl.DataFrame | None = None,
    kept: pl.LazyFrame | None = None,
) -> Screened:
    how, index = run.mapping.table(table), run.index_for(table)
    return screen(table, part, how, run.terms, carried, index, only, kept)


def _explain(run: Run, intake: Intake, carried: dict[str, pl.DataType]) -> None:
    """Look again at the rows that were set aside, and say why."""
    table, taken = intake.table, run.taken[intake.table]
    roots = []
    for number, part in enumerate(intake.parts):
        kept = run.store.source(table, number)
        here = pl.col(ROW).is_between(part.first, part.first + part.rows - 1)
        rows = taken.filter(here).select(ROW).unique()
        only = rows.join(kept.select(ROW).collect(), on=ROW, how="anti").sort(ROW)
        screened = _screen(run, table, part, carried, only, kept)
        for faults in explain(part, screened, taken):
            run.quarantine.add(table, faults)
            first = pl.coalesce("because", "rule").first()
            roots.append(faults.group_by(ROW, maintain_order=True).agg(because=first))
    if table in _PARENTS and roots:
        run.fallen[table] = _fallen(run, table, pl.concat(roots))


def _fallen(run: Run, table: str, roots: pl.DataFrame) -> pl.DataFrame:
    """The keys of rows set aside, with the rule that began it."""
    (key,) = spec.keys(table)
    scans = [run.store.scan(table, shard) for shard in (*run.shards_of(table), ASIDE, ORPHANED)]
    keys = [scan.select(ROW, key) for scan in scans if scan is not None]
    return (
        pl.concat(keys)
        .join(roots.lazy(), on=ROW, how="inner")
        .sort(ROW)
        .select(pl.col(key).alias("key"), "because")
        .drop_nulls("key")
        .unique("key", keep="first", maintain_order=True)
        .cast(parents.FALLEN)
        .collect()
    )

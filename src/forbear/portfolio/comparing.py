"""The rows of a screened table against each other and against their parents."""

from __future__ import annotations

import polars as pl

from forbear.portfolio import duplicates, parents, shifts, spec
from forbear.portfolio.explain import TAKEN
from forbear.portfolio.intake import ROW
from forbear.portfolio.run import Run
from forbear.portfolio.store import ORPHANED


def compare(run: Run, table: str) -> pl.DataFrame:
    """The rows (`TAKEN`) of a screened table that don't stand beside the others."""
    keys = spec.keys(table)
    found = [pl.DataFrame(schema=TAKEN)]
    if table == "accounts":  # an account's number is its own in all shards together
        found.append(_repeated(run, table, run.shards_of(table)))
    twice = found[-1].select(ROW)
    for shard in run.shards_of(table):
        scan = run.store.scan(table, shard)
        if scan is None:
            continue
        links = [column for column, _ in spec.parents(table)]
        rows = scan.select(ROW, *dict.fromkeys([*keys, *links])).collect()
        if table != "accounts":
            found.append(_judged(rows, scan, keys))
            twice = found[-1].select(ROW)
        rows = rows.join(twice, on=ROW, how="anti", maintain_order="left")
        gone = _orphaned(run, table, shard, rows)
        found.append(gone)
        if table == "teams":
            whole = scan.collect().join(pl.concat([twice, gone.select(ROW)]), on=ROW, how="anti")
            found.append(_taken(shifts.in_two_teams(whole), "officer_id", "officer.two_teams"))
    lost = run.store.scan(table, ORPHANED)
    if lost is not None:
        rows = lost.select(ROW, "account_id").collect()
        found.append(_why(run, rows, "account_id", "accounts"))
    return pl.concat(found).sort(ROW)


def _repeated(run: Run, table: str, shards: range) -> pl.DataFrame:
    scans = [scan for shard in shards if (scan := run.store.scan(table, shard)) is not None]
    if not scans:
        return pl.DataFrame(schema=TAKEN)
    whole = pl.concat(scans)
    keys = spec.keys(table)
    return _judged(whole.select(ROW, *keys).collect(), whole, keys)


def _judged(rows: pl.DataFrame, whole: pl.LazyFrame, keys: tuple[str, ...]) -> pl.DataFrame:
    alike = duplicates.repeated(rows, keys)
    if alike.is_empty():
        return pl.DataFrame(schema=TAKEN)
    full = whole.join(alike.lazy().select(ROW), on=ROW, how="semi").collect()
    verdicts = duplicates.judge(full, keys)
    return _shaped(verdicts.with_columns(column=pl.lit("+".join(keys))))


def _orphaned(run: Run, table: str, shard: int, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows without one of their parents; each once, by the first parent it lacks."""
    found = [pl.DataFrame(schema=TAKEN)]
    for column, parent in spec.parents(table):
        if table in spec.BY_ACCOUNT:
            continue  # the account's look-up has told it already
        where = 0 if parent in spec.SHARED else shard
        known = run.accepted(parent, where, spec.keys(parent)).to_series()
        orphans = parents.orphaned(rows, column, known)
        found.append(_why(run, orphans, column, parent))
        rows = rows.join(orphans, on=ROW, how="anti", maintain_order="left")
    return pl.concat(found)


def _why(run: Run, rows: pl.DataFrame, column: str, parent: str) -> pl.DataFrame:
    return _shaped(parents.why(rows, column, run.fallen_keys(parent)))


def _taken(rows: pl.DataFrame, column: str, rule: str) -> pl.DataFrame:
    return _shaped(rows.with_columns(column=pl.lit(column), rule=pl.lit(rule)))


def _shaped(rows: pl.DataFrame) -> pl.DataFrame:
    if "because" not in rows.columns:
        rows = rows.with_columns(because=pl.lit(None, pl.String))
    return rows.select(TAKEN.names()).cast(TAKEN)

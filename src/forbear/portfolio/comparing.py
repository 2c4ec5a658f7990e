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
    found = [pl.DataFrame(schema=TAKEN), _without_owner(run, table)]
    scans = [
        scan for shard in run.shards_of(table) if (scan := run.store.scan(table, shard)) is not None
    ]
    # An account's number is its own in all shards together; other keys hold within a customer.
    over = [pl.concat(scans)] if table == "accounts" and scans else scans
    found.extend(_repeated(table, rows) for rows in over)
    twice = pl.concat(found).lazy().select(ROW)
    for scan in scans:
        sound = scan.join(twice, on=ROW, how="anti", maintain_order="left")
        for column, parent in spec.parents(table):
            if parent in spec.SHARED:
                found.append(_orphaned(run, sound, column, parent))
                sound = sound.join(found[-1].lazy().select(ROW), on=ROW, how="anti")
        if table == "teams":
            both = shifts.in_two_teams(sound.collect())
            found.append(_shaped(both, "officer_id", pl.lit("officer.two_teams")))
    return pl.concat(found).sort(ROW)


def _repeated(table: str, rows: pl.LazyFrame) -> pl.DataFrame:
    keys = spec.keys(table)
    alike = duplicates.repeated(rows.select(ROW, *keys).collect(), keys)
    if alike.is_empty():
        return pl.DataFrame(schema=TAKEN)
    whole = rows.join(alike.lazy().select(ROW), on=ROW, how="semi").collect()
    return _shaped(duplicates.judge(whole, keys), "+".join(keys), pl.col.rule)


def _without_owner(run: Run, table: str) -> pl.DataFrame:
    """Rows whose customer or account, the look-up has told, is not among the accepted ones."""
    owner, lost = spec.owner(table), run.store.scan(table, ORPHANED)
    if owner is None or lost is None:
        return pl.DataFrame(schema=TAKEN)
    column, parent = owner
    return _why(run, lost.select(ROW, column).collect(), column, parent)


def _orphaned(run: Run, rows: pl.LazyFrame, column: str, parent: str) -> pl.DataFrame:
    known = run.accepted(parent, 0).select(spec.keys(parent)).collect().to_series()
    orphans = parents.orphaned(rows.select(ROW, column).collect(), column, known)
    return _why(run, orphans, column, parent)


def _why(run: Run, rows: pl.DataFrame, column: str, parent: str) -> pl.DataFrame:
    told = parents.why(rows, column, run.fallen_keys(parent))
    return _shaped(told, column, pl.col.rule, pl.col.because)


def _shaped(
    rows: pl.DataFrame, column: str, rule: pl.Expr, because: pl.Expr | None = None
) -> pl.DataFrame:
    because = pl.lit(None) if because is None else because
    columns = (pl.lit(column).alias("column"), rule.alias("rule"), because.alias("because"))
    return rows.select(ROW, *columns).cast(TAKEN)

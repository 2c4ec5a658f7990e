"""Accepted rows that stand elsewhere, in a database say, laid out as a check leaves them."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path

import polars as pl

from forbear.portfolio import spec
from forbear.portfolio.checked import Checked, put, write_down
from forbear.portfolio.conforming import conform, schema_of
from forbear.portfolio.parent_index import ParentIndex, build
from forbear.portfolio.store import SHARD, Store, shard_of
from forbear.portfolio.tables import TABLES
from forbear.problems import refuse

#: Batches are gathered up to so many rows: each write makes a file a shard.
ROWS = 1_000_000


def lay_out(
    work: Path,
    *,
    tables: Mapping[str, Iterable[pl.DataFrame]],
    shards: int,
    counts: pl.DataFrame,
    reasons: pl.DataFrame,
    inputs: Sequence[tuple[str, int, str]],
) -> Checked:
    """Keep accepted rows in ``work`` as `check` would, split by customer.

    ``tables``: for each table its rows in batches, typed as `TABLES` declares; a table without any
    may be left out. Batches are asked for in the order of `TABLES`, each iterable once and to its
    end before the next, and no more of a table than `ROWS` and one batch is held at a time. The
    order of the rows is kept. Declared columns that a batch lacks are null; others have to begin
    with ``x_`` and are kept. ``shards``: see `shards_for`. ``counts``, ``reasons`` and ``inputs``:
    what is told of the check that accepted the rows, see `Checked`; rows need not be as many as
    were accepted then.

    ``work`` is written aside and renamed at the end, in place of an earlier check. Raises
    `ForbearError` if a column is of another type, if a customer or account stands there twice, or
    if a row belongs to none.
    """
    if unknown := sorted(set(tables) - set(TABLES)):
        raise ValueError(f"no such table: {', '.join(unknown)}")
    aside = work.with_name(f"{work.name}.part")
    shutil.rmtree(aside, ignore_errors=True)
    (aside / "tables").mkdir(parents=True)
    indexes: dict[str, ParentIndex] = {}
    schemas = {}
    store = Store(aside / "tables")
    for table in TABLES:
        schemas[table] = _write(store, table, tables.get(table, ()), indexes, shards)
        if table in ("customers", "accounts"):
            indexes[table] = _index(store, table, shards)
    write_down(
        aside,
        schemas,
        shards=shards,
        counts=counts.select("table", "received", "accepted", "quarantined").rows(),
        reasons=reasons.select("table", "rule", "rows", "en", "zh").rows(),
        inputs=sorted(inputs),
    )
    put(aside, work)
    return Checked.open(work)


def _write(
    store: Store,
    table: str,
    batches: Iterable[pl.DataFrame],
    indexes: Mapping[str, ParentIndex],
    shards: int,
) -> pl.Schema:
    """Write a table part by part; its columns, of which the first batch tells those carried."""
    rest = iter(batches)
    first = list(islice(rest, 1))
    schema = schema_of(table, *first)
    conformed = (conform(table, batch, schema) for batch in chain(first, rest))
    for part, rows in enumerate(gathered(conformed, ROWS)):
        store.write(table, part, _placed(table, rows, indexes, shards).lazy())
    return schema


def gathered(batches: Iterable[pl.DataFrame], rows: int) -> Iterator[pl.DataFrame]:
    """The same rows in frames of at least so many each, but for the last; none is empty."""
    held: list[pl.DataFrame] = []
    for batch in batches:
        held.append(batch)
        if sum(frame.height for frame in held) >= rows:
            yield pl.concat(held)
            held = []
    if any(frame.height for frame in held):
        yield pl.concat(held)


def _placed(
    table: str, rows: pl.DataFrame, indexes: Mapping[str, ParentIndex], shards: int
) -> pl.DataFrame:
    """The rows with their `SHARD`. Raises `ForbearError` for those without customer or account."""
    owner = spec.owner(table)
    if owner is None:
        alone = pl.lit(0, pl.UInt16)
        shard = alone if table in spec.SHARED else shard_of(pl.col.customer_id, shards)
        return rows.with_columns(shard.alias(SHARD))
    column, parent = owner
    placed = indexes[parent].join(rows.lazy()).collect()
    if lost := placed[SHARD].null_count():
        first = placed.filter(pl.col(SHARD).is_null())[column][0]
        raise refuse(
            "lay_out.orphan",
            f"{table}.{column}",
            f"{lost} rows belong to none of the {parent}, the first to {first!r}; give the "
            f"{parent} too, or leave the rows out",
            f"有 {lost} 行找不到所属的 {parent}（首个为 {first!r}），请一并提供或去掉这些行",
        )
    return placed


def _index(store: Store, table: str, shards: int) -> ParentIndex:
    """Where a table's rows are. Raises `ForbearError` for a key that stands there twice."""
    (key,) = spec.keys(table)
    empty = pl.LazyFrame(schema={key: pl.String})
    scans = [store.scan(table, shard) for shard in range(shards)]
    keys = [empty if scan is None else scan.select(key) for scan in scans]
    twice = pl.concat(keys).filter(pl.col(key).is_duplicated()).head(1).collect()
    if twice.height:
        raise refuse(
            "lay_out.twice",
            f"{table}.{key}",
            f"{twice.item()!r} stands there more than once; give each of the {table} once",
            f"{twice.item()!r} 出现不止一次，请确保 {table} 中每个编号只有一行",
        )
    return build(key, keys)

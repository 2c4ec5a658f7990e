"""A checked tape into the database: loaded beside what is there, then put in its place at once.

The slow part, sealing and loading, is done into tables that nobody sees. What makes the tape
count is one short transaction: whoever is killed before its end has changed nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl
from django.conf import settings
from django.db import connection, models

from forbear.portfolio import Checked
from forbear.portfolio.quarantine import Quarantine
from forbear.web.bulk import Bulk, Staged, connect
from forbear.web.bulk.beside import drop, look_anew, merge, swap
from forbear.web.nights.inward import Inward, batches, fingerprints
from forbear.web.records.models import Account, Agency, Branch, Customer, Officer
from forbear.web.sealing import seal_series

#: Told the table under way and the share done.
Progress = Callable[[str, float], None]

#: Tables that a tape replaces whole, and what of the tape they hold.
WHOLE = {
    "team": "teams",
    "instalment": "instalments",
    "payment": "payments",
    "phone": "phones",
    "address": "addresses",
    "party": "parties",
    "past_contact": "contacts",
}
#: Tables of which the tape's share is replaced.
SHARE = {"hold": "holds", "consent": "consents"}
#: Tables whose rows stay, because what was done refers to them.
LASTING: dict[str, type[models.Model]] = {
    "branches": Branch,
    "agencies": Agency,
    "officers": Officer,
    "customers": Customer,
    "accounts": Account,
}


@dataclass(frozen=True)
class Loaded:
    """Everything that stands beside, ready to be put in its place."""

    whole: tuple[Staged, ...]
    share: tuple[Staged, ...]
    lasting: tuple[tuple[type[models.Model], Staged], ...]
    departed: Staged


def load(checked: Checked, inward: Inward, tape: int, progress: Progress) -> Loaded:
    """Seal and load every table beside the present ones, and the quarantine."""
    steps = [*LASTING, *SHARE, *WHOLE, "quarantine"]

    def tell(step: str) -> None:
        progress(step, steps.index(step) / len(steps))

    with connect(settings.DATABASES["default"]) as bulk:
        lasting, departed = [], []
        for table, model in LASTING.items():
            tell(table)
            changes = Changes(bulk, checked, table, model, inward)
            lasting.append((model, bulk.aside(model._meta.db_table, changes.rows())))
            departed.append(changes.departed())
        gone = bulk.aside("departed", departed)
        share = []
        for table, source in SHARE.items():
            tell(table)
            share.append(bulk.aside(table, batches(checked, source, inward.turn(source))))
        whole = []
        for table, source in WHOLE.items():
            tell(table)
            whole.append(bulk.stage(table, batches(checked, source, inward.turn(source))))
        tell("quarantine")
        _set_aside(bulk, checked, inward, tape)
    return Loaded(tuple(whole), tuple(share), tuple(lasting), gone)


class Changes:
    """What a tape changes in a table whose rows stay: those new or not as they were."""

    def __init__(
        self, bulk: Bulk, checked: Checked, table: str, model: type[models.Model], inward: Inward
    ) -> None:
        self._checked, self._table, self._inward = checked, table, inward
        self._key = str(model._meta.pk.column) if model._meta.pk else ""
        self._name = model._meta.db_table
        self._known = bulk.frame(
            f"SELECT {self._key}, fingerprint FROM {self._name} WHERE NOT gone",
            {self._key: pl.String(), "fingerprint": pl.Binary()},
        )
        self._seen: list[pl.Series] = []

    def rows(self) -> Iterator[pl.DataFrame]:
        """Changed rows, turned. To seal what has not changed would make every row another one."""
        key, turn = self._key, self._inward.turn(self._table)
        for part in batches(self._checked, self._table, lambda rows: rows):
            self._seen.append(part[key])
            marked = part.with_columns(fingerprints(self._inward.ring, part))
            new = marked.join(
                self._known, on=[key, "fingerprint"], how="anti", maintain_order="left"
            )
            yield turn(new.drop("fingerprint")).with_columns(
                new["fingerprint"], pl.lit(False).alias("gone")
            )

    def departed(self) -> pl.DataFrame:
        """Keys that were there and are not on the tape any more; after `rows`."""
        seen = pl.concat(self._seen) if self._seen else pl.Series(dtype=pl.String)
        left = self._known.filter(~pl.col(self._key).is_in(seen.implode()))
        return left.select(
            pl.format("{}:{}", pl.lit(self._name), pl.col(self._key)).alias("id"),
            pl.lit(self._name).alias("table"),
            pl.col(self._key).alias("key"),
        )


def _set_aside(bulk: Bulk, checked: Checked, inward: Inward, tape: int) -> None:
    """The quarantine, sealed: it holds rows as the tape had them."""
    with bulk.transaction():
        bulk.execute("DELETE FROM quarantined WHERE tape_id = $1", (tape,))
        kept, number = Quarantine(checked.work / "quarantine"), 0
        for table in checked.reasons["table"].unique(maintain_order=True):
            for part in kept.parts(table):
                bulk.write("quarantined", [_quarantined(part, table, number, inward, tape)])
                number += part.height


def _quarantined(
    part: pl.DataFrame, table: str, number: int, inward: Inward, tape: int
) -> pl.DataFrame:
    rows = part.with_row_index("number", number)
    key = rows.select(pl.format("{}/{}", pl.lit(tape), "number")).to_series()
    sealed = [seal_series(inward.ring, rows[c], f"quarantined.{c}", key) for c in ("value", "row")]
    return rows.with_columns(
        *sealed,
        pl.lit(tape, dtype=pl.Int64).alias("tape_id"),
        pl.lit(table).alias("table"),
        pl.col("number").cast(pl.Int32),
    )


def clear() -> None:
    """Drop what stands beside of a tape that is not to be put in place."""
    beside = [f"forbear_aside_{m._meta.db_table}" for m in LASTING.values()]
    beside += [f"forbear_aside_{table}" for table in (*SHARE, "departed")]
    beside += [f"forbear_stage_{table}" for table in WHOLE]
    with connect(settings.DATABASES["default"]) as bulk, bulk.transaction():
        for table in beside:
            bulk.execute(f"DROP TABLE IF EXISTS {table}")


def put_in_place(loaded: Loaded) -> None:
    """What stands beside into its place; inside the transaction that accepts the tape."""
    for model, staged in loaded.lasting:
        columns = [f.column for f in model._meta.concrete_fields if f.column in _columns(staged)]
        if staged.rows:
            merge(connection, staged, str(model._meta.pk.column) if model._meta.pk else "", columns)
        _depart(model, loaded.departed)
        drop(connection, staged)
    drop(connection, loaded.departed)
    for staged in loaded.share:
        columns = [c for c in _columns(staged) if c not in ("note", "set_by_id", "set_at")]
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {staged.table} WHERE origin = 'tape'")
        merge(connection, staged, "id", columns)
        drop(connection, staged)
    for staged in loaded.whole:
        swap(connection, staged)
    known = [*(model._meta.db_table for model, _ in loaded.lasting), *SHARE]
    look_anew(connection, *known)


def _columns(staged: Staged) -> list[str]:
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, staged.stage)
    return [column.name for column in described]


def _depart(model: type[models.Model], departed: Staged) -> None:
    """Mark the rows that the tape has no more."""
    table, key = model._meta.db_table, model._meta.pk.column if model._meta.pk else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET gone = %s WHERE {key} IN "
            f'(SELECT "key" FROM {departed.stage} WHERE "table" = %s)',
            [True, table],
        )

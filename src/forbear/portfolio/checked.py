"""A checked tape: its accepted rows by shard, its counts, and what was set aside."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from forbear.portfolio import spec
from forbear.portfolio.intake import ROW
from forbear.portfolio.quarantine import Quarantine
from forbear.portfolio.store import Store
from forbear.problems import refuse

#: Changes whenever a check's work folder is laid out differently.
LAYOUT = 1


_COUNTS = pl.Schema(
    {"table": pl.String, "received": pl.Int64, "accepted": pl.Int64, "quarantined": pl.Int64}
)
_REASONS = pl.Schema(
    {"table": pl.String, "rule": pl.String, "rows": pl.Int64, "en": pl.String, "zh": pl.String}
)


@dataclass(frozen=True, eq=False)
class Checked:
    """The outcome of a check, or of `lay_out`, kept in the folder ``work``.

    All rows of a customer are in one shard, 0 to ``shards`` - 1. ``counts``: table, received,
    accepted, quarantined, where the last two add up to the first. ``reasons``: table, rule, rows,
    en, zh; a row that breaks two rules counts under both. ``inputs``: file, bytes and SHA-256 of
    all that was read. ``unread``: files of the tape folder that no table claims.
    """

    work: Path
    shards: int
    counts: pl.DataFrame
    reasons: pl.DataFrame
    inputs: tuple[tuple[str, int, str], ...]
    unread: tuple[str, ...]

    def table(self, name: str, shard: int) -> pl.LazyFrame:
        """Accepted rows of one shard, typed as `tables` declares, in the order of the tape.

        Columns that the tape lacks are null; those that nobody maps follow under ``x_``.
        """
        schema = pl.read_ipc(self.work / "schemas" / f"{name}.arrow").schema
        scan = Store(self.work / "tables").scan(name, shard)
        if scan is None:
            return pl.LazyFrame(schema=schema)
        taken = self.work / "taken" / f"{name}.arrow"
        if taken.exists():
            gone = pl.read_ipc(taken).lazy()
            scan = scan.join(gone, on=ROW, how="anti", maintain_order="left")
        return scan.select(schema.names())

    def shared(self, name: str) -> pl.DataFrame:
        """Accepted rows of branches, officers, teams or agencies, which every shard needs."""
        if name not in spec.SHARED:
            raise ValueError(f"{name} is split by customer: use table()")
        return self.table(name, 0).collect()

    def write_quarantine(self, out: Path) -> Path:
        """Write ``out``/quarantine: a CSV for each table with faults, and summary.csv.

        They open in a spreadsheet (UTF-8 with BOM). Rows set aside elsewhere have a reason in the
        summary and no CSV. The folder is written aside and renamed, so that it is there whole or
        not at all.
        """
        target, aside = out / "quarantine", out / "quarantine.part"
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        quarantine = Quarantine(self.work / "quarantine")
        for table in self.reasons["table"].unique(maintain_order=True):
            if quarantine.holds(table):
                quarantine.write(table, aside / f"{table}.csv")
        summary = self.counts.join(self.reasons, on="table", how="left", maintain_order="left")
        summary.write_csv(aside / "summary.csv", include_bom=True)
        put(aside, target)
        return target

    @classmethod
    def open(cls, work: Path) -> Checked:
        """A finished check, opened again. Raises `ForbearError` if ``work`` holds none."""
        try:
            told = json.loads((work / "check.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            told = {}
        if told.get("layout") != LAYOUT:
            raise refuse(
                "check.not_finished",
                str(work),
                "holds no finished check of this version; run the check again",
                "没有本版本已完成的检查结果，请重新检查",
            )
        return cls(
            work,
            told["shards"],
            pl.DataFrame(told["counts"], schema=_COUNTS, orient="row"),
            pl.DataFrame(told["reasons"], schema=_REASONS, orient="row"),
            tuple((name, size, sha256) for name, size, sha256 in told["inputs"]),
            tuple(told["unread"]),
        )


def write_down(
    work: Path,
    schemas: Mapping[str, pl.Schema],
    *,
    shards: int,
    counts: Sequence[tuple[object, ...]],
    reasons: Sequence[tuple[object, ...]],
    inputs: Sequence[tuple[str, int, str]],
    unread: Sequence[str] = (),
) -> None:
    """Leave in a work folder, beside its rows, what `Checked.open` reads of it."""
    (work / "schemas").mkdir()
    for table, schema in schemas.items():
        schema.to_frame().write_ipc(work / "schemas" / f"{table}.arrow")
    told = {
        "layout": LAYOUT,
        "inputs": inputs,
        "unread": unread,
        "shards": shards,
        "counts": counts,
        "reasons": reasons,
    }
    text = json.dumps(told, ensure_ascii=False, indent=1)
    (work / "check.json").write_text(text, encoding="utf-8")


def put(aside: Path, target: Path) -> None:
    """Move a finished folder to its place, where an older one may stand."""
    old = target.with_name(f"{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    aside.rename(target)
    shutil.rmtree(old, ignore_errors=True)

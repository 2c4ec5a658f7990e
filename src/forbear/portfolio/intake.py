"""All files of one table, brought to frames of raw columns that can be scanned again and again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import polars as pl
from polars.exceptions import PanicException, PolarsError

from forbear.portfolio.csv_files import CsvFile
from forbear.portfolio.files import TapeFile
from forbear.portfolio.mapping import TableMap
from forbear.portfolio.packing import DamageError, is_packed, unpacked
from forbear.portfolio.quarantine import FAULTS
from forbear.portfolio.records import Bad
from forbear.portfolio.sources import Sources, resolve, unfit

#: Number of a row within its table, from 0, over all files in order.
ROW = "forbear:row"
#: File of a row and the line on which it begins; in Parquet the row's number within the file.
FILE, LINE = "forbear:file", "forbear:line"

#: What Polars raises on a damaged file.
UNREADABLE = (PolarsError, PanicException, OSError)


@dataclass(frozen=True)
class Part:
    """Rows with the same columns, from one or more files.

    ``first``: the `ROW` of its first row. ``starts``: for Parquet, the `ROW` at which each file
    begins; None for CSV, whose rows carry `FILE` and `LINE`.
    """

    paths: tuple[Path, ...]
    dtypes: dict[str, pl.DataType]
    sources: Sources
    first: int
    rows: int
    starts: pl.DataFrame | None

    @property
    def blanks(self) -> str | None:
        """What is trimmed off texts: a Parquet file's padding, or any white space in CSV."""
        return None if self.starts is None else " "

    def scan(self) -> pl.LazyFrame:
        """The raw columns under the file's headers, with `ROW`."""
        return _scan(self.paths).with_row_index(ROW, self.first)

    def locate(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Add `FILE` and `LINE` to rows of this part."""
        if self.starts is None:
            return rows
        began = f"{ROW}:began"
        starts = self.starts.with_columns(pl.col(ROW).alias(began))
        found = rows.join_asof(starts, on=ROW, check_sortedness=False)
        line = (pl.col(ROW).cast(pl.Int64) - pl.col(began).cast(pl.Int64)) + 1
        return found.with_columns(line.alias(LINE)).drop(began)


@dataclass(frozen=True)
class Intake:
    """What was received of one table. ``faults`` are of whole files and of unreadable lines."""

    table: str
    parts: tuple[Part, ...]
    received: int
    faults: pl.DataFrame
    #: Could at least one file be used?
    opened: bool


@dataclass(frozen=True)
class _File:
    """One file of the table, as far as it could be used."""

    name: str
    paths: tuple[Path, ...]
    dtypes: dict[str, pl.DataType]
    sources: Sources | None
    rows: int
    faults: tuple[dict[str, str | int | None], ...] = ()


def take_in(
    table: str,
    files: tuple[TapeFile, ...],
    how: TableMap,
    currency: str,
    stage: Path,
    thorough: bool = False,
) -> Intake:
    """Open every file of a table; CSV is laid out under ``stage``.

    ``thorough``: read every Parquet file to its end first, to find those that are damaged inside.
    """
    taken: list[_File] = []
    for number, file in enumerate(files):
        if file.is_parquet:
            taken.append(_parquet(file, how, currency, stage / f"{table}-{number:06}", thorough))
        else:
            taken.append(_csv(file, how, currency, stage / f"{table}-{number:06}"))
    faults = [fault for file in taken for fault in file.faults]
    aside = sum(file.rows for file in taken if file.sources is None)
    lines = sum(len(file.faults) for file in taken if file.sources is not None)
    parts = tuple(_parts([file for file in taken if file.rows and file.sources is not None]))
    received = sum(part.rows for part in parts) + aside + lines
    opened = any(file.sources is not None for file in taken)
    return Intake(table, parts, received, pl.DataFrame(faults, schema=FAULTS), opened)


def _parts(files: list[_File]) -> Iterator[Part]:
    first = 0
    for (is_parquet, _), group in groupby(
        files, key=lambda f: (FILE not in f.dtypes, list(f.dtypes.items()))
    ):
        some = list(group)
        starts, rows = [], 0
        for file in some:
            starts.append(first + rows)
            rows += file.rows
        sources = some[0].sources
        assert sources is not None
        yield Part(
            paths=tuple(path for file in some for path in file.paths),
            dtypes=some[0].dtypes,
            sources=sources,
            first=first,
            rows=rows,
            starts=pl.DataFrame(
                {ROW: starts, FILE: [file.name for file in some]},
                schema={ROW: pl.get_index_type(), FILE: pl.String},
            )
            if is_parquet
            else None,
        )
        first += rows


def _parquet(file: TapeFile, how: TableMap, currency: str, target: Path, thorough: bool) -> _File:
    rows = 1
    try:
        path = _plain(file.path, target)
    except DamageError:
        return _refused(file, rows, "file.unreadable", [None])
    try:
        scan = _scan((path,))
        dtypes = dict(scan.collect_schema())
        rows = scan.select(pl.len()).collect().item()
        if thorough:
            scan.sink_batches(lambda _: None)
    except UNREADABLE:
        return _refused(file, rows, "file.unreadable", [None])
    sources = resolve(file.table, dtypes, how, currency)
    if sources.missing:
        return _refused(file, rows, "file.missing_column", sources.missing)
    if wrong := unfit(sources, dtypes):
        return _refused(file, rows, "file.column_type", wrong)
    return _File(file.name, (path,), dtypes, sources, rows)


def _plain(path: Path, target: Path) -> Path:
    """The file itself, or unpacked under ``target``. Raises `DamageError` if it can't be."""
    if not is_packed(path):
        return path
    plain = target.with_name(f"{target.name}.parquet")
    with plain.open("wb") as out:
        for data in unpacked(path):
            out.write(data)
    return plain


def _csv(file: TapeFile, how: TableMap, currency: str, target: Path) -> _File:
    csv = CsvFile(file.path, how.separator)
    if csv.refused is not None:
        return _refused(file, csv.lines_left(), csv.refused, [csv.culprit], line=1)
    sources = resolve(file.table, csv.headers, how, currency)
    if sources.missing:
        rows = csv.lines_left()
        return _refused(file, rows, "file.missing_column", sources.missing, line=1)
    paths: list[Path] = []
    faults: list[dict[str, str | int | None]] = []
    rows = 0
    for number, (frame, bad) in enumerate(csv.records()):
        faults.extend(_fault(file.name, b) for b in bad)
        if frame.height:
            path = target.with_name(f"{target.name}-{number:06}.parquet")
            frame.columns = [LINE, *csv.headers]
            frame = frame.with_columns(pl.lit(file.name).alias(FILE))
            frame.write_parquet(path, compression="lz4", statistics=False)
            paths.append(path)
            rows += frame.height
    dtypes: dict[str, pl.DataType] = dict.fromkeys(csv.headers, pl.String())
    return _File(
        file.name,
        tuple(paths),
        dtypes | {FILE: pl.String(), LINE: pl.Int64()},
        sources,
        rows,
        tuple(faults),
    )


def _fault(file: str, bad: Bad) -> dict[str, str | int | None]:
    return {
        "file": file,
        "line": bad.line,
        "rule": bad.rule,
        "value": bad.value or None,
        "rows": 1,
        "row": bad.text,
    }


def _refused(
    file: TapeFile,
    rows: int,
    rule: str,
    columns: Sequence[str | None],
    line: int | None = None,
) -> _File:
    """A file of which nothing is used: at least one row, so that it shows in the counts."""
    rows = max(rows, 1)
    faults = tuple(
        {"file": file.name, "line": line, "column": column, "rule": rule, "rows": rows}
        for column in columns
    )
    return _File(file.name, (), {}, None, rows, faults)


def _scan(paths: tuple[Path, ...]) -> pl.LazyFrame:
    return pl.scan_parquet(list(paths), glob=False, hive_partitioning=False)

"""What was set aside, and why: kept in the work folder part by part, written out for people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from forbear.portfolio.rules import RULES

#: One row a fault. ``rows``: rows of the tape it sets aside (a refused file's are many); ``row``:
#: the row as the file has it, as JSON, or the bare line. ``because``: why the parent was set aside.
FAULTS = pl.Schema(
    {
        "file": pl.String,
        "line": pl.Int64,
        "column": pl.String,
        "rule": pl.String,
        "value": pl.String,
        "because": pl.String,
        "rows": pl.Int64,
        "row": pl.String,
    }
)

#: A spreadsheet would run text that begins like this; a negative amount is left alone.
_FORMULA = r"^(?:[=@\t\r]|[+-][^0-9.])"


class Quarantine:
    """The faults of one check, a folder a table, a file a part."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, table: str, faults: pl.DataFrame) -> None:
        """Keep more faults of a table."""
        if faults.is_empty():
            return
        folder = self._folder / table
        folder.mkdir(parents=True, exist_ok=True)
        part = len(list(folder.iterdir()))
        faults.select(FAULTS.names()).cast(FAULTS).write_ipc(folder / f"{part:06}.arrow")

    def holds(self, table: str) -> bool:
        """Were any faults of the table added?"""
        return (self._folder / table).is_dir()

    def parts(self, table: str) -> Iterator[pl.DataFrame]:
        """The faults of a table, in the order in which they were added."""
        folder = self._folder / table
        for path in sorted(folder.iterdir()) if folder.is_dir() else []:
            yield pl.read_ipc(path)

    def by_rule(self, table: str) -> pl.DataFrame:
        """(table, rule, rows, en, zh): how many rows of the table each rule set aside."""
        sums = [
            part.unique(["file", "line", "rule"]).group_by("rule").agg(pl.col.rows.sum())
            for part in self.parts(table)
        ]
        rows = pl.concat([pl.DataFrame(schema={"rule": pl.String, "rows": pl.Int64}), *sums])
        return (
            rows.group_by("rule")
            .agg(pl.col.rows.sum())
            .sort("rule")
            .select(pl.lit(table).alias("table"), "rule", "rows", reason("en"), reason("zh"))
        )

    def write(self, table: str, path: Path) -> None:
        """One CSV for people, which opens in a spreadsheet: UTF-8 with BOM, reasons in words."""
        with path.open("wb") as out:
            out.write(b"\xef\xbb\xbf")
            header = True
            for part in self.parts(table):
                readable(part).write_csv(out, include_header=header)
                header = False


def readable(faults: pl.DataFrame) -> pl.DataFrame:
    """Faults with their reasons in words and nothing that a spreadsheet would run."""
    harmless = [
        pl.when(pl.col(c).str.contains(_FORMULA)).then("'" + pl.col(c)).otherwise(c).alias(c)
        for c in ("value", "row")
    ]
    words = [_whole_reason("en", ": "), _whole_reason("zh", "：")]
    return faults.with_columns(*harmless).select(
        "file", "line", "column", "rule", "value", *words, "rows", "row"
    )


def reason(lang: str, column: str = "rule") -> pl.Expr:
    """The words of the rule whose id stands in `column`."""
    words = {rule.id: getattr(rule, lang) for rule in RULES.values()}
    return pl.col(column).replace_strict(words, default=None, return_dtype=pl.String).alias(lang)


def _whole_reason(lang: str, between: str) -> pl.Expr:
    """The rule's words, and behind them those of the rule that set the parent aside."""
    root = (
        pl.when(pl.col.because.is_null())
        .then(pl.lit(""))
        .otherwise(between + reason(lang, "because"))
    )
    return (reason(lang) + root).alias(f"reason_{lang}")

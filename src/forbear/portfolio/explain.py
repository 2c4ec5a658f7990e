"""Why rows were set aside: their faults one by one, with file, line, column and value."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from forbear.portfolio.cells import RAW
from forbear.portfolio.intake import FILE, LINE, ROW, Part
from forbear.portfolio.screening import Screened

#: Rows explained at a time.
_BATCH = 100_000

#: Rows taken out by comparison with other rows. ``column`` may name several, joined by "+";
#: ``because``: the rule that set the parent aside.
TAKEN = pl.Schema(
    {ROW: pl.get_index_type(), "column": pl.String, "rule": pl.String, "because": pl.String}
)


def explain(part: Part, screened: Screened, taken: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The faults of the rows of `screened`, in the order of the tape: `FAULTS` and `ROW`.

    ``taken`` (`TAKEN`) holds those found by comparing rows with others; the rest are the checks
    that a row fails.
    """
    flags = [check.fails.fill_null(False).alias(f"{i}") for i, check in enumerate(screened.checks)]
    batches = screened.frame.with_columns(flags).collect_batches(
        chunk_size=_BATCH, maintain_order=True
    )
    for batch in batches:
        found = [
            _faults(batch.filter(f"{i}"), check.column, pl.lit(check.rule), pl.lit(None, pl.String))
            for i, check in enumerate(screened.checks)
        ]
        for (column,), some in taken.group_by("column", maintain_order=True):
            hit = batch.join(some.select(ROW, "rule", "because"), on=ROW)
            found.append(_faults(hit, str(column), pl.col("rule"), pl.col("because")))
        faults = pl.concat(found).sort(ROW, maintain_order=True)
        yield faults.join(_places(batch, part), on=ROW, how="left", maintain_order="left")


def _faults(rows: pl.DataFrame, column: str, rule: pl.Expr, because: pl.Expr) -> pl.DataFrame:
    raw = [RAW + name for name in column.split("+") if RAW + name in rows.columns]
    value = pl.lit(None)
    if raw:
        value = (
            pl.concat_str(raw, separator=", ", ignore_nulls=True)
            if len(raw) > 1
            else pl.col(raw[0])
        )
    return rows.select(
        ROW,
        pl.lit(column).alias("column"),
        rule.alias("rule"),
        value.cast(pl.String).alias("value"),
        because.alias("because"),
        pl.lit(1, pl.Int64).alias("rows"),
    )


def _places(batch: pl.DataFrame, part: Part) -> pl.DataFrame:
    """File, line and the row itself under the file's own headers, as JSON."""
    names = {h: RAW + name for name, h in part.sources.headers.items()} | part.sources.carried
    fields = [
        (pl.col(name) if batch[name].dtype.is_nested() else pl.col(name).cast(pl.String)).alias(h)
        for h, name in names.items()
    ]
    return part.locate(batch).select(
        ROW,
        pl.col(FILE).alias("file"),
        pl.col(LINE).alias("line"),
        pl.struct(fields).struct.json_encode().alias("row"),
    )

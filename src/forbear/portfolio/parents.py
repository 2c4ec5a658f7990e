"""Rows whose parent is not among the accepted ones."""

from __future__ import annotations

import polars as pl

#: Keys of a parent table that were set aside, each with the rule that began it.
FALLEN = pl.Schema({"key": pl.String, "because": pl.String})


def orphaned(rows: pl.DataFrame, column: str, accepted: pl.Series) -> pl.DataFrame:
    """The rows whose `column` names none of the `accepted` keys.

    Children of one parent mostly stand together, so only the first of each run is looked up.
    """
    firsts = rows.filter((pl.col(column) != pl.col(column).shift(1)).fill_null(True)).select(column)
    known = accepted.rename(column).to_frame()
    unknown = firsts.join(known, on=column, how="anti").unique()
    return rows.clear() if unknown.is_empty() else rows.join(unknown, on=column, how="semi")


def why(rows: pl.DataFrame, column: str, fallen: pl.DataFrame) -> pl.DataFrame:
    """Add rule and because to orphaned rows.

    ``fallen`` (`FALLEN`): keys that are in the tape but were set aside.
    """
    found = rows.join(fallen, left_on=column, right_on="key", how="left", maintain_order="left")
    return found.with_columns(
        rule=pl.when(pl.col.because.is_null())
        .then(pl.lit("parent.missing"))
        .otherwise(pl.lit("parent.quarantined")),
    )

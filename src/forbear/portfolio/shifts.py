"""An officer can be in one place at a time."""

from __future__ import annotations

import polars as pl

from forbear.portfolio.intake import ROW


def in_two_teams(teams: pl.DataFrame) -> pl.DataFrame:
    """(`ROW`) of members who are in two teams at once: the rows on both sides.

    A row without a day holds for every day, one without hours for the whole day; a shift that
    begins when another ends doesn't overlap it.
    """
    each = teams.select(
        ROW,
        "officer_id",
        "team_id",
        "on",
        starts=pl.col.starts.fill_null(0),
        ends=pl.col.ends.fill_null(24 * 60),
    )
    pairs = each.join(each, on="officer_id", suffix="_other").filter(
        pl.col.team_id != pl.col.team_id_other,
        (pl.col.on == pl.col.on_other).fill_null(True),
        pl.col.starts < pl.col.ends_other,
        pl.col.starts_other < pl.col.ends,
    )
    return pairs.select(ROW).unique().sort(ROW)

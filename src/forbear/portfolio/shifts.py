"""Which team an officer works in on a day; and that an officer is in one place at a time."""

from __future__ import annotations

from datetime import date

import polars as pl

from forbear.portfolio.intake import ROW


def on_day(teams: pl.DataFrame, day: date) -> pl.DataFrame:
    """The rows of `teams` that hold on a day, in their order.

    A row for the day itself is an exception: it stands before the same officer's rows for every
    day (an empty ``on``), whichever team they are of.
    """
    dated = pl.col("on").is_not_null()
    return teams.filter(pl.col("on").is_null() | (pl.col("on") == day)).filter(
        dated | ~dated.any().over("officer_id")
    )


def in_two_teams(teams: pl.DataFrame) -> pl.DataFrame:
    """(`ROW`) of members who are in two teams on one day: the rows on both sides.

    Two rows for one day are compared, and two rows for every day; a row for a day is an exception
    to one for every day (`on_day`) and no fault. Whoever is on the road has one team that day,
    whatever the hours: a morning that runs late would leave the other team one short.
    """
    each = teams.select(ROW, "officer_id", "team_id", "on")
    pairs = each.join(each, on=["officer_id", "on"], nulls_equal=True, suffix="_other").filter(
        pl.col.team_id != pl.col.team_id_other
    )
    return pairs.select(ROW).unique().sort(ROW)

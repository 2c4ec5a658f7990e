"""An officer in two teams at once."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from forbear.portfolio.intake import ROW
from forbear.portfolio.shifts import in_two_teams

MON, TUE = dt.date(2026, 11, 23), dt.date(2026, 11, 24)


def found(*members):
    schema = ["officer_id", "team_id", "on", "starts", "ends"]
    frame = pl.DataFrame(members, schema=schema, orient="row").with_columns(
        pl.col("on").cast(pl.Date), pl.col("starts", "ends").cast(pl.Int32)
    )
    return in_two_teams(frame.with_row_index(ROW))[ROW].to_list()


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (("O1", "T1", MON, 540, 720), ("O1", "T2", MON, 600, 800), True),
        (("O1", "T1", MON, 540, 720), ("O1", "T2", MON, 720, 800), False),
        (("O1", "T1", MON, 540, 720), ("O1", "T2", TUE, 540, 720), False),
        (("O1", "T1", MON, 540, 720), ("O2", "T2", MON, 540, 720), False),
        (("O1", "T1", MON, 540, 720), ("O1", "T1", MON, 540, 720), False),
        (("O1", "T1", None, 540, 720), ("O1", "T2", TUE, 600, 800), True),
        (("O1", "T1", None, None, None), ("O1", "T2", TUE, 0, 1), True),
        (("O1", "T1", MON, None, 540), ("O1", "T2", MON, 540, None), False),
        (("O1", "T1", None, None, None), ("O1", "T2", None, None, None), True),
    ],
)
def test_in_two_teams_takes_both_sides(one, other, both):
    assert found(one, other) == ([0, 1] if both else [])
    assert found(other, one) == ([0, 1] if both else [])


def test_in_two_teams_names_each_row_once():
    teams = [("O1", f"T{n}", MON, 540, 720) for n in range(4)]
    assert found(("O2", "T1", MON, 540, 720), *teams) == [1, 2, 3, 4]

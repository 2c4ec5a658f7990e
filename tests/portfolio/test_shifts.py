"""Who works in which team on a day, and an officer in two teams at once."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from forbear.portfolio.intake import ROW
from forbear.portfolio.shifts import in_two_teams, on_day

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
        (("O1", "T1", MON, 540, 720), ("O1", "T2", MON, 720, 800), True),
        (("O1", "T1", MON, 540, 720), ("O1", "T2", TUE, 540, 720), False),
        (("O1", "T1", MON, 540, 720), ("O2", "T2", MON, 540, 720), False),
        (("O1", "T1", MON, 540, 720), ("O1", "T1", MON, 540, 720), False),
        (("O1", "T1", MON, None, None), ("O1", "T2", MON, 0, 1), True),
        (("O1", "T1", MON, None, 540), ("O1", "T2", MON, 540, None), True),
        (("O1", "T1", None, 540, 720), ("O1", "T2", None, 600, 800), True),
        (("O1", "T1", None, 540, 720), ("O1", "T2", None, 720, 800), True),
        (("O1", "T1", None, None, None), ("O1", "T2", None, None, None), True),
    ],
)
def test_in_two_teams_takes_both_sides(one, other, both):
    assert found(one, other) == ([0, 1] if both else [])
    assert found(other, one) == ([0, 1] if both else [])


def test_in_two_teams_names_each_row_once():
    teams = [("O1", f"T{n}", MON, 540, 720) for n in range(4)]
    assert found(("O2", "T1", MON, 540, 720), *teams) == [1, 2, 3, 4]


@pytest.mark.parametrize("hours", [(540, 720), (600, 800), (None, None)])
def test_in_two_teams_leaves_a_row_for_a_day_beside_one_for_every_day_alone(hours):
    usual, that_day = ("O1", "T1", None, 540, 720), ("O1", "T2", TUE, *hours)
    assert found(usual, that_day) == []
    assert found(usual, that_day, ("O1", "T3", TUE, 540, 720)) == [1, 2]
    assert found(that_day, usual, ("O1", "T3", None, 540, 720)) == [1, 2]


@pytest.mark.parametrize(
    ("members", "monday"),
    [
        ([("T1", "O1", None), ("T1", "O2", None)], [0, 1]),
        ([("T1", "O1", None), ("T2", "O1", MON)], [1]),
        ([("T2", "O1", MON), ("T1", "O1", None)], [0]),
        ([("T1", "O1", None), ("T2", "O1", TUE)], [0]),
        ([("T1", "O1", None), ("T1", "O1", MON)], [1]),
        ([("T1", "O1", None), ("T2", "O1", MON), ("T3", "O1", MON)], [1, 2]),
        ([("T1", "O1", None), ("T2", "O1", None), ("T3", "O1", MON)], [2]),
        ([("T1", "O1", None), ("T2", "O2", MON)], [0, 1]),
        ([("T1", "O1", TUE)], []),
        ([], []),
    ],
)
def test_on_day_a_row_for_the_day_stands_before_one_for_every_day(members, monday):
    schema = {"team_id": pl.String, "officer_id": pl.String, "on": pl.Date}
    teams = pl.DataFrame(members, schema=schema, orient="row").with_row_index()
    assert on_day(teams, MON)["index"].to_list() == monday


def kept(done):
    return done.shared("teams").select("team_id", "officer_id", "on").rows()


def told(done):
    return done.reasons.filter(table="teams").select("rule", "rows").rows()


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_teams_on_two_days_are_both_kept(make, write, checked, form):
    rows = make.clean()
    rows["teams"] = [
        make.team("T1", "O1", on="2026-11-23"),
        make.team("T1", "O1", on="2026-11-24", starts="600"),
        make.team("T2", "O1", on="2026-11-25"),
        make.team("T1", "O2"),
        make.team("T1", "O2", on="2026-11-24", ends="900"),
    ]
    done = checked(write(rows, form))
    wednesday = TUE + dt.timedelta(1)
    assert kept(done) == [
        ("T1", "O1", MON),
        ("T1", "O1", TUE),
        ("T2", "O1", wednesday),
        ("T1", "O2", None),
        ("T1", "O2", TUE),
    ]
    assert told(done) == []


@pytest.mark.parametrize("on", [None, "2026-11-23"])
def test_teams_with_a_member_twice_on_a_day(make, write, checked, on, tmp_path):
    rows = make.clean()
    rows["teams"] = [
        make.team("T1", "O1", on=on),
        make.team("T1", "O2", on=on),
        make.team("T1", "O2", on=on, starts="600"),
        make.team("T1", "O1", on=on),
    ]
    done = checked(write(rows))
    assert [member for _, member, _ in kept(done)] == ["O1"]
    assert told(done) == [("duplicate.conflict", 2), ("duplicate.same", 1)]
    faults = pl.read_csv(done.write_quarantine(tmp_path) / "teams.csv", infer_schema=False)
    key = ", ".join(["T1", "O2"] + ([on] if on else []))
    assert faults.select("line", "column", "value").rows()[:2] == [
        ("3", "team_id+officer_id+on", key),
        ("4", "team_id+officer_id+on", key),
    ]


def test_teams_with_a_member_in_two_on_one_day_are_set_aside(make, write, checked):
    rows = make.clean()
    rows["teams"] = [
        make.team("T1", "O1", on="2026-11-23"),
        make.team("T2", "O1", on="2026-11-23"),
        make.team("T2", "O1", on="2026-11-24"),
    ]
    done = checked(write(rows))
    assert kept(done) == [("T2", "O1", TUE)]
    assert told(done) == [("officer.two_teams", 2)]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_teams_with_a_member_lent_to_another_for_a_day_are_kept(make, write, checked, form):
    rows = make.clean()
    rows["teams"] = [make.team("T1", "O1"), make.team("T2", "O1", on="2026-11-24")]
    done = checked(write(rows, form))
    assert kept(done) == [("T1", "O1", None), ("T2", "O1", TUE)]
    assert told(done) == []


def test_teams_with_a_member_in_two_every_day_are_set_aside(make, write, checked):
    rows = make.clean()
    rows["teams"] = [
        make.team("T1", "O1"),
        make.team("T2", "O1"),
        make.team("T2", "O1", on="2026-11-24"),
    ]
    done = checked(write(rows))
    assert kept(done) == [("T2", "O1", TUE)]
    assert told(done) == [("officer.two_teams", 2)]

"""Made branches' people: supervisors, collectors, field officers in teams of two, and agencies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from forbear.lab import identity
from forbear.lab.draw import Dice
from forbear.lab.places import BRANCHES

#: What field officers are trained for, besides visiting at all.
EXTRAS = ("", "business", "vulnerable", "business;vulnerable")


@dataclass(frozen=True)
class Staff:
    """The tape's tables of the bank's own people, and who calls and visits for each branch."""

    branches: pl.DataFrame
    officers: pl.DataFrame
    teams: pl.DataFrame
    agencies: pl.DataFrame
    #: By branch: how many collectors and field officers; numbers run from 1 within the branch.
    collectors: np.typing.NDArray[np.int64]
    field: np.typing.NDArray[np.int64]


def staff(dice: Dice, as_of: date) -> Staff:
    """Eight branches, each with 10 to 12 collectors and 4 to 6 teams of two."""
    at = np.arange(len(BRANCHES))
    collectors = 10 + dice.below("collectors", at, 3)
    field = 2 * (4 + dice.below("teams", at, 3))
    names = ("branch_id", "name", "region", "lat", "lon")
    branches = pl.DataFrame(
        [dict(zip(names, branch, strict=True)) for branch in BRANCHES]
    ).with_columns(timezone=pl.lit("Asia/Shanghai"))
    officers = _officers(dice, as_of, collectors, field)
    return Staff(branches, officers, _teams(officers), _agencies(as_of), collectors, field)


def _officers(
    dice: Dice,
    as_of: date,
    collectors: np.typing.NDArray[np.int64],
    field: np.typing.NDArray[np.int64],
) -> pl.DataFrame:
    """Staff numbers tell branch and role: B03-C07, B03-F02, B03-S01."""
    count = np.stack([collectors, field, np.ones_like(field)], axis=1)
    branch, role = np.divmod(np.repeat(np.arange(count.size), count.ravel()), 3)
    number = np.concatenate([np.arange(1, n + 1) for n in count.ravel()])
    key = (branch * 3 + role) * 100 + number
    woman = dice.chance("officer.woman", key, 0.45)
    in_field = role == 1
    # One field officer a branch has let the training lapse: that team may not go out.
    lapsed = in_field & (number == field[branch]) & (branch % 2 == 0)
    ends = np.where(lapsed, -20, 60 + dice.below("officer.trained", key, 500))
    extra = np.where(
        in_field & (number % 2 == 1), dice.choose("officer.extra", key, (4, 2, 2, 2)), 0
    )
    held = pl.Series(["visit" + (f";{e}" if e else "") for e in EXTRAS]).gather(extra)
    return pl.DataFrame(
        {
            "branch": pl.Series([b[0] for b in BRANCHES]).gather(branch),
            "letter": pl.Series(["C", "F", "S"]).gather(role),
            "number": number,
            "name": identity.names(dice, "officer", key, woman),
            "held": held,
            "ends": ends,
        }
    ).select(
        officer_id=pl.format(
            "{}-{}{}", "branch", "letter", pl.col("number").cast(pl.String).str.zfill(2)
        ),
        branch_id="branch",
        role=pl.col("letter").replace_strict(
            {"C": "collector", "F": "field_officer", "S": "supervisor"}, return_dtype=pl.String
        ),
        name="name",
        qualifications=pl.when(pl.col("letter") == "F").then("held"),
        qualified_until=pl.when(pl.col("letter") == "F").then(
            pl.lit(as_of) + pl.duration(days=pl.col("ends"))
        ),
    )


def _teams(officers: pl.DataFrame) -> pl.DataFrame:
    """Field officers two by two; every third team works late to meet people after work."""
    number = pl.col("officer_id").str.slice(-2).cast(pl.Int32)
    team = (number + 1) // 2
    late = team % 3 == 0
    return officers.filter(pl.col("role") == "field_officer").select(
        team_id=pl.format("{}-T{}", "branch_id", team),
        officer_id="officer_id",
        branch_id="branch_id",
        on=pl.lit(None, dtype=pl.Date),
        starts=pl.when(late).then(12 * 60).otherwise(9 * 60).cast(pl.Int32),
        ends=pl.when(late).then(20 * 60 + 30).otherwise(18 * 60).cast(pl.Int32),
    )


def _agencies(as_of: date) -> pl.DataFrame:
    """Four agencies; one is off the list and one's agreement has run out."""

    def on(days: int) -> date:
        return as_of + timedelta(days=days)

    return pl.DataFrame(
        {
            "agency_id": ["A1", "A2", "A3", "A4"],
            "name": [
                "甲方资产服务公司",
                "乙方资产服务公司",
                "丙方资产服务公司",
                "丁方资产服务公司",
            ],
            "listed": [True, True, True, False],
            "published": [True, True, True, False],
            "inspected_on": [on(-60), on(-90), on(-300), on(-800)],
            "evaluated_on": [on(-120), on(-150), on(-320), on(-700)],
            "ends_on": [on(300), on(120), on(-10), on(200)],
        }
    )

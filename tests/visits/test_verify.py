from collections.abc import Callable
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

Row = dict[str, Any]
LUNCH = [{"from": "12:00", "to": "14:00", "minutes": 60, "after": 0}]


@pytest.fixture
def made(
    world: Callable[..., Any], visit: Callable[..., Row], team: Callable[..., list[Row]]
) -> Any:
    rows = [
        visit("v1", 10, windows=[[540, 640]]),
        visit("v2", 50, windows=[[800, 900]], needs="sme", must=True),
        visit("v3", 60, windows=[[0, 400]]),
    ]
    return world(
        rows,
        team("t1"),
        {"t1-1": "sme"},
        breaks__away_from_ends=0,
        breaks__each=LUNCH,
    )


def at(stop: int, column: str, value: int) -> pl.Expr:
    """The column with another value at one stop."""
    changed = pl.when(pl.col("stop") == stop).then(value).otherwise(pl.col(column))
    return changed.cast(pl.Int64 if column in ("metres", "prize") else pl.Int32).alias(column)


def test_sound_plan_has_no_fault(made: Any) -> None:
    assert made.faults(made.plan()) == []


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (at(1, "travel", 11), {"travel"}),
        (at(1, "metres", 999), {"travel"}),
        (at(1, "begin", 549), {"clock", "service"}),
        (at(1, "arrive", 545), {"clock"}),
        (at(1, "leave", 579), {"clock", "service", "slack"}),
        (at(1, "opens", 530), {"window"}),
        (at(1, "opens", 560), {"window"}),
        (at(1, "closes", 650), {"window", "slack"}),
        (at(1, "slack", 59), {"slack"}),
        (at(1, "slack", 61), {"slack"}),
        (at(1, "prize", 1), {"facts"}),
        (at(2, "begin", 730), {"break"}),
        (at(2, "opens", 690), {"break"}),
        ((pl.col("lat") + 0.01).alias("lat"), {"facts", "travel", "clock"}),
        ((pl.col("stop") + 1).alias("stop"), {"order"}),
        (pl.lit("t9").alias("team_id"), {"team"}),
        (pl.col("visit_id").replace("v1", "v9"), {"unknown", "count"}),
        (pl.col("visit_id").replace("v1", "v2"), {"facts", "window", "twice", "count"}),
        (pl.col("customer_id").replace("customer-v1", "customer-v2"), {"facts", "twice"}),
    ],
)
def test_itinerary_with_one_thing_changed_is_faulted(
    made: Any, change: pl.Expr, codes: set[str]
) -> None:
    found = made.plan()
    faults = made.faults(found, found.itineraries.with_columns(change))
    assert {p.code.removeprefix("visits.verify.") for p in faults} == codes


def test_dropped_stops_are_missed(made: Any) -> None:
    found = made.plan()
    without = found.itineraries.filter(pl.col("stop") < 2)
    assert {p.code for p in made.faults(found, without)} == {
        "visits.verify.break",
        "visits.verify.appointment",
        "visits.verify.count",
    }


def test_missing_qualification_is_faulted(made: Any) -> None:
    found = made.plan()
    unskilled = made.officers.with_columns(qualifications=pl.lit(None, pl.String))
    assert [p.code for p in made.but(officers=unskilled).faults(found)] == ["visits.verify.needs"]


def test_team_of_one_is_faulted(made: Any) -> None:
    found = made.plan()
    assert [p.code for p in made.but(teams=made.teams.head(1)).faults(found)] == [
        "visits.verify.team"
    ]


def test_shift_that_ended_before_is_faulted(made: Any) -> None:
    found = made.plan()
    short = made.teams.with_columns(ends=pl.lit(860, pl.Int32))
    codes = {p.code for p in made.but(teams=short).faults(found)}
    assert codes == {"visits.verify.shift", "visits.verify.slack"}


def test_fault_says_where_in_both_languages(made: Any) -> None:
    found = made.plan()
    fault = made.faults(found, found.itineraries.with_columns(at(1, "metres", 1)))[0]
    assert fault.where == "b1/t1 stop 1"
    assert fault.en == "the way takes other minutes or metres"
    assert fault.zh == "路程时间或距离不符"


def test_appointment_reported_as_left_out_is_no_fault_unless_for_value(made: Any) -> None:
    found = made.plan()
    none = found.itineraries.clear()
    for reason, codes in (("window", []), ("value", ["visits.verify.appointment"])):
        left = pl.DataFrame(
            [(v, reason) for v in ("v1", "v2", "v3")], schema=found.unrouted.schema, orient="row"
        )
        assert [p.code for p in made.faults(replace(found, unrouted=left), none)] == codes

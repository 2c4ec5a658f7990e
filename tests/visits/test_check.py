from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from forbear.problems import ForbearError
from forbear.visits.check import check

Row = dict[str, Any]
VISIT = "candidates row 1 (v1): "


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        ({"windows": [[600, 540]]}, "visits.window", VISIT + "windows"),
        ({"windows": [[600, 600]]}, "visits.window", VISIT + "windows"),
        ({"windows": [[540, 600], [700, 650]]}, "visits.window", VISIT + "windows"),
        ({"windows": [[540]]}, "visits.window", VISIT + "windows"),
        ({"windows": [[540, 600, 700]]}, "visits.window", VISIT + "windows"),
        ({"windows": [[540, None]]}, "visits.window", VISIT + "windows"),
        ({"windows": [None]}, "visits.window", VISIT + "windows"),
        ({"windows": None}, "visits.window", VISIT + "windows"),
        ({"windows": [[-5, 600]]}, "visits.window", VISIT + "windows"),
        ({"windows": [[1400, 1500]]}, "visits.window", VISIT + "windows"),
        ({"lat": None}, "visits.coordinates", VISIT + "lat, lon"),
        ({"lon": None}, "visits.coordinates", VISIT + "lat, lon"),
        ({"lat": float("nan")}, "visits.coordinates", VISIT + "lat, lon"),
        ({"lat": 91.0}, "visits.coordinates", VISIT + "lat, lon"),
        ({"lat": 0.0, "lon": 0.0}, "visits.coordinates", VISIT + "lat, lon"),
        ({"prize": -1}, "visits.prize", VISIT + "prize"),
        ({"prize": None}, "visits.prize", VISIT + "prize"),
        ({"prize": 10**12 + 1}, "visits.prize", VISIT + "prize"),
        ({"service": 0}, "visits.service", VISIT + "service"),
        ({"service": None}, "visits.service", VISIT + "service"),
        ({"must": None}, "visits.must", VISIT + "must"),
        ({"customer_id": None}, "visits.customer", VISIT + "customer_id"),
        ({"branch_id": "b9"}, "visits.unknown_branch", "candidates v1: branch_id"),
        ({"branch_id": None}, "visits.unknown_branch", "candidates v1: branch_id"),
    ],
)
def test_candidate_with_a_fault_is_refused_by_row_and_column(
    world: Callable[..., Any], visit: Callable[..., Row], change: Row, code: str, where: str
) -> None:
    with pytest.raises(ForbearError) as error:
        check(*world([visit("v1", 5, **change)]).frames)
    assert [(p.code, p.where) for p in error.value.problems] == [(code, where)]


def test_sound_frames_pass(world: Callable[..., Any], visit: Callable[..., Row]) -> None:
    check(*world([visit("v1", 5, windows=[]), visit("v2", 5, windows=[[0, 1440]])]).frames)
    check(*world([]).frames)


def test_every_fault_is_told_at_once(world: Callable[..., Any], visit: Callable[..., Row]) -> None:
    with pytest.raises(ForbearError) as error:
        check(*world([visit("v1", 5, prize=-1, service=0), visit("v1", 5)]).frames)
    assert [p.code for p in error.value.problems] == [
        "visits.prize",
        "visits.service",
        "visits.duplicate",
        "visits.duplicate",
    ]


def test_many_rows_alike_are_counted(world: Callable[..., Any], visit: Callable[..., Row]) -> None:
    with pytest.raises(ForbearError) as error:
        check(*world([visit(f"v{n}", 5, prize=-1) for n in range(25)]).frames)
    assert len(error.value.problems) == 21
    assert error.value.problems[-1].en == "5 more rows alike"


def test_team_of_an_unknown_branch_is_refused(
    world: Callable[..., Any], team: Callable[..., list[Row]]
) -> None:
    with pytest.raises(ForbearError) as error:
        check(*world([], team("t1", branch_id="b9")).frames)
    assert [(p.code, p.where) for p in error.value.problems] == [
        ("visits.unknown_branch", "teams t1: branch_id")
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (pl.lit(None, pl.Float64).alias("lat"), "visits.coordinates"),
        (pl.lit(200.0).alias("lon"), "visits.coordinates"),
    ],
)
def test_branch_without_a_place_is_refused(
    world: Callable[..., Any], change: pl.Expr, code: str
) -> None:
    made = world([])
    with pytest.raises(ForbearError) as error:
        check(*made.but(branches=made.branches.with_columns(change)).frames)
    assert [(p.code, p.where) for p in error.value.problems] == [(code, "branches b1: lat, lon")]


def test_branch_given_twice_is_refused(world: Callable[..., Any]) -> None:
    made = world([])
    with pytest.raises(ForbearError) as error:
        check(*made.but(branches=pl.concat([made.branches] * 2)).frames)
    assert [p.code for p in error.value.problems] == ["visits.duplicate"]


def test_missing_column_and_wrong_type_are_refused(
    world: Callable[..., Any], visit: Callable[..., Row]
) -> None:
    made = world([visit("v1", 5)])
    faulty = made.candidates.drop("must").with_columns(pl.col("prize").cast(pl.Float64))
    with pytest.raises(ForbearError) as error:
        check(*made.but(candidates=faulty).frames)
    assert [(p.code, p.where) for p in error.value.problems] == [
        ("visits.column", "candidates.prize"),
        ("visits.column", "candidates.must"),
    ]


def test_code_as_text_will_do(world: Callable[..., Any], visit: Callable[..., Row]) -> None:
    made = world([visit("v1", 5)])
    check(*made.but(candidates=made.candidates.cast({"place": pl.String})).frames)

import json
from collections.abc import Callable
from typing import Any

import polars as pl

from forbear.visits import Itineraries, geojson

Row = dict[str, Any]


def test_route_is_a_line_from_the_branch_and_back_with_its_stops(
    world: Callable[..., Any], visit: Callable[..., Row]
) -> None:
    made = world([visit("v1", 10), visit("v2", 20, 5)])
    drawn = geojson(made.plan().itineraries, made.branches)
    assert drawn["type"] == "FeatureCollection"
    assert [f["geometry"] for f in drawn["features"]] == [
        {"type": "Point", "coordinates": [114.0, 30.0]},
        {
            "type": "LineString",
            "coordinates": [[114.0, 30.0], [114.2, 30.05], [114.1, 30.0], [114.0, 30.0]],
        },
        {"type": "Point", "coordinates": [114.2, 30.05]},
        {"type": "Point", "coordinates": [114.1, 30.0]},
    ]
    assert [f["properties"]["kind"] for f in drawn["features"]] == [
        *("branch", "route", "visit", "visit")
    ]
    assert drawn["features"][2]["properties"] == {
        "kind": "visit",
        "branch_id": "b1",
        "team_id": "t1",
        "stop": 1,
        "visit_id": "v2",
        "arrive": 565,
        "begin": 565,
        "leave": 595,
    }


def test_map_names_no_customer(world: Callable[..., Any], visit: Callable[..., Row]) -> None:
    made = world([visit("v1", 10, customer_id="6217003810012345")])
    drawn = json.dumps(geojson(made.plan().itineraries, made.branches))
    assert "6217003810012345" not in drawn


def test_rows_in_another_order_draw_the_same(
    world: Callable[..., Any], visit: Callable[..., Row], team: Callable[..., list[Row]]
) -> None:
    rows = [visit(f"v{n}", n * 7 % 40, n * 11 % 30) for n in range(20)]
    made = world(rows, team("t1") + team("t2"))
    stops = made.plan().itineraries
    mixed = stops.sample(fraction=1.0, shuffle=True, seed=1)
    assert json.dumps(geojson(stops, made.branches)) == json.dumps(geojson(mixed, made.branches))


def test_day_without_visits_is_an_empty_collection(world: Callable[..., Any]) -> None:
    empty: pl.DataFrame = Itineraries.create_empty()
    assert geojson(empty, world([]).branches) == {"type": "FeatureCollection", "features": []}

"""Routes for a map: GeoJSON as in RFC 7946 (WGS 84, longitude before latitude)."""

from __future__ import annotations

from typing import Any

import polars as pl

#: Six decimals of a degree are about a tenth of a metre.
_DECIMALS = 6


def geojson(itineraries: pl.DataFrame, branches: pl.DataFrame) -> dict[str, Any]:
    """A FeatureCollection: branches, then each team's way there and back, then its stops.

    It names visits and teams, no customer: a map is looked at over shoulders.
    """
    rows = itineraries.sort("branch_id", "team_id", "stop").iter_rows(named=True)
    days: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        days.setdefault((row["branch_id"], row["team_id"]), []).append(row)
    home = {
        row["branch_id"]: row
        for row in branches.sort("branch_id").iter_rows(named=True)
        if any(branch == row["branch_id"] for branch, _ in days)
    }
    features = [_point(row, {"kind": "branch", "branch_id": b}) for b, row in home.items()]
    for (branch, team), stops in days.items():
        features.append(_line(home[branch], branch, team, stops))
        features.extend(_point(stop, _said(stop)) for stop in stops)
    return {"type": "FeatureCollection", "features": features}


def _line(
    home: dict[str, Any], branch: str, team: str, stops: list[dict[str, Any]]
) -> dict[str, Any]:
    way = [_at(home), *(_at(stop) for stop in stops), _at(home)]
    return {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": way},
        "properties": {
            "kind": "route",
            "branch_id": branch,
            "team_id": team,
            "visits": sum(stop["kind"] == "visit" for stop in stops),
        },
    }


def _said(stop: dict[str, Any]) -> dict[str, Any]:
    names = ("kind", "branch_id", "team_id", "stop", "visit_id", "arrive", "begin", "leave")
    return {name: stop[name] for name in names}


def _point(row: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": _at(row)},
        "properties": properties,
    }


def _at(row: dict[str, Any]) -> list[float]:
    return [round(row["lon"], _DECIMALS), round(row["lat"], _DECIMALS)]

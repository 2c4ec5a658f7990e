"""Road servers as `Travel`: OSRM's table and Valhalla's matrix.

This room opens no connection: the caller passes ``fetch``, which returns the bytes found at a URL.
If anything goes wrong the straight line stands in, and a note says so.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import numpy as np

from forbear.problems import ForbearError, Problem, refuse
from forbear.visits.travel import NO_WAY, Floats, Ints, Legs, Travel

Fetch = Callable[[str], bytes]
Table = list[list[float | None]]

#: Longest way believed: a day's drive. Anything beyond is a fault of the server.
_FARTHEST = 5_000_000


@dataclass(frozen=True)
class Osrm:
    """An OSRM server (``/table/v1``, OSRM 5.17 or later, which tells distances as well).

    ``address`` like ``http://roads.example:5000``; ``fallback`` stands in when it fails. Blocks of
    ``block`` x ``block`` keep within the server's usual limit of 100 places a request.
    """

    address: str
    fetch: Fetch
    fallback: Travel
    profile: str = "driving"
    block: int = 50

    def legs(self, branch_id: str, lat: Floats, lon: Floats) -> Legs:
        """Legs by road, or the fallback's with a note."""
        return _by_road("OSRM", self._ask, self.block, self.fallback, branch_id, lat, lon)

    def _ask(self, lat: Floats, lon: Floats, start: range, end: range) -> tuple[Table, Table]:
        places = ";".join(f"{lon[i]:.6f},{lat[i]:.6f}" for i in (*start, *end))
        sources = ";".join(str(i) for i in range(len(start)))
        targets = ";".join(str(len(start) + i) for i in range(len(end)))
        url = (
            f"{self.address.rstrip('/')}/table/v1/{self.profile}/{places}"
            f"?sources={sources}&destinations={targets}&annotations=duration,distance"
        )
        return read_osrm(self.fetch(url))


@dataclass(frozen=True)
class Valhalla:
    """A Valhalla server (``/sources_to_targets``); see `Osrm` for the rest."""

    address: str
    fetch: Fetch
    fallback: Travel
    costing: str = "auto"
    block: int = 25

    def legs(self, branch_id: str, lat: Floats, lon: Floats) -> Legs:
        """Legs by road, or the fallback's with a note."""
        return _by_road("Valhalla", self._ask, self.block, self.fallback, branch_id, lat, lon)

    def _ask(self, lat: Floats, lon: Floats, start: range, end: range) -> tuple[Table, Table]:
        def places(which: range) -> list[dict[str, float]]:
            return [{"lat": round(float(lat[i]), 6), "lon": round(float(lon[i]), 6)} for i in which]

        asked = {
            "sources": places(start),
            "targets": places(end),
            "costing": self.costing,
            "units": "kilometers",
        }
        query = quote(json.dumps(asked, separators=(",", ":")))
        return read_valhalla(
            self.fetch(f"{self.address.rstrip('/')}/sources_to_targets?json={query}")
        )


def read_osrm(answer: bytes) -> tuple[Table, Table]:
    """Seconds and metres of an OSRM table answer; None where there is no way."""
    data = _json(answer, "OSRM")
    if data.get("code") != "Ok":
        raise _odd("OSRM", f"it answers {data.get('code')!r}: {data.get('message', '')}")
    return _table(data, "durations", "OSRM"), _table(data, "distances", "OSRM")


def read_valhalla(answer: bytes) -> tuple[Table, Table]:
    """Seconds and metres of a Valhalla matrix answer, in the long form or the short one."""
    data = _json(answer, "Valhalla")
    if "error" in data:
        raise _odd("Valhalla", f"it answers {data.get('error_code')}: {data['error']}")
    found = data.get("sources_to_targets")
    if isinstance(found, dict):
        seconds, far = (_table(found, name, "Valhalla") for name in ("durations", "distances"))
    else:
        rows = _rows(data, "sources_to_targets", "Valhalla")
        if not all(isinstance(leg, dict) for row in rows for leg in row):
            raise _odd("Valhalla", "sources_to_targets holds something other than legs")
        seconds = [[leg.get("time") for leg in row] for row in rows]
        far = [[leg.get("distance") for leg in row] for row in rows]
    metres = 1609.344 if data.get("units") in ("miles", "mi") else 1000.0
    return _numbers(seconds, "Valhalla"), [
        [None if d is None else d * metres for d in row] for row in _numbers(far, "Valhalla")
    ]


def _by_road(
    name: str,
    ask: Callable[[Floats, Floats, range, range], tuple[Table, Table]],
    block: int,
    fallback: Travel,
    branch_id: str,
    lat: Floats,
    lon: Floats,
) -> Legs:
    try:
        minutes, metres = _whole(name, ask, block, lat, lon)
    except Exception as error:  # whatever the caller's fetch raises, the branch gets its plan
        why = error.problems[0].en if isinstance(error, ForbearError) else repr(error)
        legs = fallback.legs(branch_id, lat, lon)
        note = Problem(
            "visits.road_server",
            branch_id,
            f"the {name} server gave no travel times ({why}); the straight line stands in: "
            "check the server's address and that it covers this district",
            f"{name} 路网服务未给出行车时间（{why}），已改用直线距离估算，"
            "请检查服务地址及其是否覆盖本地区",
        )
        return Legs(legs.minutes, legs.metres, (*legs.notes, note))
    return Legs(minutes, metres)


def _whole(
    name: str,
    ask: Callable[[Floats, Floats, range, range], tuple[Table, Table]],
    block: int,
    lat: Floats,
    lon: Floats,
) -> tuple[Ints, Ints]:
    minutes = np.zeros((len(lat), len(lat)), dtype=np.int64)
    metres = np.zeros_like(minutes)
    for start in _blocks(len(lat), block):
        for end in _blocks(len(lat), block):
            seconds, far = ask(lat, lon, start, end)
            shape = (len(start), len(end))
            for table in (seconds, far):
                if len(table) != shape[0] or any(len(row) != shape[1] for row in table):
                    raise _odd(name, f"it was asked for {shape[0]} x {shape[1]} legs, gave others")
            at = np.ix_(list(start), list(end))
            minutes[at] = _filled(seconds, 60, NO_WAY, name)
            metres[at] = _filled(far, 1, _FARTHEST, name)
    np.fill_diagonal(minutes, 0)
    np.fill_diagonal(metres, 0)
    return minutes, metres


def _filled(table: Table, unit: int, missing: int, name: str) -> Ints:
    """Numbers in units of `unit`, rounded up; `missing` where there is none."""
    given = np.array(table, dtype=np.float64)
    if np.any(given < 0) or np.any(np.isinf(given)) or np.any(given > 1e9):
        raise _odd(name, "it gives a leg that is negative or endless")
    whole = np.ceil(np.where(np.isnan(given), 0, given) / unit)
    return np.where(np.isnan(given), missing, np.minimum(whole, missing)).astype(np.int64)


def _blocks(count: int, size: int) -> Iterator[range]:
    return (range(at, min(at + size, count)) for at in range(0, count, size))


def _json(answer: bytes, name: str) -> dict[str, Any]:
    try:
        data = json.loads(answer)
    except ValueError:
        raise _odd(name, "its answer is not JSON") from None
    if not isinstance(data, dict):
        raise _odd(name, "its answer is not a JSON object")
    return data


def _table(data: dict[str, Any], key: str, name: str) -> Table:
    return _numbers(_rows(data, key, name), name)


def _rows(data: dict[str, Any], key: str, name: str) -> list[list[Any]]:
    rows = data.get(key)
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise _odd(name, f"its answer has no table of {key}")
    return rows


def _numbers(rows: list[list[Any]], name: str) -> Table:
    for row in rows:
        for value in row:
            if value is not None and (
                isinstance(value, bool) or not isinstance(value, int | float)
            ):
                raise _odd(name, f"it gives {value!r} where a number belongs")
    return rows


def _odd(name: str, what: str) -> ForbearError:
    return refuse(
        "visits.road_answer",
        name,
        f"{what}; check the server",
        f"路网服务应答有误（{what}），请检查该服务",
    )

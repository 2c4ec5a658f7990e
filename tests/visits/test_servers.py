import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlparse

import numpy as np
import pytest

from forbear.problems import ForbearError
from forbear.visits.servers import Osrm, Valhalla, read_osrm, read_valhalla
from forbear.visits.travel import NO_WAY, Floats, Legs

LAT, LON = np.array([30.0, 30.01, 30.02]), np.array([114.0, 114.01, 114.02])

#: Answers as the servers write them; the way back takes longer.
OSRM = {
    "code": "Ok",
    "durations": [[0, 61.2, 300], [90, 0, None], [301, 59.9, 0]],
    "distances": [[0, 512.3, 2000], [700, 0, None], [2100, 480, 0]],
    "sources": [{"hint": "", "distance": 4.2, "name": "中山路", "location": [114.0, 30.0]}] * 3,
    "destinations": [{"hint": "", "distance": 4.2, "name": "", "location": [114.0, 30.0]}] * 3,
}
VALHALLA = {
    "algorithm": "costmatrix",
    "units": "kilometers",
    "sources": [{"lat": 30.0, "lon": 114.0}] * 3,
    "targets": [{"lat": 30.0, "lon": 114.0}] * 3,
    "sources_to_targets": [
        [
            {"from_index": i, "to_index": j, "time": OSRM["durations"][i][j], "distance": far}  # type: ignore[index]
            for j, far in enumerate(row)
        ]
        for i, row in enumerate([[0, 0.5123, 2.0], [0.7, 0, None], [2.1, 0.48, 0]])
    ],
}
MINUTES = [[0, 2, 5], [2, 0, NO_WAY], [6, 1, 0]]
METRES = [[0, 513, 2000], [700, 0, 5_000_000], [2100, 480, 0]]


@dataclass(frozen=True)
class Straight:
    """Stands in: a minute and a metre everywhere."""

    def legs(self, branch_id: str, lat: Floats, lon: Floats) -> Legs:
        ones = np.ones((len(lat), len(lat)), dtype=np.int64)
        return Legs(ones, ones)


def says(data: Any) -> Callable[[str], bytes]:
    return lambda url: data if isinstance(data, bytes) else json.dumps(data).encode()


def test_osrm_answer_is_minutes_and_metres_rounded_up() -> None:
    legs = Osrm("http://roads.example/", says(OSRM), Straight()).legs("b1", LAT, LON)
    assert (legs.minutes.tolist(), legs.metres.tolist(), legs.notes) == (MINUTES, METRES, ())


def test_valhalla_answer_is_minutes_and_metres_rounded_up() -> None:
    legs = Valhalla("http://roads.example", says(VALHALLA), Straight()).legs("b1", LAT, LON)
    assert (legs.minutes.tolist(), legs.metres.tolist(), legs.notes) == (MINUTES, METRES, ())


def test_valhalla_short_answer_and_miles() -> None:
    short = {"sources_to_targets": {"durations": [[60]], "distances": [[2]]}, "units": "miles"}
    assert read_valhalla(json.dumps(short).encode()) == ([[60]], [[2 * 1609.344]])


def test_osrm_is_asked_in_blocks_of_places() -> None:
    asked: list[str] = []

    def fetch(url: str) -> bytes:
        asked.append(url)
        query = parse_qs(urlparse(url).query)
        shape = [len(query[name][0].split(";")) for name in ("sources", "destinations")]
        table = [[60.0 * len(asked)] * shape[1]] * shape[0]
        return json.dumps({"code": "Ok", "durations": table, "distances": table}).encode()

    legs = Osrm("http://roads.example", fetch, Straight(), block=2).legs("b1", LAT, LON)
    assert asked[1] == (
        "http://roads.example/table/v1/driving/114.000000,30.000000;114.010000,30.010000;"
        "114.020000,30.020000?sources=0;1&destinations=2&annotations=duration,distance"
    )
    assert legs.minutes.tolist() == [[0, 1, 2], [1, 0, 2], [3, 3, 0]]


def test_valhalla_is_asked_with_sources_and_targets() -> None:
    asked: list[str] = []

    def fetch(url: str) -> bytes:
        asked.append(url)
        raise TimeoutError

    Valhalla("http://roads.example", fetch, Straight()).legs("b1", LAT[:1], LON[:1])
    place = {"lat": 30.0, "lon": 114.0}
    address, _, query = unquote(asked[0]).partition("?json=")
    assert address == "http://roads.example/sources_to_targets"
    assert json.loads(query) == {
        "sources": [place],
        "targets": [place],
        "costing": "auto",
        "units": "kilometers",
    }


BAD_OSRM = [
    (b"<html>busy</html>", "its answer is not JSON"),
    ([], "its answer is not a JSON object"),
    (
        {"code": "TooBig", "message": "Too many table coordinates"},
        "it answers 'TooBig': Too many table coordinates",
    ),
    ({"code": "Ok", "durations": [[0.0]]}, "its answer has no table of distances"),
    ({"code": "Ok", "durations": 5, "distances": [[0]]}, "its answer has no table of durations"),
    (
        {"code": "Ok", "durations": [["x"]], "distances": [[0]]},
        "it gives 'x' where a number belongs",
    ),
    (
        {"code": "Ok", "durations": [[True]], "distances": [[0]]},
        "it gives True where a number belongs",
    ),
]
BAD_VALHALLA = [
    (b"", "its answer is not JSON"),
    (
        {"error_code": 154, "error": "Path distance exceeds the max distance limit"},
        "it answers 154: Path distance exceeds the max distance limit",
    ),
    ({}, "its answer has no table of sources_to_targets"),
    ({"sources_to_targets": [[3]]}, "sources_to_targets holds something other than legs"),
]


@pytest.mark.parametrize(("answer", "said"), BAD_OSRM)
def test_osrm_answer_of_another_form_is_an_error(answer: Any, said: str) -> None:
    with pytest.raises(ForbearError) as error:
        read_osrm(says(answer)(""))
    assert str(error.value) == f"OSRM: {said}; check the server"


@pytest.mark.parametrize(("answer", "said"), BAD_VALHALLA)
def test_valhalla_answer_of_another_form_is_an_error(answer: Any, said: str) -> None:
    with pytest.raises(ForbearError) as error:
        read_valhalla(says(answer)(""))
    assert str(error.value) == f"Valhalla: {said}; check the server"


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>",
        {"code": "Ok", "durations": [[0.0]], "distances": [[0.0]]},
        {**OSRM, "durations": [[0, -5, 1], [1, 0, 1], [1, 1, 0]]},
    ],
    ids=["not JSON", "too few legs", "negative"],
)
def test_straight_line_stands_in_with_a_note_when_the_answer_is_no_use(answer: Any) -> None:
    legs = Osrm("http://roads.example", says(answer), Straight()).legs("b1", LAT, LON)
    assert legs.minutes.tolist() == [[1, 1, 1]] * 3
    assert [(note.code, note.where) for note in legs.notes] == [("visits.road_server", "b1")]


@pytest.mark.parametrize("error", [OSError("refused"), TimeoutError(), ValueError("bad address")])
def test_straight_line_stands_in_with_a_note_when_nobody_answers(error: Exception) -> None:
    def fetch(url: str) -> bytes:
        raise error

    legs = Valhalla("http://roads.example", fetch, Straight()).legs("b1", LAT, LON)
    assert legs.minutes.tolist() == [[1, 1, 1]] * 3
    assert len(legs.notes) == 1
    assert repr(error) in legs.notes[0].en

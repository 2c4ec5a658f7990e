"""Routes on the map: places only for those who see the case, the same beside it as a list."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

pytestmark = pytest.mark.any_database
MORNING = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture
def browse(town: Any, settings: Any) -> Any:
    """A signed-in client by user name; sessions need no second factor."""
    from django.test import Client

    from forbear.web import clock
    from forbear.web.people.models import User

    settings.DEMO = True

    def signed_in(name: str) -> Any:
        client = Client(headers={"Accept-Language": "en"})
        user = User.objects.get(username=name)
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        return client

    with clock.at(MORNING):
        yield signed_in


@pytest.fixture
def visited(town: Any) -> Any:
    """A stop at a customer's address, and where that lies."""
    from forbear.web import keys
    from forbear.web.records.models import Address, PlanStop
    from forbear.web.records.sealed import place
    from forbear.web.sealing import Place, unseal

    stop = PlanStop.objects.filter(customer_id__isnull=False).order_by("team_id", "stop")[0]
    address = Address.objects.get(pk=(stop.customer_id, stop.visit_id.rpartition("/")[2]))
    where, key = place(address, "place")
    lat, _, lon = str(unseal(keys.ring(), address.place, Place(where, key))).partition(",")
    return stop, [float(lon), float(lat)]


def features(client: Any, branch: str) -> list[dict[str, Any]]:
    answer = client.get("/nights/routes.geojson", {"branch": branch})
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    found: list[dict[str, Any]] = json.loads(answer.content)["features"]
    return found


def points(client: Any, branch: str) -> dict[str, list[float]]:
    """Where each customer is drawn."""
    return {
        one["properties"]["customer"]: one["geometry"]["coordinates"]
        for one in features(client, branch)
        if one["properties"]["kind"] == "visit"
    }


def test_stops_are_drawn_where_they_lie_and_lines_join_them(browse: Any, visited: Any) -> None:
    from forbear.web.records.models import Branch

    stop, place = visited
    drawn = features(browse("strategy_manager"), stop.branch_id)
    assert points(browse("strategy_manager"), stop.branch_id)[stop.customer_id] == place
    home = Branch.objects.get(pk=stop.branch_id)
    lines = [one for one in drawn if one["geometry"]["type"] == "LineString"]
    line = next(one for one in lines if one["properties"]["team"] == stop.team_id)
    ends = line["geometry"]["coordinates"]
    assert ends[0] == ends[-1] == [home.lon, home.lat]
    assert place in ends


def test_list_beside_the_map_says_the_same(browse: Any, visited: Any) -> None:
    stop, _ = visited
    client = browse("auditor")
    text = client.get("/nights/routes/", {"branch": stop.branch_id}).content.decode()
    for customer in points(client, stop.branch_id):
        assert f'href="/cases/{customer}/"' in text
    assert f"{stop.begin // 60:02}:{stop.begin % 60:02}" in text
    assert f'data-src="/nights/routes.geojson?branch={stop.branch_id}"' in text


def test_places_are_only_for_those_who_see_the_case(browse: Any, visited: Any) -> None:
    from forbear.web.people.models import User
    from forbear.web.records.models import PlanStop

    stop, place = visited
    User.objects.filter(username="supervisor").update(branch_id=stop.branch_id)
    assert stop.customer_id in points(browse("supervisor"), stop.branch_id)
    other = PlanStop.objects.exclude(branch_id=stop.branch_id).values_list("branch_id", flat=True)
    User.objects.filter(username="supervisor2").update(branch_id=other[0])
    for name in ("supervisor2", "collector2"):
        text = json.dumps(features(browse(name), stop.branch_id))
        assert stop.customer_id not in text
        assert str(place[0]) not in text
    answer = browse("administrator").get("/nights/routes.geojson", {"branch": stop.branch_id})
    assert answer.status_code == 403
    assert stop.customer_id.encode() not in answer.content


def test_tiles_only_where_the_bank_names_a_place(browse: Any, settings: Any) -> None:
    client = browse("strategy_manager")
    plain = client.get("/nights/routes/")
    assert b"data-tiles" not in plain.content
    assert "https:" not in plain["Content-Security-Policy"]
    tiles = "https://tiles.bank.example/{z}/{x}/{y}.png"
    settings.TOLD = {**settings.TOLD, "FORBEAR_TILES": tiles}
    told = client.get("/nights/routes/")
    assert f'data-tiles="{tiles}"' in told.content.decode()
    assert "img-src 'self' data: https://tiles.bank.example;" in told["Content-Security-Policy"]


@pytest.mark.parametrize(
    "text", ["http://a/{z}/{x}/{y}", "https://a/{z}/{x}", "tiles", "https://a b/{z}{x}{y}"]
)
def test_address_of_tiles_is_checked(town: Any, text: str) -> None:
    from forbear.problems import ForbearError
    from forbear.web.environment import read_environment

    with pytest.raises(ForbearError, match="FORBEAR_TILES"):
        read_environment({"FORBEAR_TILES": text})


def test_no_visits_says_so(browse: Any) -> None:
    from forbear.web.records.models import PlanStop

    PlanStop.objects.all().delete()
    text = browse("auditor").get("/nights/routes/").content.decode()
    assert "No visits are planned" in text
    assert "data-map" not in text

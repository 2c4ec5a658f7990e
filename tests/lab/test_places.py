from __future__ import annotations

import numpy as np
from stdnum import numdb

from forbear.lab.draw import Dice
from forbear.lab.places import BRANCHES, COUNTIES, scatter, written, zhejiang

#: Set up in 2021, after the list below was drawn up.
NEWER = ("330113",)


def test_counties_are_real_places_of_zhejiang() -> None:
    known = numdb.get("cn/loc")
    names = {c[2]: known.info(c[2])[-1][1].get("county", "") for c in COUNTIES}
    assert [c for c in COUNTIES if c[1] not in names[c[2]] and c[2] not in NEWER] == []
    assert len(names) == len(COUNTIES)


def test_counties_lie_within_the_province() -> None:
    place = zhejiang()
    assert (place.lat.min() > 27.0, place.lat.max() < 31.2) == (True, True)
    assert (place.lon.min() > 118.0, place.lon.max() < 122.0) == (True, True)


def test_every_county_has_the_nearest_branch() -> None:
    place = zhejiang()
    near = {COUNTIES[n][1]: BRANCHES[b][0] for n, b in enumerate(place.branch)}
    assert {
        name: near[name] for name in ("西湖区", "慈溪市", "苍南县", "吴兴区", "龙泉市", "江山市")
    } == {
        "西湖区": "B01",
        "慈溪市": "B02",
        "苍南县": "B03",
        "吴兴区": "B04",
        "龙泉市": "B07",
        "江山市": "B07",
    }
    assert sorted(set(place.branch.tolist())) == list(range(8))
    assert [COUNTIES[n][2] for n in place.seat] == [b[2] for b in BRANCHES]


def test_scatter_stays_around_the_seat() -> None:
    place, index = zhejiang(), np.arange(2000)
    county = np.zeros(2000, dtype=np.int64)
    lat, lon = scatter(Dice(1), "home", index, place, county)
    away = np.hypot(lat - place.lat[0], 0.87 * (lon - place.lon[0])) * 111
    assert (np.median(away) < 5, away.max() < 35) == (True, True)


def test_written_names_province_city_county_and_house() -> None:
    place = zhejiang()
    text = written(Dice(1), "home", np.array([5]), place, np.array([0]))[0]
    assert text.startswith("浙江省杭州市上城区")
    assert text.endswith("号")

import numpy as np
import pytest

from forbear.visits.policy import Speeds, TravelRule
from forbear.visits.travel import Haversine, great_circle, minutes_of

SPEEDS = Speeds(detour_percent=150, urban_metres=6000, urban_kmh=20, rural_kmh=60, door_minutes=3)


def test_great_circle_of_a_degree_on_the_equator() -> None:
    metres = great_circle(np.array([0.0, 0.0]), np.array([10.0, 11.0]))
    assert metres[0, 1] == pytest.approx(111_195, abs=1)
    assert metres[0, 1] == metres[1, 0]
    assert metres[0, 0] == 0


def test_great_circle_to_the_other_side_is_half_round_the_earth() -> None:
    metres = great_circle(np.array([0.0, 0.0]), np.array([0.0, 180.0]))
    assert metres[0, 1] == pytest.approx(20_015_115, abs=1)


@pytest.mark.parametrize(
    ("metres", "minutes"),
    [
        (0, 0),
        (1, 1 + 3),
        (1000, 3 + 3),
        (1001, 4 + 3),
        (6000, 18 + 3),
        (7000, 19 + 3),
        (66_000, 78 + 3),
    ],
)
def test_minutes_are_town_speed_first_then_country_rounded_up(metres: int, minutes: int) -> None:
    assert minutes_of(np.array([metres]), SPEEDS).tolist() == [minutes]


def test_haversine_uses_the_detour_and_the_speeds_of_the_branch() -> None:
    slow = SPEEDS.model_copy(update={"urban_kmh": 10, "rural_kmh": 10, "detour_percent": 100})
    travel = Haversine(TravelRule(default=SPEEDS, branches={"b2": slow}))
    lat, lon = np.array([0.0, 0.0]), np.array([10.0, 10.1])
    one, two = travel.legs("b1", lat, lon), travel.legs("b2", lat, lon)
    assert (one.metres[0, 1], one.minutes[0, 1]) == (16_680, 32)
    assert (two.metres[0, 1], two.minutes[0, 1]) == (11_120, 70)
    assert one.notes == ()


def test_places_at_one_spot_are_no_way_apart() -> None:
    travel = Haversine(TravelRule(default=SPEEDS, branches={}))
    legs = travel.legs("b1", np.array([30.0, 30.0]), np.array([114.0, 114.0]))
    assert legs.minutes.tolist() == [[0, 0], [0, 0]]
    assert legs.metres.tolist() == [[0, 0], [0, 0]]

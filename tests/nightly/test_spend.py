from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from forbear.nightly import spend
from forbear.nightly.cases import Tape
from forbear.nightly.settings import Settings
from forbear.strategy import Capacities, Cases, Result, menu

MakeTape = Callable[..., Tape]
DAY, NEXT = date(2026, 11, 23), date(2026, 11, 24)


@pytest.fixture
def limits(chosen: Settings, tape: MakeTape) -> Capacities:
    made = tape(
        branches=[{"branch_id": "b2"}, {"branch_id": "b1"}],
        officers=[
            {"officer_id": "o1", "branch_id": "b1", "role": "collector"},
            {"officer_id": "o2", "branch_id": "b1", "role": "collector"},
            {"officer_id": "o3", "branch_id": "b2", "role": "field_officer"},
        ],
        teams=[
            {"team_id": "t1", "officer_id": "o3", "branch_id": "b2"},
            {"team_id": "t1", "officer_id": "o4", "branch_id": "b2"},
        ],
        agencies=[{"agency_id": "a1"}],
    )
    return spend.limits(
        chosen, dict(made), pl.DataFrame({"branch_id": ["b1", "b2"], "cases": [100, 50]}), DAY
    )


def by_name(capacities: Capacities, amounts: np.ndarray) -> dict[tuple[str, str | None], int]:
    return dict(zip(capacities.named(), amounts.tolist(), strict=True))


def test_limits_follow_the_staff_of_each_branch(chosen: Settings, limits: Capacities) -> None:
    found = by_name(limits, limits.limit)
    declared = chosen.strategy.resources.resources
    minutes = declared["collector_minutes"].per_collector
    assert minutes is not None
    assert found["collector_minutes", "b1"] == 2 * minutes
    assert found["collector_minutes", "b2"] == 0
    assert found["visit_minutes", "b1"] == 0
    assert found["visit_minutes", "b2"] > 0
    assert found["letters", None] == 15


@pytest.mark.parametrize(
    ("until", "counted"), [(None, 2), (NEXT, 2), (DAY, 2), (date(2026, 11, 22), 1)]
)
def test_limits_count_collectors_whose_training_counts(
    chosen: Settings, tape: MakeTape, until: date | None, counted: int
) -> None:
    made = tape(
        branches=[{"branch_id": "b1"}],
        officers=[
            {"officer_id": "o1", "branch_id": "b1", "role": "collector"},
            {"officer_id": "o2", "branch_id": "b1", "role": "collector", "qualified_until": until},
        ],
    )
    cases = pl.DataFrame({"branch_id": ["b1"], "cases": [100]})
    found = spend.limits(chosen, dict(made), cases, DAY)
    minutes = chosen.strategy.resources.resources["collector_minutes"].per_collector
    assert minutes is not None
    assert by_name(found, found.limit)["collector_minutes", "b1"] == counted * minutes


@pytest.mark.parametrize(
    ("members", "working"),
    [
        ([("t1", "o1", None), ("t1", "o2", None)], 1),
        ([("t1", "o1", DAY), ("t1", "o2", DAY)], 1),
        ([("t1", "o1", NEXT), ("t1", "o2", NEXT)], 0),
        ([("t1", "o1", None), ("t2", "o2", NEXT)], 1),
        ([("t1", "o1", None), ("t2", "o2", DAY)], 2),
        ([("t1", "o1", None), ("t2", "o1", DAY)], 1),
        ([("t1", "o1", None), ("t2", "o1", NEXT)], 1),
        ([], 0),
    ],
)
def test_limits_count_teams_that_work_on_the_day(
    chosen: Settings,
    tape: MakeTape,
    members: list[tuple[str, str, date | None]],
    working: int,
) -> None:
    made = tape(
        branches=[{"branch_id": "b1"}],
        teams=[
            {"team_id": team, "officer_id": officer, "branch_id": "b1", "on": on}
            for team, officer, on in members
        ],
    )
    cases = pl.DataFrame({"branch_id": ["b1"], "cases": [1]})
    declared = chosen.strategy.resources.resources["visit_minutes"]
    assert declared.per_team is not None
    limits = spend.limits(chosen, dict(made), cases, DAY)
    found = by_name(limits, limits.limit)["visit_minutes", "b1"]
    assert found == working * declared.per_team * declared.overbooking


def test_use_is_counted_from_what_was_decided(chosen: Settings, limits: Capacities) -> None:
    decided = pl.DataFrame(
        {
            "branch_id": ["b1", "b1", "b2", "b2"],
            "treatment": ["call", "call", "letter", "wait"],
        }
    )
    used = by_name(limits, spend.used(decided, chosen, limits))
    per_call = chosen.strategy.treatments["call"].uses["collector_minutes"]
    assert used["collector_minutes", "b1"] == 2 * per_call
    assert used["letters", None] == 1
    assert sum(used.values()) == 2 * per_call + 1


def cases(chosen: Settings, *ids: str) -> Cases:
    names = chosen.strategy.treatments.names
    value = np.full((len(names), len(ids)), -np.inf, np.float32)
    value[0] = 0
    value[names.index("home_visit")] = 900
    value[names.index("letter")] = 100
    return Cases(pl.Series(ids), np.zeros(len(ids), np.int32), value)


def test_second_choices_are_never_visits_nor_beyond_what_is_left(
    chosen: Settings, limits: Capacities
) -> None:
    letters = limits.named().index(("letters", None))
    used = np.zeros(len(limits.limit), np.int64)
    used[letters] = limits.limit[letters] - 2
    first = Result(np.zeros(len(used)), used, limits.limit, 0.0, 0.0)
    second = spend.second_choices(cases(chosen, "c1", "c2", "c3"), chosen, limits, first)
    assert sorted(second["treatment"]) == ["letter", "letter", "wait"]
    assert menu(chosen.strategy.treatments, limits).names[0] == "wait"


def test_cases_of_shards_are_cut_and_put_together(chosen: Settings) -> None:
    whole = spend.together(
        [
            spend.only(cases(chosen, "c1", "c2"), pl.Series(["c2"])),
            spend.only(cases(chosen, "c3"), pl.Series([], dtype=pl.String)),
            spend.only(cases(chosen, "c4"), pl.Series(["c4", "c9"])),
        ]
    )
    assert whole.case_id.to_list() == ["c2", "c4"]
    assert whole.value.shape == (len(chosen.strategy.treatments.names), 2)


def test_result_is_kept_whole(tmp_path: Path) -> None:
    result = Result(
        np.array([0.5, 0.0]), np.array([3, 1]), np.array([3, 2]), value=12.25, bound=12.5
    )
    spend.save(result, tmp_path / "result.json")
    again = spend.saved(tmp_path / "result.json")
    assert again.price.tolist() == [0.5, 0.0]
    assert again.used.tolist() == [3, 1]
    assert (again.value, again.bound, again.gap) == (12.25, 12.5, result.gap)

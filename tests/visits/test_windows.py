from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forbear.policy import Policy, load
from forbear.portfolio.words import AddressKind
from forbear.visits.policy import VisitsPolicy
from forbear.visits.windows import WINDOWS, cut, tidy

MONDAY, SATURDAY = date(2026, 11, 23), date(2026, 11, 28)
Windows = list[list[int]]


def rows(*given: tuple[str, Windows | None]) -> pl.DataFrame:
    return pl.DataFrame(
        {"place": [p for p, _ in given], "windows": [w for _, w in given]},
        schema={"place": pl.Enum(AddressKind), "windows": WINDOWS},
    )


@pytest.fixture
def policy(policy_with: Callable[..., Policy]) -> Policy:
    nobody: dict[str, list[Any]] = {d: [] for d in ("weekday", "saturday", "sunday", "holiday")}
    return policy_with(
        likely_there__home={
            **nobody,
            "weekday": [["08:00", "10:00"], ["17:00", "21:00"]],
            "saturday": [["09:00", "20:00"]],
        },
        likely_there__work={**nobody, "weekday": [["09:00", "17:00"]]},
    )


@pytest.mark.parametrize(
    ("place", "permit", "expected"),
    [
        ("home", [[480, 1320]], [[480, 600], [1020, 1260]]),
        ("home", [[540, 1080]], [[540, 600], [1020, 1080]]),
        ("work", [[480, 1320]], [[540, 1020]]),
        ("home", [[480, 540], [540, 570]], [[480, 570]]),
        ("home", [[480, 560], [500, 520]], [[480, 560]]),
        ("home", [[600, 1020]], []),
        ("home", [], []),
        ("home", None, []),
    ],
    ids=["both", "clipped", "work", "touching", "inside", "nobody there", "none", "unknown"],
)
def test_permit_is_cut_to_likely_hours(
    policy: Policy, place: str, permit: Windows | None, expected: Windows
) -> None:
    found = cut(rows((place, permit)), day=MONDAY, policy=policy)
    assert found["windows"].to_list() == [expected]


@pytest.mark.parametrize(
    ("day", "holiday", "expected"),
    [
        (MONDAY, False, [[480, 600], [1020, 1260]]),
        (SATURDAY, False, [[540, 1200]]),
        (SATURDAY, True, []),
    ],
)
def test_hours_follow_the_kind_of_day(
    policy: Policy, day: date, holiday: bool, expected: Windows
) -> None:
    found = cut(rows(("home", [[0, 1440]])), day=day, policy=policy, holiday=holiday)
    assert found["windows"].to_list() == [expected]


def test_rows_and_columns_keep_their_order(policy: Policy) -> None:
    given = rows(("work", [[480, 1320]]), ("home", []), ("home", [[480, 540]])).with_columns(
        n=pl.int_range(3)
    )
    found = cut(given, day=MONDAY, policy=policy)
    assert found.columns == given.columns
    assert found.schema == given.schema
    assert found["n"].to_list() == [0, 1, 2]
    assert found["windows"].to_list() == [[[540, 1020]], [], [[480, 540]]]


def test_no_rows_stay_no_rows(policy: Policy) -> None:
    assert cut(rows(), day=MONDAY, policy=policy).equals(rows())


spans = st.lists(
    st.tuples(st.integers(0, 1438), st.integers(1, 300)).map(lambda t: [t[0], min(1440, sum(t))]),
    max_size=4,
)


def minutes(windows: Windows) -> set[int]:
    return {m for opens, closes in windows for m in range(opens, closes)}


@given(st.lists(spans, min_size=1, max_size=4))
def test_tidy_keeps_every_minute_in_order_without_overlap(given: list[Windows]) -> None:
    found = tidy(rows(*(("home", w) for w in given)))["windows"].to_list()
    for before, after in zip(given, found, strict=True):
        assert minutes(after) == minutes(before)
        assert all(one[1] < other[0] for one, other in pairwise(after))


@settings(max_examples=20)
@given(spans)
def test_cut_keeps_just_the_common_minutes(windows: Windows) -> None:

    shipped = load()
    likely = shipped.read("visits.yaml", VisitsPolicy).likely_there[AddressKind.HOME].weekday
    found = cut(rows(("home", windows)), day=MONDAY, policy=shipped)["windows"].to_list()[0]
    assert minutes(found) == minutes(windows) & minutes([list(span) for span in likely])

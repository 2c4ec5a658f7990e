from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from forbear.scoring import FEATURES, features

AS_OF = date(2026, 11, 22)
SHANGHAI = "Asia/Shanghai"
Make = Callable[..., pl.DataFrame]


def only(name: str, aged: pl.DataFrame, contacts: pl.DataFrame) -> list[float | None]:
    known = features(aged, contacts, as_of=AS_OF, timezone=SHANGHAI, wanted=[name]).collect()
    assert known.columns == ["account_id", name]
    return known[name].to_list()


@pytest.mark.parametrize(
    ("name", "columns", "values"),
    [
        ("days_past_due", {"days_past_due": [0, 45]}, [0, 45]),
        ("times_delinquent_12m", {"times_delinquent_12m": [3]}, [3]),
        ("longest_delinquent_12m", {"longest_delinquent_12m": [61]}, [61]),
        ("months_on_book", {"months_on_book": [17]}, [17]),
        (
            "days_since_payment",
            {"last_paid_on": [date(2026, 11, 22), date(2026, 10, 22), None]},
            [0, 31, None],
        ),
        ("owed_share", {"owed": [25, 0, 5], "outstanding": [100, 100, 0]}, [0.25, 0, None]),
        (
            "cover_90d",
            {"paid_90d": [60, 0, 60, 60], "owed": [20, 20, 0, 0], "next_due": [10, 10, 30, 0]},
            [2, 0, 2, None],
        ),
    ],
)
def test_features_from_aged(
    name: str, columns: dict[str, list[object]], values: list[float], aged: Make, contacts: Make
) -> None:
    assert only(name, aged(**columns), contacts()) == values


@pytest.mark.parametrize(
    ("name", "values"),
    [("attempts_90d", [4, 1, 0]), ("reached_90d", [2, 0, 0]), ("promises_90d", [1, 0, 0])],
)
def test_features_from_contacts_count_ninety_days_by_customer(
    name: str, values: list[float], aged: Make, contacts: Make
) -> None:
    made = contacts(
        ("C0", "2026-11-22 23:59", "promise"),
        ("C0", "2026-08-25 00:00", "right_party"),
        ("C0", "2026-10-01 10:00", "no_answer"),
        ("C0", "2026-10-02 10:00", "third_person"),
        ("C1", "2026-10-02 10:00", "sent"),
    )
    assert only(name, aged(days_past_due=[1, 1, 1]), made) == values


@pytest.mark.parametrize("at", ["2026-08-24 23:59", "2026-11-23 00:00"])
def test_features_leave_out_contacts_of_other_days(at: str, aged: Make, contacts: Make) -> None:
    assert only("attempts_90d", aged(days_past_due=[1]), contacts(("C0", at, "sent"))) == [0]


def test_features_do_not_touch_contacts_unless_wanted(aged: Make) -> None:
    nothing = pl.DataFrame()
    known = features(
        aged(days_past_due=[7]), nothing, as_of=AS_OF, timezone=SHANGHAI, wanted=["days_past_due"]
    )
    assert known.collect().rows() == [("A0", 7.0)]


def test_features_by_default_gives_all_in_their_order(aged: Make, contacts: Make) -> None:
    frame = aged(account_id=["A2", "A1"], days_past_due=[1, 2])
    known = features(frame, contacts(), as_of=AS_OF, timezone=SHANGHAI).collect()
    assert known.schema == {"account_id": pl.String, **dict.fromkeys(FEATURES, pl.Float64)}
    assert known["account_id"].to_list() == ["A2", "A1"]


def test_features_say_what_they_are_in_both_languages() -> None:
    assert [name for name, f in FEATURES.items() if not (f.en and f.zh)] == []
    said = " ".join(f.en for f in FEATURES.values())
    assert [word for word in ("sex", "age,", "education", "marri") if word in said] == []


def test_features_are_all_in_the_docs() -> None:
    docs = (Path(__file__).parents[2] / "docs" / "scoring.md").read_text(encoding="utf-8")
    described = [f"| `{name}` | {feature.en} |" for name, feature in FEATURES.items()]
    assert [text for text in docs.splitlines() if text.startswith("| `")] == described

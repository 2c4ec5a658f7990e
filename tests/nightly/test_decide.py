from typing import Any

import polars as pl
import pytest

from forbear.nightly.decide import channels, settle_visits
from forbear.policy import load
from forbear.portfolio.words import Channel
from forbear.strategy import Treatments, read_strategy

CHANNEL = pl.Enum(Channel)


@pytest.fixture(scope="module")
def treatments() -> Treatments:
    return read_strategy(load()).treatments


def allocated(*rows: tuple[str, str, str | None, float]) -> pl.DataFrame:
    return pl.DataFrame(
        rows,
        schema={
            "case_id": pl.String,
            "treatment": pl.String,
            "channel": CHANNEL,
            "value": pl.Float64,
        },
        orient="row",
    )


def routed(*rows: tuple[str, str, str, int]) -> pl.DataFrame:
    return pl.DataFrame(
        rows,
        schema={
            "case_id": pl.String,
            "channel": CHANNEL,
            "team_id": pl.String,
            "begin": pl.Int32,
        },
        orient="row",
    )


def second(*rows: tuple[str, str, float]) -> pl.DataFrame:
    return pl.DataFrame(
        rows,
        schema={"case_id": pl.String, "treatment": pl.String, "value": pl.Float64},
        orient="row",
    )


def by_case(frame: pl.DataFrame) -> dict[str, dict[str, Any]]:
    return {row.pop("case_id"): row for row in frame.to_dicts()}


def test_visits_are_made_fall_back_or_stay_as_chosen(treatments: Treatments) -> None:
    settled = by_case(
        settle_visits(
            allocated(
                ("made", "home_visit", "home_visit", 900.0),
                ("left", "home_visit", "home_visit", 800.0),
                ("other", "sms", "sms", 5.0),
            ),
            routed(("made", "home_visit", "t1", 600)),
            second(("left", "letter", 40.0)),
            treatments,
        )
    )
    assert settled["made"] == {
        "treatment": "home_visit",
        "value": 900.0,
        "team_id": "t1",
        "begin": 600,
        "fell_back": False,
    }
    assert settled["left"] == {
        "treatment": "letter",
        "value": 40.0,
        "team_id": None,
        "begin": None,
        "fell_back": True,
    }
    assert (settled["other"]["treatment"], settled["other"]["fell_back"]) == ("sms", False)


def test_appointment_becomes_a_visit_even_if_a_call_was_chosen(treatments: Treatments) -> None:
    settled = by_case(
        settle_visits(
            allocated(("kept", "call", "call", 70.0)),
            routed(("kept", "home_visit", "t1", 600)),
            second(),
            treatments,
        )
    )
    assert settled["kept"]["treatment"] == "home_visit"
    assert settled["kept"]["team_id"] == "t1"


def test_channels_list_every_treatment_once(treatments: Treatments) -> None:
    frame = channels(treatments)
    assert frame["treatment"].to_list() == list(treatments.names)
    assert frame.filter(pl.col("treatment") == "wait")["channel"].to_list() == [None]

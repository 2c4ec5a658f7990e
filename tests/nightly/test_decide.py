from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forbear.nightly.decide import channels, decide, settle_visits
from forbear.policy import load
from forbear.portfolio import TABLES, masks
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


@given(st.lists(st.text(min_size=1), max_size=20))
@settings(max_examples=50, deadline=None)
def test_mask_of_a_masked_name_is_the_same(names: list[str]) -> None:
    frame = pl.DataFrame({"name": names}, schema={"name": pl.String})
    once = frame.with_columns(masks.name(pl.col("name")).alias("name"))
    assert once.with_columns(masks.name(pl.col("name")).alias("name")).equals(once)


@given(st.lists(st.text("+-0123456789", min_size=4), max_size=20), st.text("0123456789abcdef"))
@settings(max_examples=50, deadline=None)
def test_mask_of_a_masked_phone_is_the_same(numbers: list[str], before: str) -> None:
    """Also with something in front, such as what stands for the number."""
    frame = pl.DataFrame({"phone": numbers}, schema={"phone": pl.String})
    once = frame.with_columns(masks.phone(pl.col("phone")).alias("phone"))
    again = masks.phone(pl.lit(before) + pl.col("phone")).alias("phone")
    assert once.with_columns(again).equals(once)


def shown(treatments: Treatments, *phones: dict[str, Any]) -> list[tuple[str, str | None]]:
    """The name and number that two cases, c1 and c2, are decided with."""
    known = ("branch_id", "account_id", "product", "bucket", "five_tier", "reason_1", "reason_2")
    cases = pl.DataFrame(
        {"case_id": ["c1", "c2"], "customer_id": ["c1", "c2"], "name": ["张*"] * 2}
    )
    made = decide(
        cases.with_columns(
            *(pl.lit("").alias(column) for column in (*known, "reason_3")),
            *(pl.lit(1).alias(n) for n in ("accounts", "days_past_due", "owed", "p_self", "rule")),
        ),
        allocated(("c1", "sms", "sms", 5.0), ("c2", "sms", "sms", 5.0))
        .drop("channel")
        .with_columns(
            team_id=pl.lit(None, pl.String), begin=pl.lit(None, pl.Int32), fell_back=False
        ),
        pl.DataFrame(
            schema={"customer_id": pl.String, "channel": CHANNEL, "hours": pl.String}
            | {"remaining": pl.Int32, "requires": pl.String}
        ),
        pl.DataFrame(phones, schema=TABLES["phones"].create_empty().schema),
        treatments,
    )
    return made.select("name", "phone").rows()


def phone(number: str, day: int | None = None, **more: Any) -> dict[str, Any]:
    verified = None if day is None else date(2026, 11, day)
    return {"customer_id": "c1", "phone": number, "verified_on": verified, **more}


@pytest.mark.parametrize(
    ("phones", "number"),
    [
        ([], None),
        ([phone("13800000001", 1), phone("13800000002", 2)], "*******0002"),
        ([phone("13800000001"), phone("13800000002", 1)], "*******0002"),
        ([phone("13800000002"), phone("13800000001")], "*******0001"),
        ([phone("13900000001"), phone("13800000002")], "*******0001"),
        ([phone("13800000001", valid=False), phone("13800000002", valid=True)], "*******0002"),
        ([phone("13800000001", party_id="p1")], None),
        ([{**phone("13800000001"), "customer_id": "c9"}], None),
        ([phone("ffffffff*******0002"), phone("00000000*******0003")], "*******0002"),
    ],
)
def test_number_shown_is_the_own_one_confirmed_last(
    treatments: Treatments, phones: list[dict[str, Any]], number: str | None
) -> None:
    assert shown(treatments, *phones) == [("张*", number), ("张*", None)]

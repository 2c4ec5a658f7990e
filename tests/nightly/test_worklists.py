from pathlib import Path
from typing import Any

import polars as pl
import pytest

from forbear.nightly.worklists import Wording, assign, write
from forbear.portfolio.words import Channel

OFFICERS = pl.DataFrame(
    {
        "officer_id": ["o2", "o1", "o3", "o4"],
        "branch_id": ["b1", "b1", "b1", "b2"],
        "role": ["collector", "collector", "field_officer", "field_officer"],
    }
)
EN = Wording(
    False,
    "CNY",
    2,
    {"call": "Call", "letter": "Letter"},
    {1: "early reminder"},
    {"CN-ID-001": "Say who calls"},
)
ZH = Wording(
    True, "CNY", 2, {"call": "电话", "letter": "信函"}, {1: "早期提醒"}, {"CN-ID-001": "表明身份"}
)


def planned(*rows: dict[str, Any]) -> pl.DataFrame:
    usual = {
        "branch_id": "b1",
        "account_id": "a1",
        "name": "张*",
        "phone": "*******0000",
        "treatment": "call",
        "channel": "call",
        "hours": "08:00-22:00",
        "remaining": 3,
        "requires": "CN-ID-001;CN-COND-001",
        "owed": 123_45,
        "days_past_due": 31,
        "rule": 1,
        "value": 10.0,
    }
    frame = pl.DataFrame([{**usual, **row} for row in rows])
    return frame.with_columns(pl.col("channel").cast(pl.Enum(Channel)))


def case(case_id: str, value: float, **more: Any) -> dict[str, Any]:
    return {"case_id": case_id, "value": value, **more}


def test_desk_cases_are_dealt_in_turn_most_valuable_first() -> None:
    frame = planned(*(case(f"c{n}", float(n)) for n in range(5)))
    dealt = dict(assign(frame, OFFICERS).select("case_id", "collector_id").iter_rows())
    assert dealt == {"c4": "o1", "c3": "o2", "c2": "o1", "c1": "o2", "c0": "o1"}


def test_other_channels_have_no_collector() -> None:
    frame = planned(case("c1", 1.0, channel="letter"), case("c2", 1.0, channel="home_visit"))
    assert assign(frame, OFFICERS)["collector_id"].to_list() == [None, None]


def test_branch_without_collectors_keeps_its_cases_on_one_list(tmp_path: Path) -> None:
    frame = assign(planned(case("c1", 1.0, branch_id="b2")), OFFICERS)
    made = write(frame, tmp_path, EN)
    assert made.rows() == [("b2", "b2/desk.csv", None, 1, 123_45)]


def test_lists_are_ranked_by_value_and_open_in_a_spreadsheet(tmp_path: Path) -> None:
    frame = assign(planned(case("c1", 1.0), case("c2", 250.6), case("c3", 9.0)), OFFICERS)
    made = write(frame, tmp_path, EN)
    assert made.select("file", "collector_id", "cases", "owed").rows() == [
        ("b1/o1.csv", "o1", 2, 246_90),
        ("b1/o2.csv", "o2", 1, 123_45),
    ]
    raw = (tmp_path / "b1/o1.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    lines = raw.decode("utf-8-sig").splitlines()
    assert lines == [
        "No.,Customer,Account,Name,Phone,Treatment,Permitted hours,Attempts left,To be done,"
        "Owed (CNY),Days past due,Why,Expected to bring (CNY)",
        "1,c2,a1,张*,*******0000,Call,08:00-22:00,3,Say who calls,123.45,31,early reminder,2.51",
        "2,c1,a1,张*,*******0000,Call,08:00-22:00,3,Say who calls,123.45,31,early reminder,0.01",
    ]


def test_lists_speak_the_banks_language(tmp_path: Path) -> None:
    write(assign(planned(case("c1", 1.0)), OFFICERS), tmp_path, ZH)
    lines = (tmp_path / "b1/o1.csv").read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("序号,客户号,账户号,姓名,电话,处置方式,许可时段")
    assert ",电话,08:00-22:00,3,表明身份,123.45,31,早期提醒,0.01" in lines[1]


@pytest.mark.parametrize("risky", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_text_that_a_spreadsheet_would_run_is_made_harmless(tmp_path: Path, risky: str) -> None:
    write(assign(planned(case("c1", 1.0, account_id=risky)), OFFICERS), tmp_path, EN)
    line = (tmp_path / "b1/o1.csv").read_text("utf-8-sig").splitlines()[1]
    assert line.split(",")[2] == f"'{risky}"


@pytest.mark.parametrize("name", ["../../etc", "a/b", "", ".."])
def test_names_from_the_tape_stay_inside_the_folder(tmp_path: Path, name: str) -> None:
    frame = planned(case("c1", 1.0, branch_id=name, channel="letter", treatment="letter"))
    made = write(assign(frame, OFFICERS), tmp_path / "lists", EN)
    file = tmp_path / "lists" / made["file"][0]
    assert file.resolve().is_relative_to(tmp_path / "lists")
    assert file.exists()


@pytest.mark.parametrize(
    ("owed", "minor", "shown"),
    [(5, 2, "0.05"), (12345, 2, "123.45"), (12345, 0, "12345"), (12345, 3, "12.345")],
)
def test_money_is_written_digit_by_digit(tmp_path: Path, owed: int, minor: int, shown: str) -> None:
    wording = Wording(False, "CNY", minor, EN.treatments, EN.reasons, EN.rules)
    write(assign(planned(case("c1", 1.0, owed=owed)), OFFICERS), tmp_path, wording)
    assert (tmp_path / "b1/o1.csv").read_text("utf-8-sig").splitlines()[1].split(",")[9] == shown

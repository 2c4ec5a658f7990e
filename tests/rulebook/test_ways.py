"""What programs ask of the rulebook, and the examples of docs/permits.md."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from forbear import policy
from forbear.problems import ForbearError
from forbear.rulebook import ways
from forbear.rulebook.published import schemas
from forbear.rulebook.ways import Books

PAGE = Path(__file__).parents[2] / "docs" / "permits.md"
NIGHT: dict[str, Any] = {
    "channel": "home_visit",
    "at": "2026-11-23T22:00:00+08:00",
    "facts": {"product_card": True, "has_home": True, "minor": False},
    "tape": {"holds": [], "consents": []},
}


@pytest.fixture(scope="module")
def books() -> Books:
    """China with the shipped overlay."""
    return ways.open_books(["cn"], policy.load().under("overlay"))


@pytest.fixture(scope="module")
def whole() -> Books:
    """Every pack."""
    return ways.open_books(None, policy.load().under("overlay"))


def examples() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    text = PAGE.read_text("utf-8")
    cases = [json.loads(one) for one in re.findall(r"```json case\n(.*?)```", text, re.S)]
    answers = [json.loads(one) for one in re.findall(r"```json answer\n(.*?)```", text, re.S)]
    return list(zip(cases, answers, strict=True))


def plain(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer as it stands in JSON."""
    read: dict[str, Any] = json.loads(json.dumps(answer, default=str))
    return read


@pytest.mark.parametrize(("case", "answer"), examples())
def test_example_in_docs_comes_out_as_written(
    books: Books, case: dict[str, Any], answer: dict[str, Any]
) -> None:
    found = plain(ways.answers(books, [case])[0])
    assert {key: found[key] for key in answer} == answer
    checks = {name: jsonschema.Draft202012Validator(json.loads(t)) for name, t in schemas().items()}
    assert [e.message for e in checks["case.schema.json"].iter_errors(case)] == []
    assert [e.message for e in checks["answer.schema.json"].iter_errors(found)] == []


def test_examples_show_all_that_an_answer_can_be() -> None:
    kinds = {(answer["allowed"], "problems" in answer) for _, answer in examples()}
    assert kinds == {(True, False), (False, False), (False, True)}


def test_answers_of_many_keep_their_order_and_one_bad_case_stops_no_other(books: Books) -> None:
    found = ways.answers(books, [NIGHT, {"channel": "pigeon"}, {**NIGHT, "channel": "letter"}])
    assert [answer["allowed"] for answer in found] == [False, False, False]
    assert [problem["where"] for problem in found[1]["problems"]] == ["channel"]
    assert found[2]["channel"] == "letter"


def test_answer_says_which_deadlines_run_and_how_long_records_are_kept(books: Books) -> None:
    events = [
        {"subject_id": "K1", "event": "complaint_received", "on": "2026-11-10"},
        {"event": "instalment_due", "on": "2026-06-15"},
    ]
    found = ways.answers(books, [NIGHT | {"events": events}])[0]
    due = {one["rule_id"]: (one["subject"], one["due_on"]) for one in found["deadlines"]}
    assert due["CN-CMP-001"] == ("K1", "2026-11-25")
    assert due["CN-LIM-002"] == ("-", "2029-06-15")
    kept = {one["record"]["name"] for one in found["retention"]}
    assert "visit_audio_video" in kept
    assert found["permit_id"] != ways.answers(books, [NIGHT])[0]["permit_id"]


def test_event_that_is_not_known_is_named(books: Books) -> None:
    found = ways.answers(books, [NIGHT | {"events": [{"event": "sang", "on": "2026-11-10"}]}])
    assert [problem["where"] for problem in found[0]["problems"]] == ["events.0.event"]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("{", "cases.json:1:2"),
        ('{"channel": call}', "cases.json:1:13"),
        ("[1]", "cases.json[0]"),
        ('"call"', "cases.json[0]"),
        ('[{}, "call"]', "cases.json[1]"),
    ],
)
def test_file_that_holds_no_cases_is_refused(text: str, where: str) -> None:
    with pytest.raises(ForbearError) as caught:
        ways.read_cases(text, "cases.json")
    assert caught.value.problems[0].where == where


def test_file_holds_one_case_or_many() -> None:
    assert ways.read_cases('{"channel": "call"}', "-") == [{"channel": "call"}]
    assert ways.read_cases('[{"channel": "call"}, {}]', "-") == [{"channel": "call"}, {}]


def test_replay_asks_under_the_rules_of_another_day(books: Books) -> None:
    now = ways.replayed(books, [NIGHT])[0]
    then = ways.replayed(books, [NIGHT], date(2024, 1, 1))[0]
    assert now == ways.answers(books, [NIGHT])[0]
    assert (now["allowed"], then["allowed"]) == (False, True)
    assert then["book"] == books.rules.on(date(2024, 1, 1)).version
    assert then["day"] == "2026-11-23"


def test_explain_says_how_every_rule_stands(books: Books) -> None:
    rows = {row["rule_id"]: row for row in ways.explained(books, NIGHT)}
    stances = {rule: row["stance"] for rule, row in rows.items()}
    assert stances["CN-VISIT-007"] == "refuses"
    assert stances["CN-VISIT-002"] == "requires"
    assert stances["COMMON-MEANS-HOME"] == "allows"
    assert stances["CN-INST-002"] == "allows"
    assert rows["CN-VISIT-007"]["facts"]["consent_night_contact"] is False
    loan = NIGHT | {"facts": {"product_card": False, "product_consumer_loan": False}}
    aside = {row["rule_id"]: row["stance"] for row in ways.explained(books, loan)}
    assert aside["CN-VISIT-007"] == "aside"


def test_explain_of_a_third_person_asks_about_him(books: Books) -> None:
    case = {"channel": "third_party", "day": "2026-11-23", "facts": {"party_role": "guarantor"}}
    rows = {row["rule_id"]: row["stance"] for row in ways.explained(books, case)}
    assert rows["CN-TP-003-2"] == "aside"
    other = {**case, "facts": {"party_role": "referee"}}
    rows = {row["rule_id"]: row["stance"] for row in ways.explained(books, other)}
    assert rows["CN-TP-003-2"] != "aside"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_spoken_answer_holds_rule_citation_and_next_moment(books: Books, language: str) -> None:
    events = [{"event": "complaint_received", "on": "2026-11-10"}]
    said = ways.spoken(ways.answers(books, [NIGHT | {"events": events}])[0], language)
    for part in ("CN-VISIT-007", "2026-11-24T08:00:00+08:00", "2026-11-25", "home_visit"):
        assert part in said
    assert ("REFUSED" in said) is (language == "en")
    wrong = ways.spoken(ways.answers(books, [{"channel": "pigeon"}])[0], language)
    assert "channel" in wrong
    calls = {**NIGHT, "channel": "call", "at": "2026-11-23T10:00:00+08:00"}
    calls["facts"] = {**NIGHT["facts"], "has_phone": True, "calls_connected_today": 1}
    assert ("2" in ways.spoken(ways.answers(books, [calls])[0], language)) is True


def test_list_of_rules_on_a_day(books: Books) -> None:
    rows = ways.listed(books)
    assert [row["rule_id"] for row in rows] == sorted(row["rule_id"] for row in rows)
    row = next(row for row in rows if row["rule_id"] == "CN-VISIT-007")
    assert row == {
        "rule_id": "CN-VISIT-007",
        "pack": "cn",
        "kind": "window",
        "title": {"en": row["title"]["en"], "zh": "22时至次日8时不得外访"},
        "instrument": "CBA26",
        "bindingness": "self_regulation",
        "status": "S",
        "in_force": "2026-01-30",
        "enabled": True,
        "channels": ["home_visit", "work_visit"],
    }
    early = {row["rule_id"] for row in ways.listed(books, on=date(2024, 1, 1))}
    assert "CN-VISIT-007" not in early
    assert "CN-TP-001" in early
    assert {row["pack"] for row in ways.listed(books, packs=["bank"])} == {"bank"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_rule_can_be_shown(whole: Books, language: str) -> None:
    for entry in whole.entries:
        said = ways.shown(whole, entry.id, language)
        assert said.startswith(f"{entry.id} · {getattr(entry.rule.title, language)}")
        for version in entry.rule.versions:
            assert str(version.in_force) in said
            assert all(source in said for source in version.citation.source)


def test_rule_that_is_not_there_is_named(books: Books) -> None:
    with pytest.raises(ForbearError, match="US-TIME-001"):
        ways.shown(books, "US-TIME-001")


def test_coverage_is_whole(whole: Books) -> None:
    found = ways.coverage(whole)
    for row in (*found["packs"], found["total"]):
        shares = {key: row[key] for key in ("cited", "with_cases", "both_languages")}
        assert shares == {"cited": 100, "with_cases": 100, "both_languages": 100}
    total = found["total"]
    assert total["rules"] == len(whole.rules.entries)
    assert total["clocks"] == len(whole.clocks.entries)
    assert total["duties"] == len(whole.duties.entries)
    assert total["cases"] == sum(row["cases"] for row in found["packs"])
    assert total["packs"] == len(found["packs"])
    assert total["enabled"] < len(whole.entries)


def test_every_case_is_tried(whole: Books) -> None:
    cases, faults = ways.tried(whole)
    assert faults == []
    assert cases == ways.coverage(whole)["total"]["cases"]


def test_entries_know_the_folder_their_instrument_stands_in(whole: Books) -> None:
    """The site puts what stands in one folder under one instrument."""
    by_folder: dict[tuple[str, str], set[str]] = {}
    for entry in whole.entries:
        by_folder.setdefault((entry.pack, entry.folder), set()).add(entry.instrument.title.en)
    assert {len(titles) for titles in by_folder.values()} == {1}
    china = {folder for pack, folder in by_folder if pack == "cn"}
    packs = Path(ways.__file__).parents[1] / "packs" / "cn"
    there = {path.parent for path in packs.rglob("instrument.yaml")}
    assert {name.rpartition("/")[2] for name in china} <= {path.name for path in there}
    kinds = {(e.id, e.folder.rpartition("/")[2]) for e in whole.entries if e.pack == "cn"}
    assert {("CN-LIM-001", "civil-code"), ("CN-FEE-005", "bank-cards-2021")} <= kinds

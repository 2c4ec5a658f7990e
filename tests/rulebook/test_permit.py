"""One case: its permit, the moment, what would lift it, and cases that cannot be read."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import pytest

from forbear.portfolio.words import Channel
from forbear.problems import ForbearError
from forbear.rulebook import Rulebook, permit, permit_each
from forbear.rulebook.book import RuleSet
from forbear.rulebook.case import Case, zone_of

PERSON = {"kind": "person", "born_on": "1980-01-01", "timezone": "Asia/Shanghai"}
TAPE: dict[str, list[dict[str, Any]]] = {
    "customers": [PERSON],
    "holds": [],
    "consents": [],
    "contacts": [],
    "phones": [{"phone": "+8613800000001", "kind": "mobile", "valid": True}],
}
FACTS = {"product_card": True, "has_home": True}


def case(channel: str, at: str, **more: Any) -> dict[str, Any]:
    facts = FACTS | more.pop("facts", {})
    tape = TAPE | more.pop("tape", {})
    return {"channel": channel, "at": at, "facts": facts, "tape": tape, **more}


def ids(points: Any) -> list[str]:
    return [point.rule_id for point in points]


def test_permit_inside_the_window_allows(book: Rulebook) -> None:
    found = permit(book, case("home_visit", "2026-11-23T21:59:59+08:00"))
    assert (found.allowed, found.windows, found.next_lawful) == (True, (("08:00", "22:00"),), None)


def test_permit_a_second_later_refuses_with_every_rule_about_hours(book: Rulebook) -> None:
    found = permit(book, case("home_visit", "2026-11-23T22:00:00+08:00"))
    assert ids(found.refusals) == ["BANK-TIME-001", "CN-TIME-002", "CN-VISIT-007"]
    assert found.next_lawful == "2026-11-24T08:00:00+08:00"
    assert {lift["fact"] for lift in found.overrides} == {"consent_night_contact"}


def test_permit_takes_the_moment_in_the_debtors_zone(book: Rulebook) -> None:
    found = permit(book, case("call", "2026-11-23T14:00:00+00:00"))
    assert (found.day, found.at) == ("2026-11-23", "2026-11-23T22:00:00+08:00")
    assert not found.allowed


def test_permit_after_three_connected_calls_waits_for_the_next_day(book: Rulebook) -> None:
    calls = [
        {"at": f"2026-11-23T1{n}:00:00+08:00", "channel": "call", "outcome": "promise"}
        for n in range(3)
    ]
    found = permit(book, case("call", "2026-11-23T15:00:00+08:00", tape={"contacts": calls}))
    assert ids(found.refusals) == ["BANK-FREQ-002", "CN-FREQ-001"]
    assert (found.remaining, found.next_lawful) == (0, "2026-11-24T08:00:00+08:00")
    two = permit(book, case("call", "2026-11-23T15:00:00+08:00", tape={"contacts": calls[:2]}))
    assert (two.allowed, two.remaining) == (True, 1)


def test_permit_after_a_hold_that_ends_is_lawful_on_the_day_after(book: Rulebook) -> None:
    hold = {"kind": "dispute", "from_on": "2026-11-01", "to_on": "2026-11-25"}
    found = permit(book, case("home_visit", "2026-11-23T10:00:00+08:00", tape={"holds": [hold]}))
    assert ids(found.refusals) == ["BANK-DISP-001"]
    assert found.next_lawful == "2026-11-26T08:00:00+08:00"


def test_permit_without_end_in_sight_has_no_next_moment(book: Rulebook) -> None:
    hold = {"kind": "bankruptcy", "from_on": "2026-11-01"}
    found = permit(book, case("call", "2026-11-23T10:00:00+08:00", tape={"holds": [hold]}))
    assert (found.allowed, found.next_lawful) == (False, None)


def test_permit_lists_requirements_with_words_and_evidence(book: Rulebook) -> None:
    found = permit(book, case("home_visit", "2026-11-23T10:00:00+08:00"))
    by_id = {point.rule_id: point for point in found.requires}
    assert by_id["CN-VISIT-002"].tokens == (
        {"name": "show_id", "en": "Show identification", "zh": "出示身份证明"},
    )
    assert [proof["name"] for proof in by_id["CN-VISIT-003"].evidence] == ["visit_audio_video"]
    assert by_id["CN-VISIT-001"].citation["zh"].endswith("第二十二条")


def test_permit_with_one_officer_is_refused(book: Rulebook) -> None:
    found = permit(book, case("home_visit", "2026-11-23T10:00:00+08:00", facts={"staff": 1}))
    assert ids(found.refusals) == ["BANK-VISIT-002", "CN-VISIT-001"]


def test_permit_says_which_fact_was_assumed(book: Rulebook) -> None:
    given = case("call", "2026-11-23T10:00:00+08:00")
    del given["tape"]["holds"]
    found = permit(book, given)
    refused = {point.rule_id: point for point in found.refusals}
    assert refused["CN-INST-002"].assumed
    assert refused["CN-INST-002"].unknown == ("product_consumer_loan", "hold_arrangement")[1:]


def test_permit_gives_advice_where_wording_is_soft(book: Rulebook) -> None:
    given = case("call", "2026-11-23T10:00:00+08:00", facts={"dials_unanswered_today": 6})
    found = permit(book, given)
    assert ids(found.advice) == ["CN-FREQ-002"]
    assert ids(found.refusals) == ["BANK-FREQ-001"]


def test_permit_says_where_each_fact_was_read(book: Rulebook) -> None:
    facts = permit(book, case("call", "2026-11-23T10:00:00+08:00")).facts
    assert facts["holiday_cn"] == {"value": False, "source": "calendar"}
    assert facts["product_card"] == {"value": True, "source": "given"}
    assert facts["minor"] == {"value": False, "source": "tape"}
    assert facts["addressee"] == {"value": "debtor", "source": "tape"}


def test_permit_keeps_what_was_given_even_if_no_rule_looks_at_it(book: Rulebook) -> None:
    asked = case("call", "2026-11-23T10:00:00+08:00", facts={"court_permission": True})
    facts = permit(book, asked).facts
    assert facts["court_permission"] == {"value": True, "source": "given"}
    assert "kind" not in facts


def test_permit_is_plain_data(book: Rulebook) -> None:
    found = permit(book, case("home_visit", "2026-11-23T23:00:00+08:00"))
    assert json.loads(json.dumps(found.as_dict()))["permit_id"] == found.permit_id


def test_permit_id_changes_with_the_facts_only(book: Rulebook) -> None:
    given = case("home_visit", "2026-11-23T10:00:00+08:00")
    same = permit(book, given).permit_id
    assert permit(book, given).permit_id == same
    other = case("home_visit", "2026-11-23T10:00:00+08:00", facts={"staff": 2})
    assert permit(book, other).permit_id != same
    assert len(same) == 64


def test_permit_for_a_day_has_its_hours(book: Rulebook) -> None:
    given = case("home_visit", "2026-11-23T10:00:00+08:00") | {"at": None, "day": "2026-11-23"}
    found = permit(book, given)
    assert (found.allowed, found.at, found.windows) == (True, None, (("08:00", "22:00"),))


NOON = "2026-11-23T12:00:00+08:00"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"channel": "pigeon"}, "channel"),
        ({"at": "2026-11-23T12:00:00"}, "at"),
        ({"at": "noon"}, "at"),
        ({"at": None}, "at"),
        ({"day": "2026-11-23"}, "at"),
        ({"zone": "Asia/Atlantis"}, "zone"),
        ({"zone": "../etc/passwd"}, "zone"),
        ({"facts": {"hair": "red"}}, "facts.hair"),
        ({"facts": {"minor": "no"}}, "facts.minor"),
        ({"facts": {"staff": -1}}, "facts.staff"),
        ({"facts": {"staff": 2.5}}, "facts.staff"),
        ({"facts": {"staff": True}}, "facts.staff"),
        ({"facts": {"addressee": "dog"}}, "facts.addressee"),
        ({"colour": "red"}, "colour"),
        ({"tape": {"pets": []}}, "tape.pets"),
        (
            {
                "tape": {
                    "contacts": [
                        {"at": "2026-11-23T13:00:00+08:00", "channel": "call", "outcome": "promise"}
                    ]
                }
            },
            "tape.contacts[0].at",
        ),
        (
            {
                "tape": {
                    "contacts": [
                        {"at": "2026-11-23T11:00:00", "channel": "call", "outcome": "promise"}
                    ]
                }
            },
            "tape.contacts[0].at",
        ),
        (
            {
                "tape": {
                    "contacts": [
                        {"at": "2026-11-23T11:00:00+08:00", "channel": "call", "outcome": "sang"}
                    ]
                }
            },
            "tape.contacts[0].outcome",
        ),
        (
            {"tape": {"holds": [{"kind": "dispute", "from_on": "2026-13-01"}]}},
            "tape.holds[0].from_on",
        ),
        (
            {
                "tape": {
                    "holds": [{"kind": "dispute", "from_on": "2026-11-20", "to_on": "2026-11-19"}]
                }
            },
            "tape.holds[0].to_on",
        ),
        ({"tape": {"holds": [{"kind": "dispute", "since": "2026-11-20"}]}}, "tape.holds[0].since"),
        ({"tape": {"holds": [{"kind": "dispute"}]}}, "tape.holds[0].from_on"),
        (
            {"tape": {"customers": [PERSON | {"timezone": "Asia/Atlantis"}]}},
            "tape.customers[0].timezone",
        ),
        ({"tape": {"customers": [PERSON, PERSON]}}, "tape.customers"),
        ({"tape": {"customers": [PERSON | {"email": 5}]}}, "tape.customers[0].email"),
        ({"tape": {"phones": [{"phone": "1", "valid": "yes"}]}}, "tape.phones[0].valid"),
        ({"tape": {"phones": [{"phone": True}]}}, "tape.phones[0].phone"),
        ({"tape": {"addresses": [{"kind": "home", "lat": "N"}]}}, "tape.addresses[0].lat"),
        (
            {"tape": {"accounts": [{"product": "card", "principal": 1.5}]}},
            "tape.accounts[0].principal",
        ),
        ({"tape": {"holds": [{"kind": "dispute", "from_on": 20261101}]}}, "tape.holds[0].from_on"),
        (
            {"tape": {"contacts": [{"at": "today", "channel": "call", "outcome": "promise"}]}},
            "tape.contacts[0].at",
        ),
        (
            {
                "tape": {
                    "holds": [
                        {"customer_id": "A", "kind": "dispute", "from_on": "2026-11-01"},
                        {"customer_id": "B", "kind": "dispute", "from_on": "2026-11-01"},
                    ]
                }
            },
            "tape",
        ),
        (
            {
                "at": None,
                "day": "2026-11-22",
                "tape": {"contacts": [{"at": NOON, "channel": "call", "outcome": "promise"}]},
            },
            "contacts.at",
        ),
        ({"facts": {"lives_in": "Atlantis"}}, "facts.lives_in"),
        ({"facts": {"calls_connected_today": 40000}}, "facts.calls_connected_today"),
        ({"events": [{"event": "sang", "on": "2026-11-20"}]}, "events.0.event"),
        ({"events": [{"event": "sued", "on": "2026-11-31"}]}, "events.0.on"),
    ],
)
def test_case_that_cannot_be_read_is_refused_by_field(
    book: Rulebook, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(ForbearError) as caught:
        permit(book, case("call", NOON) | change)
    assert caught.value.problems[0].where == field
    assert caught.value.problems[0].zh


def test_moment_given_apart_goes_before_the_cases_own(book: Rulebook) -> None:
    late = datetime.fromisoformat("2026-11-23T23:00:00+08:00")
    assert not permit(book, case("call", NOON), at=late).allowed


class Broken(Rulebook):
    """A book in which something goes wrong."""

    def on(self, day: date) -> RuleSet:
        raise ZeroDivisionError("no page of that day")


def test_whatever_goes_wrong_inside_is_a_refusal_that_says_so(book: Rulebook) -> None:
    found = permit(Broken(book.entries, book.registered), case("call", NOON))
    assert (found.allowed, found.windows, found.next_lawful) == (False, (), None)
    assert ids(found.refusals) == ["COMMON-FAULT"]
    assert found.fault == "ZeroDivisionError: no page of that day"
    assert found.permit_id != permit(book, case("call", NOON)).permit_id


def test_bad_input_is_named_even_where_something_is_wrong_inside(book: Rulebook) -> None:
    with pytest.raises(ForbearError, match="offset"):
        permit(Broken(book.entries, book.registered), case("call", "2026-11-23T12:00:00"))


def test_permits_of_one_case_on_each_channel_are_those_asked_singly(book: Rulebook) -> None:
    given = case("call", "2026-11-23T23:00:00+08:00")
    found = permit_each(book, given)
    assert [one.channel for one in found] == [str(channel) for channel in Channel]
    assert found == [permit(book, given | {"channel": channel}) for channel in Channel]
    assert permit_each(book, given, channels=[]) == []


def test_case_needs_a_time_zone_that_is_known_from_somewhere(book: Rulebook) -> None:
    given = case("call", NOON, zone="Europe/London")
    assert permit(book, given).at == "2026-11-23T04:00:00+00:00"
    assert permit(book, case("call", NOON)).zone == "Asia/Shanghai"


def test_hold_of_one_day_is_read_and_a_debtor_is_taken_to_be_addressed(book: Rulebook) -> None:
    hold = {"kind": "dispute", "from_on": "2026-11-23", "to_on": "2026-11-23"}
    given = case("call", NOON, tape={"holds": [hold]})
    assert ids(permit(book, given).refusals) == ["BANK-DISP-001"]
    bare = permit(book, {"channel": "third_party", "at": NOON, "zone": "Asia/Shanghai"})
    assert bare.facts["addressee"] == {"value": "debtor", "source": "channel"}
    assert bare.facts["holiday_cn"] == {"value": False, "source": "calendar"}


def test_case_without_zone_is_read_in_utc() -> None:
    bare = Case.model_validate({"channel": "call", "day": "2026-11-23"})
    assert zone_of(bare).key == "UTC"

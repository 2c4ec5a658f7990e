"""A contact that is only supposed: what the rulebook would say, and that nothing of it is kept."""

from __future__ import annotations

import re
from typing import Any

import pytest

pytestmark = pytest.mark.any_database


def asked(client: Any, status: int = 200, **query: str) -> str:
    answer = client.get("/compliance/why/", {"day": "2026-11-23", "channel": "call", **query})
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def verdict(said: str) -> str:
    """What the answer's badge says."""
    found = re.search(r'class="answer answer-(\w+)"', said)
    return found[1] if found else ""


def test_a_minute_before_ten_it_is_allowed_and_at_ten_refused(browse: Any) -> None:
    client = browse("compliance")
    before, after = asked(client, time="21:59"), asked(client, time="22:00")
    assert (verdict(before), verdict(after)) == ("required", "refused")
    assert "2026-11-23 22:00" in after
    assert "CN-TIME-001" in after
    assert "Lawful again" in after
    assert "2026-11-24 08:00" in after


def test_refusal_says_the_same_in_chinese(browse: Any) -> None:
    said = asked(browse("compliance", "zh-hans"), time="22:00")
    assert "不允许" in said
    assert "最早可联系" in said
    assert "同意夜间联系" in said


def test_consent_lifts_the_refusal(browse: Any) -> None:
    said = asked(browse("compliance"), time="22:30", **{"f.consent_night_contact": "yes"})
    assert "CN-TIME-001" in said
    assert 'value="yes" selected' in said
    refused = said.split("Refused by")[1] if "Refused by" in said else ""
    assert "CN-TIME-001" not in refused.split("Rule by rule")[0]


def test_third_call_of_the_day_is_the_last(browse: Any) -> None:
    client = browse("compliance")
    two = asked(client, time="10:00", **{"f.calls_connected_today": "2"})
    three = asked(client, time="10:00", **{"f.calls_connected_today": "3"})
    assert (verdict(two), verdict(three)) == ("required", "refused")
    assert "CN-FREQ-001" in three.split("Rule by rule")[0]


def test_unknown_fact_takes_the_strict_side_and_says_so(browse: Any) -> None:
    said = asked(browse("compliance"), time="10:00", **{"f.hold_dispute": "unknown"})
    assert verdict(said) == "refused"
    assert "Not known, so the strict side is taken" in said


def test_rule_by_rule_tells_what_refuses_from_what_allows(browse: Any) -> None:
    table = asked(browse("compliance"), time="22:00").split("Rule by rule")[1]
    assert table.index("refuses") < table.index("allows") < table.index("does not bind")


def test_who_is_asked_counts(browse: Any) -> None:
    client = browse("compliance")
    third = {"channel": "third_party", "time": "10:00"}
    assert verdict(asked(client, **third, who="relative")) == "refused"
    said = asked(client, **third, who="guarantor", **{"f.party_liable": "yes"})
    assert "CN-TP-006" not in said.split("Requires")[0].split("Rule by rule")[0]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("day", "23.11.2026", "write the day as 2026-11-23"),
        ("time", "ten", "write the time as 21:59"),
        ("zone", "Mars/Olympus", "there is no such time zone"),
        ("f.calls_connected_today", "many", "a count from 0 to 999"),
        ("channel", "smoke", "there is no such channel"),
    ],
)
def test_what_cannot_be_read_is_said_and_stays_typed(
    browse: Any, name: str, value: str, words: str
) -> None:
    typed = {"time": "10:00", "zone": "Asia/Shanghai", name: value}
    said = asked(browse("compliance"), 422, **typed)
    assert words in said
    assert verdict(said) == ""


def test_hour_is_that_of_the_borrower(browse: Any) -> None:
    client = browse("compliance")
    assert verdict(asked(client, time="21:59", zone="Asia/Urumqi")) == "required"
    assert verdict(asked(client, time="22:00", zone="Asia/Urumqi")) == "refused"


def test_customer_is_asked_about_with_what_is_known(
    browse: Any, callable_case: str, user_of: Any
) -> None:
    from forbear.portfolio.words import HoldKind
    from forbear.web import bank
    from forbear.web.records import holds

    client = browse("collector")
    at = {"customer": callable_case, "time": "15:00"}
    assert verdict(asked(client, **at)) == "required"
    reason = holds.Reason(HoldKind.DISPUTE, from_on=bank.today())
    holds.set_hold(user_of("collector"), callable_case, reason)
    said = asked(client, **at)
    assert verdict(said) == "refused"
    assert "as known: yes" in said
    lifted = asked(client, **at, **{"f.hold_dispute": "no"})
    assert verdict(lifted) == "required"


def test_customer_of_another_is_not_there(browse: Any, callable_case: str) -> None:
    said = asked(browse("collector2"), 422, customer=callable_case, time="10:00")
    nobody = asked(browse("collector2"), 422, customer="C-NOBODY", time="10:00")
    assert 'id="customer-error">there is none, or you may not see it' in said
    assert f'value="{callable_case}"' in said
    tokens = r'(content|name="csrfmiddlewaretoken" value)="\w{64}"'
    assert re.sub(tokens, "", said).replace(callable_case, "C-NOBODY") == re.sub(tokens, "", nobody)
    assert verdict(said) == ""


def test_who_sees_no_cases_asks_about_nobody_in_particular(browse: Any, callable_case: str) -> None:
    client = browse("administrator")
    assert 'name="customer"' not in asked(client, time="10:00")
    refused = asked(client, 403, customer=callable_case, time="10:00")
    assert "may not see cases" in refused


def test_nothing_of_it_is_kept(browse: Any, callable_case: str) -> None:
    from forbear.web.journal.models import Entry
    from forbear.web.records.models import Permit

    client = browse("collector")
    before = Entry.objects.count(), Permit.objects.count()
    asked(client, customer=callable_case, time="10:00")
    assert (Entry.objects.count(), Permit.objects.count()) == before

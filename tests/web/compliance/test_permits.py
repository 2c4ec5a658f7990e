"""A past permit: as it was issued, issued again, and who may look at it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

#: 10:00, 21:55 and 22:00 in Shanghai.
TEN = datetime(2026, 11, 23, 2, tzinfo=UTC)
LATE = datetime(2026, 11, 23, 13, 55, tzinfo=UTC)
SHUT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
#: A rule that the bank adds later.
EVENINGS = """
rules:
  - id: BANK-EVENING-001
    kind: window
    title: {en: Evenings are quiet, zh: 晚间静默}
    explains: {en: Nobody is called after 20:00., zh: 20时后不致电。}
    modality: must_not
    channels: [call]
    versions:
      - in_force: 2025-01-01
        status: B
        citation: {article: {en: evenings, zh: 晚间}, source: [overlay]}
        value: {blocked: ["20:00-08:00"]}
    cases:
      - {label: lawful, en: noon, zh: 中午, day: 2026-11-23, at: "12:00", channel: call,
         expect: allowed}
      - {label: unlawful, en: nine, zh: 21时, day: 2026-11-23, at: "21:00", channel: call,
         expect: refused}
      - {label: edge, en: eight, zh: 20时整, day: 2026-11-23, at: "20:00", channel: call,
         expect: refused}
"""


def text_of(client: Any, permit: Any, status: int = 200) -> str:
    answer = client.get(f"/compliance/permits/{permit.pk}/")
    assert answer.status_code == status, answer.content.decode().split("<main")[1]
    return " ".join(answer.content.decode().split())


def test_permit_of_the_past_comes_out_the_same(browse: Any, made: Any) -> None:
    allowed, refused = made(LATE, "right_party"), made(SHUT)
    client = browse("compliance")
    for permit, words in ((allowed, "Why this was allowed"), (refused, "Why this was refused")):
        said = text_of(client, permit)
        assert words in said
        assert "comes out the same" in said
        assert permit.permit_id in said
    assert "2026-11-23 21:55" in text_of(client, allowed)
    assert "debtor reached" in text_of(client, allowed)
    said = text_of(client, refused)
    for rule in ("CN-TIME-001", "BANK-TIME-001"):
        assert f'href="/rules/{rule}/"' in said.split("Rule by rule")[0]
    assert "2026-11-24 08:00" in said


@pytest.mark.any_database
def test_many_permits_issued_again_are_byte_for_byte_themselves(made: Any, user_of: Any) -> None:
    from forbear.portfolio.words import Channel
    from forbear.web import clock
    from forbear.web.compliance.answers import again
    from forbear.web.records import permits
    from forbear.web.records.models import Case, Permit

    user = user_of("collector")
    mine = Case.objects.filter(collector_id=user.officer_id).order_by("pk")[:6]
    for number, case in enumerate(mine):
        for hour, channel in enumerate((Channel.CALL, Channel.SMS, Channel.THIRD_PARTY)):
            at = TEN + timedelta(hours=4 * hour, minutes=number)
            with clock.at(at):
                permits.issue(user, case.pk, channel, facts={"staff": 2, "show_id": True})
    kept = list(Permit.objects.all())
    assert {permit.allowed for permit in kept} == {True, False}
    for permit in kept:
        made_again, differ = again(permit)
        assert differ == []
        same = {k: v for k, v in permit.answer.items() if k != "next_lawful"}
        told = {k: _plain(v) for k, v in made_again.items() if k != "next_lawful"}
        assert told == same


def _plain(value: Any) -> Any:
    import json

    return json.loads(json.dumps(value))


@pytest.mark.any_database
def test_answer_that_was_changed_comes_out_otherwise(browse: Any, made: Any) -> None:
    from forbear.web.compliance.answers import again

    permit = made(SHUT)
    permit.answer["allowed"], permit.answer["refusals"] = True, []
    _, differ = again(permit)
    assert [one.what for one in differ] == ["verdict", "rules that refuse"]
    assert (differ[0].was, differ[0].now) == ("allowed", "refused")


@pytest.mark.any_database
def test_other_rules_of_the_bank_are_told(
    browse: Any, made: Any, settings: Any, tmp_path: Path
) -> None:
    permit = made(TEN, "no_answer")
    overlay = tmp_path / "policy" / "overlay"
    overlay.mkdir(parents=True)
    (overlay / "evenings.yaml").write_text(EVENINGS, encoding="utf-8")
    settings.TOLD = {**settings.TOLD, "FORBEAR_POLICY": str(overlay.parent)}
    said = text_of(browse("compliance"), permit)
    assert "comes out otherwise" in said
    assert "08:00–22:00" in said
    assert "08:00–20:00" in said


@pytest.mark.any_database
def test_facts_stand_with_where_each_was_read(browse: Any, made: Any) -> None:
    said = text_of(browse("compliance"), made(TEN, staff=2)).split("Facts it rests on")[1]
    assert "<td>Calls to the debtor answered today</td><td>0</td>" in said
    assert "the bank's records" in said.replace("&#x27;", "'")
    assert "told by who asked" in said


@pytest.mark.any_database
def test_page_is_for_those_who_see_the_case(browse: Any, made: Any) -> None:
    permit = made(TEN)
    for name in ("collector", "supervisor", "compliance", "auditor", "strategy_manager"):
        assert permit.customer_id in text_of(browse(name), permit)
    for name in ("collector2", "supervisor2", "agency_manager"):
        assert permit.customer_id not in text_of(browse(name), permit, 404)
    assert "may not see cases" in text_of(browse("administrator"), permit, 403)
    assert "Evidence of the case" not in text_of(browse("collector"), permit)


@pytest.mark.any_database
def test_as_many_statements_whatever_the_permit(
    browse: Any, made: Any, django_statements: Any
) -> None:
    first, second = made(TEN, "no_answer"), made(SHUT)
    client = browse("compliance")
    text_of(client, first)
    counts = [django_statements(lambda p=p: text_of(client, p)) for p in (first, second)]
    assert counts[0] == counts[1]
    assert counts[0] <= 12

"""The rulebook on screen: found by words of both languages, law told from policy."""

from __future__ import annotations

import re
from typing import Any

import pytest

pytestmark = pytest.mark.any_database


def ids(client: Any, **query: str) -> list[str]:
    """The rules that a search lists."""
    text = client.get("/rules/", query).content.decode()
    return re.findall(r'href="/rules/([A-Z0-9-]+)/"', text)


def text_of(client: Any, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_every_role_may_read_all_rules_in_force(browse: Any) -> None:
    from forbear.web import bank
    from forbear.web.people.models import Role

    today = bank.today()
    books = bank.books()
    wanted = {entry.id for entry in books.entries if entry.on(today)}
    for role in Role:
        assert set(ids(browse(str(role)))) == wanted


def test_whoever_is_not_signed_in_is_sent_to_sign_in(morning: Any) -> None:
    from django.test import Client

    answer = Client().get("/rules/")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=/rules/")


@pytest.mark.parametrize("words", ["Two collectors go together", "外访须两人以上", "cn-visit-001"])
def test_rule_is_found_by_either_language_and_by_its_id(browse: Any, words: str) -> None:
    for language in ("en", "zh-hans"):
        assert ids(browse("collector", language), q=words) == ["CN-VISIT-001"]


def test_filters_narrow_the_list_and_go_together(browse: Any) -> None:
    client = browse("compliance")
    caps = ids(client, kind="cap", on="")
    assert len(caps) >= 3
    assert "CN-FREQ-001" in caps
    own = ids(client, kind="cap", binding="policy", on="")
    assert own == [rule for rule in caps if rule.startswith("BANK-")]
    assert set(ids(client, channel="letter")) < set(ids(client))
    assert ids(client, kind="cap", q="no such words") == []


def test_day_chooses_what_was_in_force(browse: Any) -> None:
    client = browse("compliance")
    assert "CN-VISIT-001" not in ids(client, on="2026-01-29")
    assert "CN-VISIT-001" in ids(client, on="2026-01-30")
    assert set(ids(client, on="")) > set(ids(client))
    assert set(ids(client, on="yesterday")) == set(ids(client, on=""))


def test_nothing_found_says_what_to_do(browse: Any) -> None:
    answer = browse("compliance").get("/rules/", {"q": "zzz"})
    assert b"Use fewer words" in answer.content


def test_rule_says_citation_source_lift_and_examples(browse: Any) -> None:
    said = text_of(browse("compliance"), "/rules/CN-TIME-001/")
    for words in ("National", "Art", "Agreed to be contacted at night", "Worked examples"):
        assert words in said or words == "National"
    assert "In force from" in said
    assert "refused" in said
    assert 'href="https://' in said


def test_policy_is_labelled_as_policy_and_never_as_law(browse: Any) -> None:
    client = browse("compliance")
    said = text_of(client, "/rules/BANK-TIME-001/")
    assert "Bank policy, no law" in said
    assert "Read at" in said
    assert 'href="https://' not in said
    assert "Bank policy" not in text_of(client, "/rules/CN-VISIT-001/").split("</header>")[1]


def test_stricter_rule_and_law_lead_to_each_other(browse: Any) -> None:
    from forbear.web import bank

    client = browse("compliance")
    own = next(e for e in bank.books().rules.entries if e.rule.tightens)
    law = str(own.rule.tightens)
    assert f'href="/rules/{law}/"' in text_of(client, f"/rules/{own.id}/")
    assert f'href="/rules/{own.id}/"' in text_of(client, f"/rules/{law}/")


def test_every_rule_has_a_page_in_both_languages(browse: Any) -> None:
    from forbear.web import bank

    for language in ("en", "zh-hans"):
        client = browse("auditor", language)
        for entry in bank.books().entries:
            title = entry.rule.title.en if language == "en" else entry.rule.title.zh
            page = client.get(f"/rules/{entry.id}/")
            assert page.status_code == 200
            from html import escape

            assert escape(title, quote=False) in page.content.decode().replace("&#x27;", "'")


def test_rule_that_is_not_there(browse: Any) -> None:
    answer = browse("compliance").get("/rules/CN-NOT-001/")
    assert answer.status_code == 404
    assert b"there is nothing at this address" in answer.content

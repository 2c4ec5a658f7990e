"""Every code that can stand on a page has words in both languages."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from forbear.delinquency.schema import Bucket, FiveTier
from forbear.portfolio import words
from forbear.portfolio.code_words import code_words

GLOSSARY = Path(__file__).parents[3] / "docs" / "glossary.md"
KINDS: dict[str, type[StrEnum]] = {
    "customer_kind": words.CustomerKind,
    "product": words.Product,
    "party_role": words.Role,
    "phone_kind": words.PhoneKind,
    "source": words.Source,
    "address_kind": words.AddressKind,
    "channel": words.Channel,
    "outcome": words.Outcome,
    "hold": words.HoldKind,
    "consent": words.ConsentKind,
    "staff_role": words.StaffRole,
    "five_tier": FiveTier,
}


@pytest.mark.parametrize(("kind", "codes"), KINDS.items())
def test_every_code_has_words(kind: str, codes: type[StrEnum]) -> None:
    assert set(code_words()[kind]) == {str(code) for code in codes}


def test_every_bucket_has_words() -> None:
    assert list(code_words()["bucket"]) == [str(bucket) for bucket in Bucket]


@pytest.mark.parametrize(("kind", "codes"), KINDS.items())
def test_glossary_says_the_same(kind: str, codes: type[StrEnum]) -> None:
    section = GLOSSARY.read_text().partition(f"## {codes.__name__}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(.+?)` \| (.+?) \| (.+?) \|$", section, re.MULTILINE)

    assert {code: (en, zh) for code, en, zh in rows} == code_words()[kind]


@pytest.mark.parametrize("kind", ["tape", "night", "case", "promise", "arrangement"])
def test_every_state_has_words(django: None, kind: str) -> None:
    from forbear.web.nights.models import NightState, TapeState
    from forbear.web.pages.speech import STATES
    from forbear.web.records.models.arrangement import ArrangementState
    from forbear.web.records.models.work import CaseState, PromiseState

    states: dict[str, Any] = {
        "tape": TapeState,
        "night": NightState,
        "case": CaseState,
        "promise": PromiseState,
        "arrangement": ArrangementState,
    }
    assert set(STATES[f"{kind}_state"]) == {str(state) for state in states[kind]}


@pytest.mark.parametrize(("language", "said"), [("en", "promise to pay"), ("zh-hans", "承诺还款")])
def test_word_in_the_language_of_the_page(django: None, language: str, said: str) -> None:
    from django.utils.translation import override

    from forbear.web.pages.speech import word

    with override(language):
        assert word("outcome", "promise") == said


def test_policy_names_its_own(django: None) -> None:
    from django.utils.translation import override

    from forbear.web.pages.speech import word

    with override("zh-hans"):
        assert word("treatment", "senior_call") == "资深人员协商电话"
        assert word("reason", "DPD_2") == "逾期31至60天"
        assert word("stage", "assess-003") == "账龄、评分与许可"


def test_unknown_code_stands_for_itself(django: None) -> None:
    from forbear.web.pages.speech import word

    assert word("outcome", "carrier_pigeon") == "carrier_pigeon"
    assert word("outcome", None) == "–"

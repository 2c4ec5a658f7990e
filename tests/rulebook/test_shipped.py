"""Every rule that is shipped: cases, citations, words, and what the register says."""

from __future__ import annotations

import pytest

from forbear import policy
from forbear.rulebook.entry import Entry
from forbear.rulebook.instrument import Registry
from forbear.rulebook.pack import REGISTRY, read_overlay, read_packs, shipped
from forbear.rulebook.reading import read
from forbear.rulebook.rule import SourceStatus
from forbear.rulebook.trial import failures

REGISTER = read((shipped() / REGISTRY).read_text("utf-8"), Registry, REGISTRY).packs
LAW = read_packs(sorted(REGISTER), shipped())[1]
OWN = read_overlay(policy.load().under("overlay"), LAW)
ENTRIES = sorted((*LAW, *OWN), key=lambda entry: entry.id)

each = pytest.mark.parametrize("entry", ENTRIES, ids=[entry.id for entry in ENTRIES])


@each
def test_rule_cases_come_out_as_written(entry: Entry) -> None:
    assert failures(entry) == []


@each
def test_rule_has_a_lawful_an_unlawful_and_an_edge_case(entry: Entry) -> None:
    assert len(entry.rule.cases) >= 3
    assert {case.label for case in entry.rule.cases} == {"lawful", "unlawful", "edge"}


@each
def test_rule_is_cited_for_every_date(entry: Entry) -> None:
    for version in entry.rule.versions:
        assert version.citation.source
        assert version.citation.article or version.remark


@each
def test_rule_speaks_both_languages(entry: Entry) -> None:
    texts = [entry.rule.title, entry.rule.explains, entry.instrument.title]
    texts += [text for v in entry.rule.versions for text in (v.remark, v.citation.article) if text]
    for text in texts:
        assert text.en.isascii() or "·" in text.en
        assert text.zh
    for case in entry.rule.cases:
        assert case.en.isascii()
        assert not case.zh.isascii()
    assert not entry.rule.title.zh.isascii()
    assert not entry.rule.explains.zh.isascii()


@each
def test_rule_of_draft_or_memory_decides_nothing(entry: Entry) -> None:
    unsure = {SourceStatus.DRAFT, SourceStatus.MEMORY}
    if any(version.status in unsure for version in entry.rule.versions):
        assert not entry.rule.enabled


def test_bank_rules_are_policy_and_the_law_is_not() -> None:
    assert all(entry.id.startswith("BANK-") for entry in OWN)
    assert not any(entry.bindingness.is_law for entry in OWN)
    assert all(v.status is SourceStatus.BANK for entry in OWN for v in entry.rule.versions)
    law = [entry for entry in LAW if entry.pack != "common"]
    assert all(entry.bindingness.is_law for entry in law)
    assert all(v.status is not SourceStatus.BANK for entry in law for v in entry.rule.versions)


def test_register_names_every_pack_that_is_there() -> None:
    assert sorted(REGISTER) == sorted(p.name for p in shipped().iterdir() if p.is_dir())

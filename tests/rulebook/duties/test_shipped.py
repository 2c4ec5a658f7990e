"""Every duty that is shipped: cases, citations, words."""

from __future__ import annotations

import pytest

from forbear import policy
from forbear.rulebook.clocks import load_clocks
from forbear.rulebook.duties import HOUSE, load_duties
from forbear.rulebook.duties.rule import Duty
from forbear.rulebook.instrument import Registry
from forbear.rulebook.pack import REGISTRY, read_packs, shipped
from forbear.rulebook.reading import read
from forbear.rulebook.rule import SourceStatus
from forbear.rulebook.standing import Standing

PACKS = sorted(read((shipped() / REGISTRY).read_text("utf-8"), Registry, REGISTRY).packs)
DUTIES = load_duties(PACKS, policy.load().under("overlay"))

each = pytest.mark.parametrize("entry", DUTIES.entries, ids=[e.id for e in DUTIES.entries])


def test_duty_cases_come_out_as_written() -> None:
    assert DUTIES.failures() == []


@each
def test_duty_has_three_kinds_of_cases(entry: Standing) -> None:
    assert isinstance(entry.rule, Duty)
    assert len(entry.rule.cases) >= 3
    assert {case.label for case in entry.rule.cases} == {"lawful", "unlawful", "edge"}


@each
def test_duty_is_cited_and_speaks_both_languages(entry: Standing) -> None:
    assert isinstance(entry.rule, Duty)
    texts = [entry.rule.title, entry.rule.explains, entry.instrument.title]
    for version in entry.rule.versions:
        assert version.citation.source
        assert version.citation.article or version.remark
        texts += [text for text in (version.remark, version.citation.article) if text]
    assert all(text.en.isascii() and text.zh for text in texts)
    assert not entry.rule.title.zh.isascii()
    assert not entry.rule.explains.zh.isascii()
    assert all(case.en.isascii() and not case.zh.isascii() for case in entry.rule.cases)


@each
def test_duty_of_draft_or_memory_decides_nothing(entry: Standing) -> None:
    unsure = {SourceStatus.DRAFT, SourceStatus.MEMORY}
    if any(version.status in unsure for version in entry.rule.versions):
        assert not entry.rule.enabled


def test_no_duty_takes_the_id_of_a_rule_or_a_clock() -> None:
    taken = {entry.id for entry in read_packs(PACKS, shipped())[1]}
    taken |= {entry.id for entry in load_clocks(PACKS).entries}
    assert taken.isdisjoint(entry.id for entry in DUTIES.entries)


def test_every_fact_of_the_house_is_used_and_has_words() -> None:
    used = {
        name
        for entry in DUTIES.entries
        for name in HOUSE
        if f'"{name}"' in entry.rule.model_dump_json(exclude={"cases"})
    }
    assert used == set(HOUSE)
    assert all(fact.en.isascii() and not fact.zh.isascii() for fact in HOUSE.values())

"""Every clock that is shipped: cases, citations, words."""

from __future__ import annotations

import pytest

from forbear import policy
from forbear.rulebook.clocks import EVENTS, load_clocks
from forbear.rulebook.clocks.rule import ClockBase
from forbear.rulebook.instrument import Registry
from forbear.rulebook.pack import REGISTRY, read_packs, shipped
from forbear.rulebook.reading import read
from forbear.rulebook.rule import SourceStatus
from forbear.rulebook.standing import Standing

PACKS = sorted(read((shipped() / REGISTRY).read_text("utf-8"), Registry, REGISTRY).packs)
CLOCKS = load_clocks(PACKS, policy.load().under("overlay"))

each = pytest.mark.parametrize("entry", CLOCKS.entries, ids=[e.id for e in CLOCKS.entries])


def test_clock_cases_come_out_as_written() -> None:
    assert CLOCKS.failures() == []


@each
def test_clock_has_three_kinds_of_cases(entry: Standing) -> None:
    assert isinstance(entry.rule, ClockBase)
    assert len(entry.rule.cases) >= 3
    assert {case.label for case in entry.rule.cases} == {"lawful", "unlawful", "edge"}


@each
def test_clock_is_cited_and_speaks_both_languages(entry: Standing) -> None:
    assert isinstance(entry.rule, ClockBase)
    texts = [entry.rule.title, entry.rule.explains, entry.instrument.title]
    for version in entry.rule.versions:
        assert version.citation.source
        assert version.citation.article or version.remark
        texts += [text for text in (version.remark, version.citation.article) if text]
        assert entry.citation(version.in_force)
    texts += [entry.rule.title, entry.rule.explains]
    assert all(text.en.isascii() and text.zh for text in texts)
    assert not entry.rule.title.zh.isascii()
    assert not entry.rule.explains.zh.isascii()
    assert all(case.en.isascii() and not case.zh.isascii() for case in entry.rule.cases)


@each
def test_clock_of_draft_or_memory_decides_nothing(entry: Standing) -> None:
    unsure = {SourceStatus.DRAFT, SourceStatus.MEMORY}
    if any(version.status in unsure for version in entry.rule.versions):
        assert not entry.rule.enabled
        assert all(entry.on(version.in_force) is None for version in entry.rule.versions)


def test_no_clock_takes_the_id_of_a_rule() -> None:
    rules = {entry.id for entry in read_packs(PACKS, shipped())[1]}
    assert rules.isdisjoint(entry.id for entry in CLOCKS.entries)


def test_every_event_is_used_by_a_clock_and_has_words() -> None:
    used = {
        name
        for entry in CLOCKS.entries
        for version in entry.rule.versions
        for name in EVENTS
        if f'"{name}"' in version.value.model_dump_json()
    }
    assert used == set(EVENTS)
    assert all(words.en.isascii() and not words.zh.isascii() for words in EVENTS.values())

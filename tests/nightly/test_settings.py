"""The policy folder, read once and whole, or refused with the file that is wrong."""

from __future__ import annotations

import pytest

from forbear.delinquency import DelinquencyPolicy
from forbear.nightly.bank import Bank
from forbear.nightly.figures.policy import FiguresPolicy
from forbear.nightly.settings import Settings, settings
from forbear.policy import Policy, load
from forbear.problems import ForbearError, Problem
from forbear.rulebook import load as load_rules
from forbear.scoring import Scorecard
from forbear.strategy import read_strategy
from forbear.visits.policy import VisitsPolicy


def with_text(name: str, text: str | None) -> Policy:
    """The default policy with one file replaced, or taken away."""
    policy = load()
    files = {**policy.files, name: text}
    return Policy({n: t for n, t in files.items() if t is not None}, frozenset({name}))


def refused(policy: Policy) -> tuple[Problem, ...]:
    with pytest.raises(ForbearError) as caught:
        settings(policy)
    return caught.value.problems


def test_each_part_is_what_its_room_reads(chosen: Settings) -> None:
    policy = load()

    assert chosen.policy == policy
    assert chosen.bank == policy.read("bank.yaml", Bank)
    assert chosen.ageing == policy.read("delinquency.yaml", DelinquencyPolicy)
    assert chosen.card == policy.read("scorecard.yaml", Scorecard)
    assert chosen.visits == policy.read("visits.yaml", VisitsPolicy)
    assert chosen.figures == policy.read("figures.yaml", FiguresPolicy)
    assert chosen.strategy.treatments == read_strategy(policy).treatments
    assert chosen.strategy.resources == read_strategy(policy).resources


def test_rules_are_the_packs_of_the_bank_with_its_overlay(chosen: Settings) -> None:
    rules = load_rules(["cn"], load().under("overlay"))

    assert chosen.bank.packs == ["cn"]
    assert chosen.rules.version == rules.version
    assert [e.id for e in chosen.rules.entries] == [e.id for e in rules.entries]


FILES = ["bank.yaml", "delinquency.yaml", "figures.yaml", "scorecard.yaml", "visits.yaml"]


@pytest.mark.parametrize("name", FILES)
def test_missing_file_is_refused(name: str) -> None:
    assert [(p.code, p.where) for p in refused(with_text(name, None))] == [("policy.missing", name)]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("text", ["", "[", "- a list", "unheard_of: 1\n"])
def test_file_that_is_not_what_it_should_be_is_refused(name: str, text: str) -> None:
    problems = refused(with_text(name, text))

    assert {p.where.split(":")[0] for p in problems} == {name}
    assert all(p.en and p.zh for p in problems)


def test_pack_that_nobody_knows_is_refused() -> None:
    text = load().text("bank.yaml").replace("packs: [cn]", "packs: [atlantis]")

    problems = refused(with_text("bank.yaml", text))

    assert len(problems) == 1
    assert "atlantis" in f"{problems[0].where} {problems[0].en}"

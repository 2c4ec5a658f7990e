"""The policy folder, read once: every choice of the bank that a night uses."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from forbear.delinquency import DelinquencyPolicy
from forbear.nightly.bank import Bank
from forbear.nightly.figures.policy import FiguresPolicy
from forbear.policy import Policy
from forbear.rulebook import Rulebook
from forbear.rulebook import load as load_rules
from forbear.scoring import Scorecard
from forbear.strategy import Strategy, read_strategy
from forbear.visits.policy import VisitsPolicy


@dataclass(frozen=True)
class Settings:
    """What `Policy` says, each part as the room that uses it wants it."""

    policy: Policy
    bank: Bank
    ageing: DelinquencyPolicy
    rules: Rulebook
    card: Scorecard
    strategy: Strategy
    visits: VisitsPolicy
    figures: FiguresPolicy


# Every rule's cases are tried, which takes longer than much of a small night.
@lru_cache(maxsize=2)
def settings(policy: Policy) -> Settings:
    """Read and check every file; raises `ForbearError` with what is wrong in which."""
    bank = policy.read("bank.yaml", Bank)
    return Settings(
        policy=policy,
        bank=bank,
        ageing=policy.read("delinquency.yaml", DelinquencyPolicy),
        rules=load_rules(bank.packs, policy.under("overlay")),
        card=policy.read("scorecard.yaml", Scorecard),
        strategy=read_strategy(policy),
        visits=policy.read("visits.yaml", VisitsPolicy),
        figures=policy.read("figures.yaml", FiguresPolicy),
    )

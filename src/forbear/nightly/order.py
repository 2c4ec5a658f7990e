"""What a night is asked to do."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, timedelta

from forbear import __version__
from forbear.nightly.report.model import Text
from forbear.nightly.source import Source
from forbear.policy import Policy

#: The policy's file of who the bank is.
BANK = "bank.yaml"


@dataclass(frozen=True)
class About:
    """What a portfolio made to look at consists of."""

    #: What in it is real and what is made.
    notes: tuple[Text, ...]
    #: Carried column of the accounts that says what became of them (1: default), and its meaning.
    outcome: str
    outcome_note: Text


@dataclass(frozen=True)
class Order:
    """Everything that decides what a night writes, and nothing else."""

    source: Source
    as_of: date
    policy: Policy
    seed: int = 1
    #: Accounts that are worked on at a time; the result does not depend on it.
    shard_size: int = 250_000
    #: Given for a portfolio that is not a bank's own: the report then says what it is.
    about: About | None = None

    @property
    def plan_for(self) -> date:
        """The day planned: the one after the business date."""
        return self.as_of + timedelta(days=1)

    def key(self) -> str:
        """Hash by which an interrupted run knows its own unfinished work; reads all inputs."""
        parts = {
            "version": __version__,
            "inputs": self.source.key(),
            "as_of": self.as_of.isoformat(),
            "policy": self.policy.digest,
            "seed": self.seed,
            "shard_size": self.shard_size,
            "about": repr(self.about),
        }
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

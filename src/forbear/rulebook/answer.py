"""The verdicts of one channel's rules on one case and day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from forbear.rulebook.case import Known
from forbear.rulebook.compiled import ChannelRules, hours_on
from forbear.rulebook.entry import InForce
from forbear.rulebook.evaluate import evaluate
from forbear.rulebook.kinds.hours import Spans, inside


@dataclass(frozen=True)
class Answer:
    """One row of verdicts; bits are as in `ChannelRules`."""

    rules: ChannelRules
    day: date
    holidays: dict[str, bool | None]
    spans: Spans
    remaining: int | None
    requires: int
    refusals: int
    unknown: int
    bound: int

    @property
    def open(self) -> Spans:
        """Hours of the day; none if something refuses the whole day."""
        return () if self.refusals else self.spans

    @property
    def required(self) -> list[InForce]:
        """Rules that require or advise something."""
        return _chosen(self.rules.requiring, self.requires)

    @property
    def assumed(self) -> list[InForce]:
        """Rules that met an unknown fact and took the strict side."""
        return _chosen(self.rules.refusing, self.unknown)

    def refusing(self, moment: time | None) -> list[InForce]:
        """All rules that refuse; those about hours by the local moment, if one is given."""
        bits = self.refusals
        if moment is not None and not inside(self.spans, moment):
            for n, rule in enumerate(self.rules.refusing):
                if self.bound >> n & 1:
                    shut = not inside(hours_on(rule, self.day, self.holidays), moment)
                    bits |= shut << n
        return _chosen(self.rules.refusing, bits)


def decide(rules: ChannelRules, facts: Known, day: date) -> Answer:
    """The one-row case of `evaluate`."""
    found = evaluate(rules, facts.frame(rules.facts), day, facts.holidays)
    row = found.frame.row(0, named=True)
    return Answer(
        rules=rules,
        day=day,
        holidays=facts.holidays,
        spans=found.spans[row["windows"]],
        remaining=row["remaining"],
        requires=row["requires"],
        refusals=row["refusals"],
        unknown=row["assumed"],
        bound=row["bound"],
    )


def _chosen(rules: tuple[InForce, ...], bits: int) -> list[InForce]:
    return [rule for n, rule in enumerate(rules) if bits >> n & 1]

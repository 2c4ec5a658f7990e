"""The verdicts of one channel's rules on one case, day by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

import polars as pl

from forbear.rulebook.case import Known
from forbear.rulebook.compiled import ChannelRules, hours_on
from forbear.rulebook.entry import InForce
from forbear.rulebook.evaluate import bits
from forbear.rulebook.facts.names import FACTS
from forbear.rulebook.kinds.hours import Spans, inside

#: Verdicts kept of each channel before they are thrown away and gathered anew.
KEPT = 4096


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
    #: Does a fact refuse, so that no day with the same facts is any better?
    refused_by_facts: bool

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


def decide(rules: ChannelRules, facts: Sequence[Known], days: Sequence[date]) -> list[Answer]:
    """One answer a day: the case of a few rows of what `permits` does with many.

    Verdicts hang on the facts alone, and the same facts come again and again: they are kept.
    """
    keys = [known.key(rules.facts) for known in facts]
    missing = list(dict.fromkeys(key for key in keys if key not in rules.kept))
    if missing:
        if len(rules.kept) > KEPT:
            rules.kept.clear()
        rules.kept.update(zip(missing, _verdicts(rules, missing), strict=True))
    return [
        _answer(rules, rules.kept[key], day, known.holidays)
        for key, known, day in zip(keys, facts, days, strict=True)
    ]


def _verdicts(rules: ChannelRules, keys: Sequence[tuple[Any, ...]]) -> list[dict[str, Any]]:
    columns = {name: [key[n] for key in keys] for n, name in enumerate(rules.facts)}
    schema = {"_": pl.UInt8(), **{name: FACTS[name].dtype for name in rules.facts}}
    frame = pl.DataFrame({"_": [0] * len(keys), **columns}, schema=schema)
    return bits(rules, frame).rows(named=True)


def _answer(
    rules: ChannelRules, row: dict[str, Any], day: date, holidays: dict[str, bool | None]
) -> Answer:
    spans, shut = rules.spans(row["bound"], day, holidays)
    return Answer(
        rules=rules,
        day=day,
        holidays=holidays,
        spans=spans,
        remaining=row["remaining"],
        requires=row["requires"],
        refusals=row["refusals"] | shut,
        unknown=row["assumed"],
        bound=row["bound"],
        refused_by_facts=row["refusals"] != 0,
    )


def _chosen(rules: tuple[InForce, ...], bits: int) -> list[InForce]:
    return [rule for n, rule in enumerate(rules) if bits >> n & 1]

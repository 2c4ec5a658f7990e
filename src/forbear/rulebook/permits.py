"""Permits in bulk: every customer and channel for one local day.

What a permit says depends only on the facts, and few combinations of facts occur. So the facts
that rules look at are packed into a key, the rules are evaluated once per distinct key, and the
answers are spread back over the customers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from forbear.portfolio.words import Channel
from forbear.problems import refuse
from forbear.rulebook.book import Rulebook, RuleSet
from forbear.rulebook.entry import InForce
from forbear.rulebook.evaluate import evaluate
from forbear.rulebook.facts.tape import Facts
from forbear.rulebook.holidays import CALENDARS, holidays_on
from forbear.rulebook.key import keyed
from forbear.rulebook.kinds.hours import Spans


@dataclass(frozen=True)
class Permits:
    """Permits of one day. ``frame`` is a `PermitFrame`, sorted by customer and channel."""

    frame: pl.DataFrame
    day: date
    rules: RuleSet
    spans: tuple[Spans, ...]

    @property
    def version(self) -> str:
        """Hash of the rules that decided."""
        return self.rules.version

    def windows(self, code: int) -> list[tuple[int, int]]:
        """Local hours behind a code: half-open, minutes after midnight; code 0 is none."""
        return list(self.spans[code])

    def decode(self, channel: Channel | str, refusals: int) -> list[InForce]:
        """The rules behind a set of ``refusals`` (or ``assumed``) bits."""
        return _chosen(self.rules.channel(Channel(channel)).refusing, refusals)

    def required(self, channel: Channel | str, requires: int) -> list[InForce]:
        """The rules behind a set of ``requires`` bits."""
        return _chosen(self.rules.channel(Channel(channel)).requiring, requires)

    def refusals_by_rule(self) -> pl.DataFrame:
        """How many customers each rule keeps from each channel, most first.

        Columns: rule_id, channel, customers, assumed (of them for want of a fact), title_en,
        title_zh, citation_en, citation_zh, status (P, S, D, M, B), bindingness, basis (law,
        policy or practical).
        """
        sets = (
            self.frame.group_by("channel", "refusals", "assumed")
            .len()
            .filter(pl.col("refusals") > 0)
        )
        counts: dict[tuple[str, str], list[int]] = {}
        found: dict[str, InForce] = {}
        for channel, refusals, assumed, rows in sets.iter_rows():
            missing = {rule.id for rule in self.decode(channel, assumed)}
            for rule in self.decode(channel, refusals):
                found[rule.id] = rule
                count = counts.setdefault((rule.id, channel), [0, 0])
                count[0] += rows
                count[1] += rows if rule.id in missing else 0
        rows_ = [_row(found[rule], ch, *count) for (rule, ch), count in counts.items()]
        return pl.DataFrame(rows_, schema=_BY_RULE).sort(
            "customers", "rule_id", "channel", descending=[True, False, False]
        )


_BY_RULE = {
    "rule_id": pl.String(),
    "channel": pl.Enum(Channel),
    "customers": pl.Int64(),
    "assumed": pl.Int64(),
    "title_en": pl.String(),
    "title_zh": pl.String(),
    "citation_en": pl.String(),
    "citation_zh": pl.String(),
    "status": pl.String(),
    "bindingness": pl.String(),
    "basis": pl.String(),
}


def _row(rule: InForce, channel: str, customers: int, assumed: int) -> dict[str, Any]:
    kind = rule.entry.bindingness
    return {
        "rule_id": rule.id,
        "channel": channel,
        "customers": customers,
        "assumed": assumed,
        "title_en": rule.rule.title.en,
        "title_zh": rule.rule.title.zh,
        "citation_en": rule.citation("en"),
        "citation_zh": rule.citation("zh"),
        "status": str(rule.version.status),
        "bindingness": str(kind),
        "basis": "law" if kind.is_law else str(kind),
    }


def _chosen(rules: Sequence[InForce], bits: int) -> list[InForce]:
    return [rule for n, rule in enumerate(rules) if bits >> n & 1]


def permits(
    book: Rulebook, facts: Facts, *, day: date, channels: Sequence[Channel] = tuple(Channel)
) -> Permits:
    """Permits for every customer in ``facts`` on each of ``channels`` for the local ``day``."""
    if day != facts.day:
        raise refuse(
            "rulebook.day",
            "day",
            f"the facts are those of {facts.day}, not of {day}; read them for the day asked about",
            f"事实取自 {facts.day}，并非 {day}，请按所问日期重新取数",
        )
    rules = book.on(day)
    channels = [channel for channel in Channel if channel in channels]
    used = {fact for channel in channels for fact in rules.channel(channel).facts}
    code, distinct = keyed(facts.frame, sorted(used - set(CALENDARS)))
    answers, spans = _answers(rules, distinct, day, channels)
    return Permits(_spread(facts.frame, code, answers, channels), day, rules, spans)


def _answers(
    rules: RuleSet,
    distinct: pl.DataFrame,
    day: date,
    channels: list[Channel],
) -> tuple[pl.DataFrame, tuple[Spans, ...]]:
    """Verdicts of each distinct key (rows) on each channel, key-major, and the window codes."""
    holidays = holidays_on(day, rules.calendars)
    found = [evaluate(rules.channel(channel), distinct, day, holidays) for channel in channels]
    spans: list[Spans] = sorted({(), *(one for v in found for one in v.spans)})
    codes = {one: code for code, one in enumerate(spans)}
    frames = []
    for number, verdict in enumerate(found):
        code = pl.Series([codes[one] for one in verdict.spans], dtype=pl.UInt16)
        windows = code.gather(verdict.frame["windows"]) if code.len() else code
        frames.append(
            verdict.frame.with_columns(
                windows=pl.when("allowed").then(windows).otherwise(0).cast(pl.UInt16),
                key=pl.int_range(pl.len(), dtype=pl.UInt32),
                channel=pl.lit(number, dtype=pl.UInt8),
            )
        )
    whole = pl.concat(frames, how="vertical_relaxed")
    return whole.sort("key", "channel").drop("key", "channel", "bound"), tuple(spans)


def _spread(
    facts: pl.DataFrame, code: pl.Series, answers: pl.DataFrame, channels: list[Channel]
) -> pl.DataFrame:
    """One row a customer and channel."""
    width, rows = len(channels), facts.height
    enum = pl.Enum(Channel)
    index = pl.select(
        customer=pl.int_range(rows * width, dtype=pl.UInt32) // width,
        channel=pl.int_range(rows * width, dtype=pl.UInt32) % width,
    )
    answer = code.gather(index["customer"]) * width + index["channel"]
    names = pl.Series([str(channel) for channel in channels], dtype=enum)
    return pl.DataFrame(
        [
            facts["customer_id"].gather(index["customer"]),
            names.gather(index["channel"]).alias("channel"),
            *answers[answer].get_columns(),
        ]
    )

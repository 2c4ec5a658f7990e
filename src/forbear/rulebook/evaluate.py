"""From facts to bits: one channel's expressions over a frame of facts, however many rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

from forbear.portfolio.words import Channel
from forbear.rulebook.compiled import ChannelRules
from forbear.rulebook.facts.names import FACTS
from forbear.rulebook.kinds.hours import Spans

COLUMNS = ("allowed", "windows", "remaining", "requires", "refusals", "assumed", "bound")


@dataclass(frozen=True)
class Verdicts:
    """One channel's verdicts: ``frame`` has `COLUMNS`.

    ``windows`` is a position in ``spans``; ``bound`` has the bits of the rules about hours.
    """

    frame: pl.DataFrame
    spans: list[Spans]


def complete(facts: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    """The frame with all of the facts named; one without a column is unknown."""
    missing = [FACTS[name] for name in names if name not in facts.columns]
    return facts.with_columns(pl.lit(None, dtype=f.dtype).alias(f.name) for f in missing)


def bits(rules: ChannelRules, facts: pl.DataFrame) -> pl.DataFrame:
    """``bound``, ``requires``, ``refusals``, ``assumed`` and ``remaining`` of every row of facts.

    Hours are left aside: whether they refuse hangs on the day.
    """
    facts = complete(facts, rules.facts)
    if _asks_others(rules):
        facts = facts.with_columns(pl.col("party_role").alias("addressee"))
    return facts.select(pl.col(facts.columns[0]).alias("_"), *rules.verdicts).drop("_")


def evaluate(
    rules: ChannelRules, facts: pl.DataFrame, day: date, holidays: dict[str, bool | None]
) -> Verdicts:
    """Decide every row of ``facts`` on one channel for a local day."""
    known = {fact: known for fact, known in holidays.items() if fact in rules.facts}
    facts = facts.drop(known, strict=False).with_columns(
        pl.lit(value, dtype=pl.Boolean).alias(fact) for fact, value in known.items()
    )
    found = bits(rules, facts)
    bound = found["bound"].unique().sort()
    left = [rules.spans(each, day, holidays) for each in bound]
    shut = pl.DataFrame(
        {"bound": bound, "shut": pl.Series([shut for _, shut in left], dtype=bound.dtype)}
    ).with_columns(windows=pl.int_range(pl.len(), dtype=pl.UInt16))
    frame = found.join(shut, on="bound", how="left", maintain_order="left").with_columns(
        refusals=pl.col("refusals") | pl.col("shut")
    )
    return Verdicts(
        frame.with_columns(allowed=pl.col("refusals") == 0).select(COLUMNS),
        [spans for spans, _ in left],
    )


def _asks_others(rules: ChannelRules) -> bool:
    return rules.channel is Channel.THIRD_PARTY and "addressee" in rules.facts

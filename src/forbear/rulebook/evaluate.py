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


def evaluate(
    rules: ChannelRules, facts: pl.DataFrame, day: date, holidays: dict[str, bool | None]
) -> Verdicts:
    """Decide every row of ``facts`` on one channel for a local day."""
    known = {fact: known for fact, known in holidays.items() if fact in rules.facts}
    facts = complete(facts.drop(known, strict=False), rules.facts).with_columns(
        *(pl.lit(value, dtype=pl.Boolean).alias(fact) for fact, value in known.items()),
        *([pl.col("party_role").alias("addressee")] if _asks_others(rules) else []),
    )
    found = facts.select(pl.col(facts.columns[0]).alias("_"), *rules.verdicts).drop("_")
    bound = found["bound"].unique().sort()
    left = [rules.spans(bits, day, holidays) for bits in bound]
    shut = pl.DataFrame(
        {"bound": bound, "shut": pl.Series([bits for _, bits in left], dtype=pl.UInt64)}
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

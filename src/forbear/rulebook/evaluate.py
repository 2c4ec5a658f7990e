"""From facts to bits: one channel's expressions over a frame of facts, however many rows."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from forbear.portfolio.words import Channel
from forbear.rulebook.compiled import ChannelRules, hours_on
from forbear.rulebook.facts.names import FACTS
from forbear.rulebook.kinds.hours import Spans


@dataclass(frozen=True)
class Verdicts:
    """One channel's verdicts. ``frame``: allowed, windows, remaining, requires, refusals, assumed.

    ``windows`` is here a row's position in ``spans``.
    """

    frame: pl.DataFrame
    spans: list[Spans]


def complete(facts: pl.DataFrame) -> pl.DataFrame:
    """The frame with every fact; one without a column is unknown."""
    missing = [f for f in FACTS.values() if f.name not in facts.columns]
    return facts.with_columns(pl.lit(None, dtype=f.dtype).alias(f.name) for f in missing)


def evaluate(
    rules: ChannelRules, facts: pl.DataFrame, holidays: dict[str, bool | None]
) -> Verdicts:
    """Decide every row of ``facts`` (as from `complete`) on one channel."""
    if rules.channel is Channel.THIRD_PARTY:
        facts = facts.with_columns(addressee=pl.col("party_role"))
    facts = facts.with_columns(
        pl.lit(known, dtype=pl.Boolean).alias(fact) for fact, known in holidays.items()
    )
    columns = [expr.alias(name) for name, expr in rules.verdicts.items()]
    found = facts.select(pl.lit(0, dtype=pl.UInt8).alias("_"), *columns).drop("_")
    window = [n for n, rule in enumerate(rules.refusing) if rule in rules.windows]
    found = found.with_columns(_bits("bound", window).alias("bound"))
    choice = found.select("bound").unique().sort("bound")
    spans, closed = _spans(rules, choice.to_series().to_list(), holidays)
    choice = choice.with_columns(
        closed=pl.Series(closed, dtype=pl.UInt64),
        windows=pl.int_range(pl.len(), dtype=pl.UInt16),
    )
    ordinary = [n for n in range(len(rules.refusing)) if n not in window]
    frame = (
        found.join(choice, on="bound", how="left", maintain_order="left")
        .with_columns(
            requires=_bits("required", list(range(len(rules.requiring)))),
            refusals=_bits("refused", ordinary) | pl.col("closed"),
            assumed=_nulls("refused", ordinary) | (_nulls("bound", window)),
        )
        .with_columns(allowed=pl.col("refusals") == 0)
    )
    return Verdicts(
        frame.select("allowed", "windows", "remaining", "requires", "refusals", "assumed"), spans
    )


def _spans(
    rules: ChannelRules, choices: list[int], holidays: dict[str, bool | None]
) -> tuple[list[Spans], list[int]]:
    """Hours for each set of bound window rules, and the rules that leave none of the day."""
    spans: list[Spans] = []
    closed: list[int] = []
    for bits in choices:
        bound = [n for n in range(64) if bits >> n & 1]
        left = rules.spans([rules.refusing[n] for n in bound], holidays)
        shut = [n for n in bound if not hours_on(rules.refusing[n], rules.day, holidays)]
        spans.append(left)
        closed.append(0 if left else sum(1 << n for n in (shut or bound)))
    return spans, closed


def _bits(prefix: str, positions: list[int]) -> pl.Expr:
    """The columns as one set of bits; unknown counts as true."""
    return _packed([pl.col(f"{prefix}_{n}").fill_null(True) for n in positions], positions)


def _nulls(prefix: str, positions: list[int]) -> pl.Expr:
    return _packed([pl.col(f"{prefix}_{n}").is_null() for n in positions], positions)


def _packed(flags: list[pl.Expr], positions: list[int]) -> pl.Expr:
    parts = [
        flag.cast(pl.UInt64) * pl.lit(1 << n, dtype=pl.UInt64)
        for flag, n in zip(flags, positions, strict=True)
    ]
    return pl.sum_horizontal(pl.lit(0, dtype=pl.UInt64), *parts)

"""What is known and allowed for one shard: a pure function of its frames.

Who is overdue and how badly, what the law lets us do with each, how likely each pays by himself,
and what every treatment would be worth. Nothing here knows of other shards.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import polars as pl

from forbear.delinquency import age_and_follow, rolled
from forbear.nightly.cases import Tape, cases
from forbear.nightly.figures.prepare import prepare
from forbear.nightly.lawful import hold_ends, written
from forbear.nightly.settings import Settings
from forbear.nightly.sums import sums
from forbear.portfolio.words import Channel
from forbear.rulebook import facts_from, permits
from forbear.scoring import after, score
from forbear.strategy import Cases, hits, weigh

#: Told when a part of the work is done, for the timings.
Lap = Callable[[str], None]


@dataclass(frozen=True)
class Assessed:
    """One shard, assessed. Frames are sorted by their keys.

    ``cases`` is the frame of `forbear.nightly.cases.cases` with ``rule``, the row of the strategy's
    table; ``values`` is what the allocator needs of them, in the same order. ``sums`` are frames
    that add up over shards.
    """

    aged: pl.DataFrame
    scored: pl.DataFrame
    cases: pl.DataFrame
    permits: pl.DataFrame
    values: Cases
    sums: dict[str, pl.DataFrame]


def assess(
    tape: Tape,
    settings: Settings,
    *,
    as_of: date,
    day: date,
    branches: tuple[str, ...],
    lap: Lap = lambda _: None,
) -> Assessed:
    """Assess one shard as of a business date for the local ``day`` that is planned.

    ``tape`` has every table of the tape: the customers' own ones cut to the shard, the others
    whole. ``branches`` are all branches of the bank, in order.
    """
    followed = age_and_follow(
        tape["accounts"],
        tape["instalments"],
        tape["payments"],
        as_of=as_of,
        policy=settings.ageing,
    )
    aged = followed.aged
    lap("age")
    late = _of_overdue(tape, aged)
    asked = settings.rules.on(day).facts
    known = facts_from(late, day=day, zone=settings.bank.timezone, asked=asked)
    issued = permits(settings.rules, known, day=day)
    lap("permit")
    scored = score(
        aged.filter(pl.col("days_past_due") > 0),
        late["contacts"],
        card=settings.card,
        as_of=as_of,
        timezone=settings.bank.timezone,
    )
    lap("score")
    found = cases(aged, scored, late, as_of=as_of, bank=settings.bank)
    found = found.with_columns(lost=_lost(issued.frame, found))
    found = found.with_columns(rule=hits(settings.strategy.table, found))
    values = weigh(found, _permitted(issued.frame, found), settings.strategy, branches, after)
    lap("propose")
    lawful = written(issued)
    counts = sums(
        tape,
        aged,
        rolled(followed.moves, as_of),
        found,
        lawful,
        issued.refusals_by_rule(),
        hold_ends(late["holds"], day),
        values,
        settings,
    )
    lap("sum")
    counts["figures"] = prepare(tape, followed, found, lawful, settings, as_of)
    lap("figures")
    return Assessed(aged, scored, found, lawful, values, counts)


def _of_overdue(tape: Tape, aged: pl.DataFrame) -> Tape:
    """The tape cut to customers with something overdue, and to their overdue accounts."""
    overdue = aged.filter(pl.col("days_past_due") > 0).select("customer_id", "account_id")
    owing = overdue.select("customer_id").unique()
    cut = {
        name: frame.join(owing, on="customer_id", how="semi") if _own(frame) else frame
        for name, frame in tape.items()
    }
    return {**cut, "accounts": cut["accounts"].join(overdue, on="account_id", how="semi")}


def _own(frame: pl.DataFrame) -> bool:
    return "customer_id" in frame.columns


def _lost(issued: pl.DataFrame, found: pl.DataFrame) -> pl.Series:
    """Lost contact as the law means it: only then may a third person be asked."""
    askable = issued.filter(
        (pl.col("channel") == Channel.THIRD_PARTY.value) & pl.col("allowed")
    ).select("customer_id", lost=True)
    return (
        found.select("customer_id")
        .join(askable, on="customer_id", how="left", maintain_order="left")
        .get_column("lost")
        .fill_null(False)
    )


def _permitted(issued: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """One row a case, in order, one Boolean column a channel."""
    wide = issued.group_by("customer_id").agg(
        (pl.col("allowed") & (pl.col("channel") == channel.value)).any().alias(channel.value)
        for channel in Channel
    )
    return found.select("case_id", "customer_id").join(
        wide, on="customer_id", how="left", maintain_order="left"
    )

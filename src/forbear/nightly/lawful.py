"""Permits as they are written down: rule ids and hours in words instead of bits and codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import polars as pl

from forbear.portfolio.words import Channel
from forbear.rulebook import Permits
from forbear.rulebook.entry import InForce
from forbear.rulebook.kinds.conduct import Conduct
from forbear.rulebook.rule import Bindingness

#: Between rule ids, and between windows, in one field.
SEPARATOR = ";"


def written(permits: Permits) -> pl.DataFrame:
    """The permits with ``hours`` ("08:00-22:00;...") and the ids of the rules behind each bit set.

    Columns: customer_id, channel, allowed, barred, conditional, hours, remaining, requires,
    refused_by, assumed. ``barred`` is refused by a rule of law or policy, not only for want of a
    number or address; ``conditional`` asks for something to be done, beyond what is never done.
    Few distinct bit sets occur, so each is put into words once.
    """
    frame = permits.frame
    hours = pl.Series(
        [SEPARATOR.join(_clock(*span) for span in spans) for spans in permits.spans],
        dtype=pl.String,
    )
    for bits, name, rules in (
        ("requires", "requires_", permits.required),
        ("refusals", "refused_by", permits.decode),
        ("assumed", "assumed_", permits.decode),
    ):
        words = _words(frame.select("channel", bits).unique(), bits, name, rules)
        if name == "refused_by":
            words = words.with_columns(_any("barred", words, bits, rules, _is_norm))
        if name == "requires_":
            words = words.with_columns(_any("conditional", words, bits, rules, _is_task))
        frame = frame.join(words, on=["channel", bits], how="left", maintain_order="left")
    return frame.select(
        "customer_id",
        "channel",
        "allowed",
        "barred",
        "conditional",
        hours.gather(frame["windows"]).alias("hours"),
        "remaining",
        pl.col("requires_").alias("requires"),
        "refused_by",
        pl.col("assumed_").alias("assumed"),
    )


def spans(hours: str) -> list[list[int]]:
    """Back from ``hours`` to [opens, closes] pairs of minutes after midnight."""
    return [
        [60 * int(clock[:2]) + int(clock[3:]) for clock in pair.split("-")]
        for pair in hours.split(SEPARATOR)
        if pair
    ]


def _clock(opens: int, closes: int) -> str:
    return f"{opens // 60:02d}:{opens % 60:02d}-{closes // 60:02d}:{closes % 60:02d}"


def _words(
    sets: pl.DataFrame,
    bits: str,
    name: str,
    rules: Callable[[Channel | str, int], Iterable[InForce]],
) -> pl.DataFrame:
    ids = [
        SEPARATOR.join(rule.id for rule in rules(channel, chosen))
        for channel, chosen in sets.select("channel", bits).iter_rows()
    ]
    return sets.with_columns(pl.Series(name, ids, dtype=pl.String))


def _any(
    name: str,
    sets: pl.DataFrame,
    bits: str,
    rules: Callable[[Channel | str, int], Iterable[InForce]],
    wanted: Callable[[InForce], bool],
) -> pl.Series:
    """Whether a set of rules holds a wanted one."""
    found = [
        any(map(wanted, rules(*chosen))) for chosen in sets.select("channel", bits).iter_rows()
    ]
    return pl.Series(name, found, dtype=pl.Boolean)


def _is_norm(rule: InForce) -> bool:
    """Law or policy, and not only a want of means."""
    return rule.entry.bindingness is not Bindingness.PRACTICAL


def _is_task(rule: InForce) -> bool:
    """Something to do, and not only what is never done."""
    return not isinstance(rule.value, Conduct)


def hold_ends(holds: pl.DataFrame, day: date) -> pl.DataFrame:
    """When holds end, for the refusals that rest on them.

    One row a kind: ``first_ends_on`` and ``last_ends_on`` of those whose end is known, and how many
    are ``open_ended``.
    """
    lasting = (pl.col("from_on") <= day) & (pl.col("to_on").is_null() | (pl.col("to_on") >= day))
    return (
        holds.filter(lasting)
        .group_by(pl.col("kind").cast(pl.String))
        .agg(
            first_ends_on=pl.col("to_on").min(),
            last_ends_on=pl.col("to_on").max(),
            open_ended=pl.col("to_on").is_null().sum().cast(pl.Int64),
        )
        .sort("kind")
    )

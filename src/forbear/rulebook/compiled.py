"""The rules of one day and channel as Polars expressions: the one implementation of a verdict.

Every expression is three-valued. A refusal that comes out as null met a fact nobody knows: it is
taken as a refusal and marked as assumed. A lift that is unknown does not lift.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce
from operator import and_, or_

import polars as pl

from forbear.portfolio.words import Channel
from forbear.problems import refuse
from forbear.rulebook.entry import InForce
from forbear.rulebook.facts.names import FACTS
from forbear.rulebook.kinds.hours import WHOLE_DAY, Hours, Spans, intersect
from forbear.rulebook.kinds.window import Window

#: Bits in a permit's sets.
_WIDTH = 64


#: Facts about the third person; where there is none, they say nothing.
_THIRD = {"addressee", "party_role", "party_liable", "party_no_contact", "party_pays"}


def binds(rule: InForce, channel: Channel) -> pl.Expr:
    """Whether the rule applies to a contact on a channel and nothing lifts it."""
    parts = [pl.lit(True)]
    if channel is Channel.THIRD_PARTY and rule.facts & _THIRD:
        parts.append(pl.col("has_party").fill_null(True))
    if len(rule.rule.binds) < len(FACTS["actor"].values):
        parts.append(_one_of("actor", rule.rule.binds).fill_null(True))
    if rule.entry.products:
        parts.append(reduce(or_, [pl.col(f"product_{one}") for one in rule.entry.products]))
    if rule.rule.addressees:
        parts.append(_one_of("addressee", rule.rule.addressees))
    parts.append(rule.when)
    parts += [~_lifts(lift) for lift in rule.rule.lifted_by]
    return reduce(and_, parts)


def _lifts(fact: str) -> pl.Expr:
    return pl.col(fact).fill_null(False) if FACTS[fact].asked else pl.col(fact)


def _one_of(fact: str, codes: Sequence[str]) -> pl.Expr:
    return reduce(or_, [pl.col(fact) == str(code) for code in codes])


@dataclass(frozen=True)
class ChannelRules:
    """The rules in force on one day for one channel, sorted by id. Positions are bits."""

    channel: Channel
    day: date
    rules: tuple[InForce, ...]

    @cached_property
    def refusing(self) -> tuple[InForce, ...]:
        """Rules that can refuse; their order is that of `refusals` and `assumed` bits."""
        return self._numbered(
            [r for r in self.rules if r.rule.effect == "refuse" and r.value.refuses() is not None]
        )

    @cached_property
    def requiring(self) -> tuple[InForce, ...]:
        """Rules that can require or advise; their order is that of `requires` bits."""
        return self._numbered(
            [r for r in self.rules if r.rule.effect == "warn" or r.value.requires() is not None]
        )

    @cached_property
    def windows(self) -> tuple[InForce, ...]:
        """Rules about hours, a subset of `refusing`."""
        return tuple(r for r in self.refusing if isinstance(r.value, Window))

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """Facts that any of the rules looks at, in the order of the list of facts."""
        named = {name for expr in self.verdicts.values() for name in expr.meta.root_names()}
        return tuple(name for name in FACTS if name in named)

    @cached_property
    def verdicts(self) -> dict[str, pl.Expr]:
        """Columns ``refused_<n>``, ``required_<n>``, ``bound_<n>`` (windows), ``remaining``.

        ``refused_<n>`` and ``bound_<n>`` may be null: unknown, to be taken as true.
        """
        columns: dict[str, pl.Expr] = {}
        for n, rule in enumerate(self.refusing):
            refuses = rule.value.refuses()
            if isinstance(rule.value, Window):
                columns[f"bound_{n}"] = binds(rule, self.channel) & self._opens(rule.value)
            elif refuses is not None:
                columns[f"refused_{n}"] = binds(rule, self.channel) & refuses
        for n, rule in enumerate(self.requiring):
            asks = rule.value.refuses() if rule.rule.effect == "warn" else rule.value.requires()
            if asks is not None:
                columns[f"required_{n}"] = (binds(rule, self.channel) & asks).fill_null(True)
        columns["remaining"] = self._remaining()
        return columns

    def _opens(self, window: Window) -> pl.Expr:
        """Null where it matters whether the day is a holiday and nobody knows."""
        fact = window.holiday_fact()
        if fact is None:
            return pl.lit(True)
        return pl.when(pl.col(fact).is_null()).then(None).otherwise(True)

    def _remaining(self) -> pl.Expr:
        left = []
        for rule in self.refusing:
            remaining = rule.value.remaining()
            if remaining is not None:
                bound = binds(rule, self.channel).fill_null(True)
                left.append(pl.when(bound).then(remaining.fill_null(0)))
        count = pl.min_horizontal(left) if left else pl.lit(None)
        return count.cast(pl.Int16)

    def spans(self, bound: Sequence[InForce], holidays: dict[str, bool | None]) -> Spans:
        """Hours that all of the bound window rules leave; an unknown holiday counts as one."""
        spans = WHOLE_DAY
        for rule in bound:
            spans = intersect(spans, hours_on(rule, self.day, holidays))
        return spans

    def _numbered(self, rules: list[InForce]) -> tuple[InForce, ...]:
        if len(rules) > _WIDTH:
            raise refuse(
                "rulebook.too_many",
                str(self.channel),
                f"{len(rules)} rules bind this channel on {self.day}, more than {_WIDTH}",
                f"该渠道在 {self.day} 有 {len(rules)} 条规则，超过 {_WIDTH} 条",
            )
        return tuple(rules)


def hours_on(rule: InForce, day: date, holidays: dict[str, bool | None]) -> Spans:
    """The hours one window rule leaves on a day."""
    hours: Hours | None = rule.value.hours()
    if hours is None:
        return WHOLE_DAY
    fact = rule.value.holiday_fact() if isinstance(rule.value, Window) else None
    holiday = False if fact is None else holidays.get(fact)
    return hours.on(day, holiday is not False)

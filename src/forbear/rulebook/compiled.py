"""The rules of one channel as Polars expressions: the one implementation of a verdict.

Every expression is three-valued. A refusal that comes out as null met a fact nobody knows: it is
taken as a refusal and marked as assumed. A lift that is unknown does not lift.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce
from operator import and_, or_
from typing import Any

import polars as pl

from forbear.portfolio.words import Channel
from forbear.problems import refuse
from forbear.rulebook.entry import InForce
from forbear.rulebook.facts.names import FACTS
from forbear.rulebook.kinds.hours import WHOLE_DAY, Hours, Spans, intersect
from forbear.rulebook.kinds.window import Window

#: Bits in a permit's sets: as a rule, and where several countries' packs are in use.
NARROW, WIDTH = 64, 128

#: Facts each of which puts a borrower under the law of a country.
UNDER = ("lives_in", "made_in", "collects_in")

#: Facts about the third person; where there is none, they say nothing.
_THIRD = {"addressee", "party_role", "party_liable", "party_no_contact", "party_pays"}


def binds(rule: InForce, channel: Channel) -> pl.Expr:
    """Whether the rule applies to a contact on a channel and nothing lifts it."""
    parts = [pl.lit(True)]
    if rule.entry.countries:
        parts.append(reduce(or_, [_one_of(fact, rule.entry.countries) for fact in UNDER]))
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
    if len(codes) > 3:
        return pl.col(fact).is_in(pl.Series(codes, dtype=FACTS[fact].dtype).implode())
    return reduce(or_, [pl.col(fact) == str(code) for code in codes])


@dataclass(frozen=True)
class ChannelRules:
    """The rules in force together on one channel, sorted by id. Positions are bits."""

    channel: Channel
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
    def facts(self) -> tuple[str, ...]:
        """Facts that any of the rules looks at, in the order of the list of facts."""
        named = {name for expr in self.verdicts for name in expr.meta.root_names()}
        if self.channel is Channel.THIRD_PARTY and "addressee" in named:
            named.add("party_role")
        return tuple(name for name in FACTS if name in named)

    @cached_property
    def kept(self) -> dict[tuple[Any, ...], dict[str, Any]]:
        """Verdicts worked out so far, by what is known of `facts`."""
        return {}

    @cached_property
    def looks_at(self) -> dict[str, tuple[str, ...]]:
        """For each rule by id the facts that it looks at, those by which it binds included."""
        found = {}
        for rule in self.rules:
            names = {*binds(rule, self.channel).meta.root_names(), *rule.facts}
            if isinstance(rule.value, Window):
                names |= {fact for fact in (rule.value.holiday_fact(),) if fact}
            found[rule.id] = tuple(name for name in FACTS if name in names)
        return found

    @cached_property
    def verdicts(self) -> tuple[pl.Expr, ...]:
        """Columns ``bound`` (rules about hours), ``requires``, ``refusals``, ``assumed`` as bits.

        And ``remaining``. Rules about hours refuse by their hours, which `spans` works out.
        """
        bound: dict[int, pl.Expr] = {}
        refused: dict[int, pl.Expr] = {}
        for n, rule in enumerate(self.refusing):
            refuses = rule.value.refuses()
            if isinstance(rule.value, Window):
                bound[n] = binds(rule, self.channel) & _day_known(rule.value)
            elif refuses is not None:
                refused[n] = binds(rule, self.channel) & refuses
        required: dict[int, pl.Expr] = {}
        for n, rule in enumerate(self.requiring):
            asks = rule.value.refuses() if rule.rule.effect == "warn" else rule.value.requires()
            if asks is not None:
                required[n] = binds(rule, self.channel) & asks
        return (
            _packed({n: flag.fill_null(True) for n, flag in bound.items()}).alias("bound"),
            _packed({n: flag.fill_null(True) for n, flag in required.items()}).alias("requires"),
            _packed({n: flag.fill_null(True) for n, flag in refused.items()}).alias("refusals"),
            _packed({n: f.is_null() for n, f in (bound | refused).items()}).alias("assumed"),
            self._remaining().alias("remaining"),
        )

    def _remaining(self) -> pl.Expr:
        left = []
        for rule in self.refusing:
            remaining = rule.value.remaining()
            if remaining is not None:
                bound = binds(rule, self.channel).fill_null(True)
                left.append(pl.when(bound).then(remaining.fill_null(0)))
        count = pl.min_horizontal(left) if left else pl.lit(None)
        return count.cast(pl.Int16)

    def spans(self, bound: int, day: date, holidays: dict[str, bool | None]) -> tuple[Spans, int]:
        """Hours that the rules about hours leave, and the bits of those that leave none.

        ``bound`` has the bits of those that bind. An unknown holiday counts as one.
        """
        alike = (bound, day.weekday(), *holidays.items())
        if alike not in self._spans:
            self._spans[alike] = self._hours(bound, day, holidays)
        return self._spans[alike]

    @cached_property
    def _spans(self) -> dict[tuple[Any, ...], tuple[Spans, int]]:
        return {}

    def _hours(self, bound: int, day: date, holidays: dict[str, bool | None]) -> tuple[Spans, int]:
        numbers = [n for n in range(len(self.refusing)) if bound >> n & 1]
        hours = {n: hours_on(self.refusing[n], day, holidays) for n in numbers}
        left = reduce(intersect, hours.values(), WHOLE_DAY)
        shut = [n for n in numbers if not hours[n]] or numbers
        return left, 0 if left else sum(1 << n for n in shut)

    def _numbered(self, rules: list[InForce]) -> tuple[InForce, ...]:
        if len(rules) > WIDTH:
            raise refuse(
                "rulebook.too_many",
                str(self.channel),
                f"{len(rules)} rules bind this channel at once, more than {WIDTH}",
                f"该渠道同时有 {len(rules)} 条规则，超过 {WIDTH} 条",
            )
        return tuple(rules)


def hours_on(rule: InForce, day: date, holidays: dict[str, bool | None]) -> Spans:
    """The hours one rule about hours leaves on a day."""
    hours: Hours | None = rule.value.hours()
    if hours is None or not isinstance(rule.value, Window):
        return WHOLE_DAY
    fact = rule.value.holiday_fact()
    return hours.on(day, fact is not None and holidays.get(fact) is not False)


def _day_known(window: Window) -> pl.Expr:
    """Null where it matters whether the day is a holiday and nobody knows."""
    fact = window.holiday_fact()
    return pl.lit(True) if fact is None else pl.col(fact).is_not_null() | pl.lit(None)


def _packed(flags: dict[int, pl.Expr]) -> pl.Expr:
    """Flags as one set of bits, each at its position."""
    set_of = pl.UInt64 if max(flags, default=0) < NARROW else pl.UInt128
    bits = [flag.cast(set_of) * pl.lit(1 << n, dtype=set_of) for n, flag in flags.items()]
    return pl.sum_horizontal(pl.lit(0, dtype=set_of), *bits)

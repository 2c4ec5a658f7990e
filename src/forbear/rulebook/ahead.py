"""Looking ahead day by day, nothing more happening meanwhile: the next lawful moment."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from forbear.portfolio.words import Channel
from forbear.rulebook.answer import Answer, decide
from forbear.rulebook.book import Rulebook, RuleSet
from forbear.rulebook.case import Case, Days, Known, known, local_moment, zone_of
from forbear.rulebook.compiled import UNDER
from forbear.rulebook.facts.names import FACTS
from forbear.rulebook.instants import Instants, instants

#: Days looked ahead, the day asked about included.
AHEAD = 31


@dataclass(frozen=True)
class Outlook:
    """A case on the day asked about and on those after it, whatever the channel."""

    book: Rulebook
    case: Case

    @cached_property
    def when(self) -> tuple[date, datetime | None]:
        """The local day asked about and, if one was given, the local moment."""
        return local_moment(self.case)

    @cached_property
    def days(self) -> list[date]:
        """The day asked about and those after it."""
        return [self.when[0] + timedelta(days=ahead) for ahead in range(AHEAD)]

    @cached_property
    def rules(self) -> list[RuleSet]:
        """The rules that decide on each of the days."""
        return [self.book.on(day) for day in self.days]

    @cached_property
    def _known(self) -> dict[int, Known]:
        return {}

    @cached_property
    def _days(self) -> Days:
        sets = {id(rules): rules for rules in self.rules}.values()
        asked = frozenset(fact for rules in sets for fact in rules.facts)
        return known(self.case, self.days, asked)

    def tell(self, known: Known) -> None:
        """Have this known of the day asked about, instead of what the case says."""
        self._known[0] = known

    def known(self, number: int = 0) -> Known:
        """What is known on one of the days; 0 is the day asked about."""
        if number not in self._known:
            self._known[number] = self._days[number]
        return self._known[number]

    @cached_property
    def told(self) -> dict[str, dict[str, Any]]:
        """Facts of the day asked about that some rule looks at, and where each was read."""
        rules, facts = self.rules[0], self.known()
        return {
            name: {"value": facts.values[name], "source": facts.sources[name]}
            for name in FACTS
            if name in facts.values and (name in rules.facts or facts.sources[name] == "given")
        }

    @cached_property
    def packs(self) -> tuple[dict[str, Any], ...]:
        """Each pack with the facts by which it binds; ``assumed`` where that is not known."""
        facts, found = self.known(), []
        countries = {rule.entry.pack: rule.entry.countries for rule in self.rules[0].rules}
        for pack in sorted(countries):
            by = [fact for fact in UNDER if facts.values.get(fact) in countries[pack]]
            unknown = any(facts.values.get(fact) is None for fact in UNDER)
            if not countries[pack] or by or unknown:
                assumed = bool(countries[pack]) and not by
                found.append({"pack": pack, "by": tuple(by), "assumed": assumed})
        return tuple(found)

    def answer(self, channel: Channel, number: int = 0) -> Answer:
        """What the rules say on one of the days; 0 is the day asked about."""
        rules = self.rules[number].channel(channel)
        return decide(rules, [self.known(number)], [self.days[number]])[0]

    def next_lawful(self, channel: Channel) -> datetime | None:
        """First moment from the one asked about, or the day's beginning, at which nothing refuses.

        None if there is none within `AHEAD` days.
        """
        moment = self.when[1]
        start = moment or datetime.combine(self.days[0], time(), zone_of(self.case))
        refused: set[Hashable] = set()
        for number in range(AHEAD):
            rules = self.rules[number].channel(channel)
            same = (id(rules), self.known(number).key(rules.facts))
            if same in refused:
                continue
            answer = self.answer(channel, number)
            if answer.refused_by_facts:
                refused.add(same)
                continue
            for opens, closes in self.hours(answer):
                if max(opens, start) < closes:
                    return max(opens, start)
        return None

    def hours(self, answer: Answer) -> Instants:
        """The instants between which a day is open."""
        return instants(answer.day, answer.open, zone_of(self.case))

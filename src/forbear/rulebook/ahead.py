"""Looking ahead day by day, nothing more happening meanwhile: the next lawful moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import groupby

from forbear.portfolio.words import Channel
from forbear.rulebook.answer import Answer, decide
from forbear.rulebook.book import Rulebook, RuleSet
from forbear.rulebook.case import Case, Known, known, local_moment, zone_of
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
    def facts(self) -> list[Known]:
        """What is known on each of the days."""
        sets = {id(rules): rules for rules in self.rules}.values()
        asked = frozenset(fact for rules in sets for fact in rules.facts)
        return known(self.case, self.days, asked)

    def answer(self, channel: Channel) -> Answer:
        """What the rules say on the day asked about."""
        return decide(self.rules[0].channel(channel), self.facts[:1], self.days[:1])[0]

    def next_lawful(self, channel: Channel) -> datetime | None:
        """First moment from the one asked about, or the day's beginning, at which nothing refuses.

        None if there is none within `AHEAD` days.
        """
        moment = self.when[1]
        start = moment or datetime.combine(self.days[0], time(), zone_of(self.case))
        for answer in self._answers(channel):
            for opens, closes in self.hours(answer):
                if max(opens, start) < closes:
                    return max(opens, start)
        return None

    def hours(self, answer: Answer) -> Instants:
        """The instants between which a day is open."""
        return instants(answer.day, answer.open, zone_of(self.case))

    def _answers(self, channel: Channel) -> list[Answer]:
        found: list[Answer] = []
        for _, numbers in groupby(range(AHEAD), key=lambda n: id(self.rules[n])):
            span = list(numbers)
            here = slice(span[0], span[-1] + 1)
            rules = self.rules[span[0]].channel(channel)
            found += decide(rules, self.facts[here], self.days[here])
        return found

"""The rulebook: every rule of the packs in use and of the bank's overlay."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from forbear.portfolio.words import Channel
from forbear.problems import ForbearError, Problem
from forbear.rulebook.compiled import ChannelRules
from forbear.rulebook.entry import Entry, InForce
from forbear.rulebook.holidays import CALENDARS
from forbear.rulebook.instrument import Registered
from forbear.rulebook.pack import read_overlay, read_packs, shipped

#: What cannot be done for want of means; in every book.
COMMON = "common"


@dataclass(frozen=True)
class RuleSet:
    """Rules in force together, sorted by id."""

    rules: tuple[InForce, ...]

    @cached_property
    def version(self) -> str:
        """SHA-256 of the rules that decide; what comes later does not change it."""
        whole = hashlib.sha256()
        for rule in self.rules:
            whole.update(bytes.fromhex(rule.digest))
        return whole.hexdigest()

    def channel(self, channel: Channel) -> ChannelRules:
        """Those that bind one channel, compiled."""
        return self._channels[channel]

    @cached_property
    def facts(self) -> frozenset[str]:
        """Facts that any of the rules looks at."""
        return frozenset(fact for channel in Channel for fact in self.channel(channel).facts)

    @cached_property
    def calendars(self) -> tuple[str, ...]:
        """Those of the facts that a calendar decides."""
        return tuple(fact for fact in CALENDARS if fact in self.facts)

    @cached_property
    def _channels(self) -> dict[Channel, ChannelRules]:
        return {
            channel: ChannelRules(
                channel, tuple(r for r in self.rules if channel in r.rule.channels)
            )
            for channel in Channel
        }


@dataclass(frozen=True)
class Rulebook:
    """All rules, whenever in force, sorted by id."""

    entries: tuple[Entry, ...]
    registered: dict[str, Registered]

    def __post_init__(self) -> None:
        seen: dict[str, Entry] = {}
        faults = []
        for entry in self.entries:
            if entry.id in seen:
                first = seen[entry.id].file
                faults.append(
                    Problem(
                        "rulebook.twice",
                        f"{entry.file}: {entry.id}",
                        f"this id is already taken in {first}; choose another",
                        f"规则编号已在 {first} 中使用，请更换",
                    )
                )
            seen[entry.id] = entry
        if faults:
            raise ForbearError(*faults)

    def rule(self, rule_id: str) -> Entry:
        """One rule by its id."""
        return {entry.id: entry for entry in self.entries}[rule_id]

    def on(self, day: date) -> RuleSet:
        """The rules that decide on a day."""
        if self._always is not None:
            return self._always
        if day not in self._days:
            found = [rule for rule in (entry.on(day) for entry in self.entries) if rule]
            same = tuple((rule.id, rule.version.in_force) for rule in found)
            self._days[day] = self._sets.setdefault(same, RuleSet(tuple(found)))
        return self._days[day]

    def as_of(self, day: date) -> Rulebook:
        """The book in which, whatever day is asked about, the rules of ``day`` decide."""
        fixed = Rulebook(self.entries, self.registered)
        fixed.__dict__["_always"] = self.on(day)
        return fixed

    @cached_property
    def _always(self) -> RuleSet | None:
        return None

    @cached_property
    def _days(self) -> dict[date, RuleSet]:
        return {}

    @cached_property
    def _sets(self) -> dict[tuple[tuple[str, date], ...], RuleSet]:
        """Days between which no rule changes share what is compiled."""
        return {}

    @property
    def zone(self) -> str | None:
        """The one time zone of all that is bound, where there is but one."""
        places = [one for one in self.registered.values() if one.countries or one.zone]
        return places[0].zone if len(places) == 1 else None

    @cached_property
    def version(self) -> str:
        """SHA-256 of all rules with every version of theirs, cases left out."""
        whole = hashlib.sha256()
        for entry in self.entries:
            whole.update(entry.pack.encode() + entry.folder.encode())
            whole.update(entry.instrument.model_dump_json().encode())
            whole.update(entry.rule.model_dump_json(exclude={"cases"}).encode())
        return whole.hexdigest()


def load(
    packs: Sequence[str],
    overlay: Mapping[str, str] | None = None,
    *,
    folder: Path | None = None,
) -> Rulebook:
    """Read packs and overlay, check everything, run every case.

    ``packs`` are names in ``registry.yaml`` (``common`` is always added); ``overlay`` maps names to
    YAML texts of the bank's own rules; ``folder`` holds the packs, Forbear's own by default.

    Raises `ForbearError` on an unknown key, a missing citation, overlapping dates, an id given
    twice, an overlay that loosens law, a case that does not come out as written.
    """
    from forbear.rulebook.trial import failures

    wanted = [COMMON, *(pack for pack in packs if pack != COMMON)]
    registered, law = read_packs(wanted, shipped() if folder is None else folder)
    own = read_overlay(overlay or {}, law)
    book = Rulebook(tuple(sorted((*law, *own), key=lambda entry: entry.id)), registered)
    wrong = [failure for entry in book.entries for failure in failures(entry)]
    if wrong:
        raise ForbearError(*wrong)
    return _divided(book)


def _divided(book: Rulebook) -> Rulebook:
    """The book with each rule bound to its pack's countries, if it has packs of several.

    Packs of one place bind all that the bank does, wherever that is.
    """
    placed = {pack: one.countries for pack, one in book.registered.items() if one.countries}
    if len(placed) < 2:
        return book
    entries = tuple(replace(e, countries=placed.get(e.pack, ())) for e in book.entries)
    return Rulebook(entries, book.registered)

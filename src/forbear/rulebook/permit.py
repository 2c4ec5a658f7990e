"""One permit, fully decoded: the one-row case of the bulk implementation."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from forbear.portfolio.words import Channel
from forbear.rulebook.book import Rulebook
from forbear.rulebook.case import Case, Known, known, local_moment, read_case
from forbear.rulebook.compiled import ChannelRules, binds, hours_on
from forbear.rulebook.entry import InForce
from forbear.rulebook.evaluate import complete, evaluate
from forbear.rulebook.facts.names import FACTS
from forbear.rulebook.facts.plan import ACTS, NEEDS, PROOFS
from forbear.rulebook.holidays import CALENDARS
from forbear.rulebook.kinds.hours import Spans, clock
from forbear.rulebook.kinds.window import Window

#: Days looked ahead for the next lawful moment.
_AHEAD = 31


@dataclass(frozen=True)
class Point:
    """One rule in a permit. ``facts`` are those of its facts that are known."""

    rule_id: str
    version: str
    kind: str
    title: dict[str, str]
    citation: dict[str, str]
    source: tuple[str, ...]
    status: str
    bindingness: str
    assumed: bool
    facts: dict[str, Any]
    unknown: tuple[str, ...]
    lifted_by: tuple[str, ...]
    tokens: tuple[dict[str, str], ...] = ()
    evidence: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True)
class Permit:
    """Whether, when and how one contact may be made, and why."""

    permit_id: str
    book: str
    channel: str
    customer_id: str | None
    day: str
    zone: str
    at: str | None
    allowed: bool
    windows: tuple[tuple[str, str], ...]
    remaining: int | None
    refusals: tuple[Point, ...]
    requires: tuple[Point, ...]
    advice: tuple[Point, ...]
    overrides: tuple[dict[str, str], ...]
    next_lawful: str | None
    facts: dict[str, dict[str, Any]]

    def as_dict(self) -> dict[str, Any]:
        """The permit as plain data; `json.dumps` takes it."""
        whole: dict[str, Any] = asdict(self)
        return whole


@dataclass(frozen=True)
class _Answer:
    """Verdicts of one local day on one case."""

    rules: ChannelRules
    facts: pl.DataFrame
    row: dict[str, Any]
    spans: Spans

    def refused(self, moment: time | None, holidays: dict[str, bool | None]) -> list[InForce]:
        """All rules that refuse, those about hours by the moment, if one is given."""
        found = [r for n, r in enumerate(self.rules.refusing) if self.row["refusals"] >> n & 1]
        if moment is not None and not _inside(self.spans, moment):
            found += [r for r in self._bound() if _shut(r, self.rules.day, moment, holidays)]
        return sorted({r.id: r for r in found}.values(), key=lambda r: r.id)

    @property
    def open_spans(self) -> Spans:
        """Hours of the day; none if something refuses the whole day."""
        return () if self.row["refusals"] else self.spans

    def _bound(self) -> list[InForce]:
        """Rules about hours that bind this case."""
        named = {r.id: binds(r, self.rules.channel) for r in self.rules.windows}
        if not named:
            return []
        row = self.facts.select(**named).row(0, named=True)
        return [r for r in self.rules.windows if row[r.id] is not False]


def permit(book: Rulebook, case: Case | Mapping[str, Any], *, at: datetime | None = None) -> Permit:
    """The permit for one case, decided by the same expressions as `permits`.

    ``at`` goes before the case's own. Raises `ForbearError` for a case that cannot be read: an
    unknown channel or fact, a moment without offset, a time zone that does not exist, a contact
    later than the moment asked about.
    """
    case = read_case(case, at)
    day, moment = local_moment(case)
    facts = known(case, day)
    answer = _decide(book, case, facts, day)
    clock_time = None if moment is None else moment.time()
    refusing = answer.refused(clock_time, facts.holidays)
    required = [r for n, r in enumerate(answer.rules.requiring) if answer.row["requires"] >> n & 1]
    assumed = {r.id for n, r in enumerate(answer.rules.refusing) if answer.row["assumed"] >> n & 1}
    refusals = tuple(_point(r, facts, case.channel, r.id in assumed) for r in refusing)
    version = book.on(day).version
    return Permit(
        permit_id=_hash(case, day, facts, version),
        book=version,
        channel=str(case.channel),
        customer_id=case.customer_id,
        day=day.isoformat(),
        zone=case.zone,
        at=None if moment is None else moment.isoformat(),
        allowed=not refusals,
        windows=tuple((clock(a), clock(b)) for a, b in answer.open_spans),
        remaining=answer.row["remaining"],
        refusals=refusals,
        requires=_points(required, "refuse", facts, case.channel),
        advice=_points(required, "warn", facts, case.channel),
        overrides=_overrides(refusing, facts),
        next_lawful=_next(book, case, day, moment) if refusals else None,
        facts={n: {"value": v, "source": facts.sources[n]} for n, v in facts.values.items()},
    )


def _decide(book: Rulebook, case: Case, facts: Known, day: date) -> _Answer:
    rules = book.on(day).channel(case.channel)
    frame = complete(facts.frame)
    verdicts = evaluate(rules, frame, facts.holidays)
    row = verdicts.frame.row(0, named=True)
    return _Answer(rules, frame, row, verdicts.spans[row["windows"]])


def _inside(spans: Spans, moment: time) -> bool:
    second = moment.hour * 3600 + moment.minute * 60 + moment.second
    return any(a * 60 <= second < b * 60 for a, b in spans)


def _shut(rule: InForce, day: date, moment: time, holidays: dict[str, bool | None]) -> bool:
    return not _inside(hours_on(rule, day, holidays), moment)


def _points(rules: list[InForce], effect: str, facts: Known, channel: Channel) -> tuple[Point, ...]:
    return tuple(_point(r, facts, channel, False) for r in rules if r.rule.effect == effect)


def _point(rule: InForce, facts: Known, channel: Channel, assumed: bool) -> Point:
    names = binds(rule, channel).meta.root_names() + sorted(rule.facts)
    if isinstance(rule.value, Window):
        names += [fact for fact in (rule.value.holiday_fact(),) if fact]
    names = [name for name in FACTS if name in names]
    kind = rule.entry.bindingness
    words = NEEDS | ACTS
    return Point(
        rule_id=rule.id,
        version=rule.version.in_force.isoformat(),
        kind=str(getattr(rule.rule, "kind", "")),
        title=rule.rule.title.model_dump(),
        citation={"en": rule.citation("en"), "zh": rule.citation("zh")},
        source=rule.version.citation.source,
        status=str(rule.version.status),
        bindingness=str(kind),
        assumed=assumed,
        facts={n: facts.values[n] for n in names if facts.values.get(n) is not None},
        unknown=tuple(n for n in names if facts.values.get(n) is None and not FACTS[n].asked),
        lifted_by=rule.rule.lifted_by,
        tokens=tuple({"name": t, **words[t]._asdict()} for t in rule.value.tokens()),
        evidence=tuple({"name": t, **PROOFS[t]._asdict()} for t in rule.rule.evidence),
    )


def _overrides(refusing: list[InForce], facts: Known) -> tuple[dict[str, str], ...]:
    """What would lift a refusing rule, for each rule that anything lifts."""
    return tuple(
        {"rule_id": rule.id, "fact": lift, "en": FACTS[lift].en, "zh": FACTS[lift].zh}
        for rule in refusing
        for lift in rule.rule.lifted_by
        if facts.values.get(lift) is not True
    )


def _next(book: Rulebook, case: Case, day: date, moment: datetime | None) -> str | None:
    """First moment from now on at which nothing refuses, within a month; None if there is none.

    Counts of the day that were given as facts start again at the next midnight.
    """
    zone = ZoneInfo(case.zone)
    start = moment if moment is not None else datetime.combine(day, time(), zone)
    later = case.model_copy(update={"facts": _lasting(case.facts)})
    for ahead in range(_AHEAD):
        on = day + timedelta(days=ahead)
        answer = _decide(book, case, known(case if ahead == 0 else later, on), on)
        if answer.row["refusals"]:
            continue
        for opens, closes in answer.spans:
            first = max(_instant(on, opens, zone), start)
            if first < _instant(on, closes, zone):
                return first.astimezone(zone).isoformat()
    return None


def _lasting(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as they are after midnight, nothing more happening."""
    return {
        name: 0 if FACTS[name].daily else value
        for name, value in facts.items()
        if name not in CALENDARS
    }


def _instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The instant of a wall-clock minute; one that the clocks skip is the moment they jump to."""
    days, rest = divmod(minute, 1440)
    local = datetime.combine(day + timedelta(days=days), time(rest // 60, rest % 60), zone)
    utc = local.astimezone(ZoneInfo("UTC"))
    if utc.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        return utc.astimezone(zone)
    return local


def _hash(case: Case, day: date, facts: Known, version: str) -> str:
    """SHA-256 of what was asked, what was known and by which rules it was decided."""
    whole = {
        "asked": [case.customer_id, str(case.channel), day, case.at, case.zone],
        "facts": facts.values,
        "sources": facts.sources,
        "book": version,
    }
    text = json.dumps(whole, sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()

"""One permit, fully decoded: the one-row case of the bulk implementation."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from forbear.portfolio.words import Channel
from forbear.problems import ForbearError
from forbear.rulebook.ahead import Outlook
from forbear.rulebook.book import Rulebook
from forbear.rulebook.case import Case, Known, read_case
from forbear.rulebook.clocks import Clocks
from forbear.rulebook.compiled import ChannelRules
from forbear.rulebook.entry import InForce
from forbear.rulebook.facts.names import FACTS
from forbear.rulebook.kinds.hours import clock
from forbear.rulebook.pack import OVERLAY
from forbear.rulebook.rule import Bindingness, SourceStatus
from forbear.rulebook.running import deadlines, retention


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
    pack: str = ""
    tokens: tuple[dict[str, str], ...] = ()
    evidence: tuple[dict[str, str], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The point as plain data."""
        return dict(vars(self))


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
    #: Local hours of the day as clocks show them, half-open, and the instants at which they are.
    windows: tuple[tuple[str, str], ...]
    instants: tuple[tuple[str, str], ...]
    remaining: int | None
    refusals: tuple[Point, ...]
    requires: tuple[Point, ...]
    advice: tuple[Point, ...]
    overrides: tuple[dict[str, str], ...]
    next_lawful: str | None
    facts: dict[str, dict[str, Any]]
    #: The packs under which the borrower is, and by which of the facts about countries.
    packs: tuple[dict[str, Any], ...] = ()
    #: Clocks that the case's events have started, and how long the contact's records are kept.
    deadlines: tuple[dict[str, Any], ...] = ()
    retention: tuple[dict[str, Any], ...] = ()
    #: What went wrong inside, if something did; such a permit always refuses.
    fault: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The permit as plain data; `json.dumps` takes it."""
        points = {
            name: tuple(point.as_dict() for point in getattr(self, name))
            for name in ("refusals", "requires", "advice")
        }
        return {**vars(self), **points}


def permit(
    book: Rulebook,
    case: Case | Mapping[str, Any],
    *,
    at: datetime | None = None,
    clocks: Clocks | None = None,
) -> Permit:
    """The permit for one case, decided by the same expressions as `permits`.

    ``at`` goes before the case's own. With ``clocks`` the permit says which deadlines run and how
    long its records are kept. Raises `ForbearError` for a case that cannot be read: an
    unknown channel or fact, a moment without offset, a time zone that does not exist, a contact
    later than the moment asked about. Whatever else goes wrong gives a permit that refuses and says
    so in ``fault``.
    """
    read = read_case(case, at, book.zone)
    return _issued(Outlook(book, read), read.channel, clocks)


def permit_each(
    book: Rulebook,
    case: Mapping[str, Any],
    *,
    channels: Iterable[Channel] = tuple(Channel),
    at: datetime | None = None,
    clocks: Clocks | None = None,
) -> list[Permit]:
    """The permits of one case on several channels; the facts are read once. As `permit`."""
    wanted = [Channel(channel) for channel in channels]
    if not wanted:
        return []
    outlook = Outlook(book, read_case({**case, "channel": wanted[0]}, at, book.zone))
    return [_issued(outlook, channel, clocks) for channel in wanted]


def issued_again(book: Rulebook, answer: Mapping[str, Any], at: datetime) -> Permit:
    """A past permit from the facts that it tells, by the rules of its own day in ``book``.

    ``at`` is the moment asked about. While the rules of that day are the same, so are the permit's
    number and verdict; ``next_lawful`` may be later, since the facts of later days are not told.
    """
    facts: Mapping[str, Mapping[str, Any]] = answer["facts"]
    values = {name: fact["value"] for name, fact in facts.items()}
    whole = {name: answer[name] for name in ("channel", "zone", "customer_id")}
    outlook = Outlook(book, read_case({**whole, "at": at, "facts": values}))
    outlook.tell(Known(values, {name: fact["source"] for name, fact in facts.items()}))
    return _issued(outlook, Channel(answer["channel"]), None)


def _issued(outlook: Outlook, channel: Channel, clocks: Clocks | None) -> Permit:
    """The permit, or one that refuses because something went wrong inside."""
    try:
        return _timed(_decided(outlook, channel), outlook, clocks)
    except ForbearError:
        raise
    except Exception as error:
        return _faulted(outlook, channel, f"{type(error).__name__}: {error}")


def _decided(outlook: Outlook, channel: Channel) -> Permit:
    (day, moment), rules, facts = outlook.when, outlook.rules[0], outlook.known()
    answer = outlook.answer(channel)
    refusing = answer.refusing(None if moment is None else moment.time())
    by_id = {rule.id for rule in answer.assumed}
    here = rules.channel(channel)
    refusals = tuple(_point(r, facts, here, r.id in by_id) for r in refusing)
    required = [(r, _point(r, facts, here, False)) for r in answer.required]
    return Permit(
        permit_id=_hash(outlook, channel),
        book=rules.version,
        channel=str(channel),
        customer_id=outlook.case.customer_id,
        day=day.isoformat(),
        zone=str(outlook.case.zone),
        at=_iso(moment),
        allowed=not refusals,
        windows=tuple((clock(a), clock(b)) for a, b in answer.open),
        instants=tuple((a.isoformat(), b.isoformat()) for a, b in outlook.hours(answer)),
        remaining=answer.remaining,
        refusals=refusals,
        requires=tuple(point for r, point in required if r.rule.effect == "refuse"),
        advice=tuple(point for r, point in required if r.rule.effect == "warn"),
        overrides=_overrides(refusing, facts),
        next_lawful=_iso(outlook.next_lawful(channel)) if refusals else None,
        facts=outlook.told,
        packs=outlook.packs,
    )


def _timed(issued: Permit, outlook: Outlook, clocks: Clocks | None) -> Permit:
    """The permit with what clocks say."""
    if clocks is None:
        return issued
    day = outlook.when[0]
    packs = {OVERLAY, *(pack["pack"] for pack in issued.packs)}
    points = (*issued.refusals, *issued.requires, *issued.advice)
    records = {proof["name"] for point in points for proof in point.evidence}
    events = [event.model_dump() for event in outlook.case.events]
    running = deadlines(clocks, events, day, packs)
    kept = retention(clocks, records, day, packs)
    whole = _digest([issued.permit_id, events, running, kept]) if running or kept else None
    return replace(issued, deadlines=running, retention=kept, permit_id=whole or issued.permit_id)


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _faulted(outlook: Outlook, channel: Channel, fault: str) -> Permit:
    """A refusal that says what went wrong; no rule decided, so none is named by ``book``."""
    day, moment = outlook.when
    whole = [str(channel), day, moment, outlook.case.model_dump(mode="json"), fault]
    return Permit(
        permit_id=_digest(whole),
        book="",
        channel=str(channel),
        customer_id=outlook.case.customer_id,
        day=day.isoformat(),
        zone=str(outlook.case.zone),
        at=_iso(moment),
        allowed=False,
        windows=(),
        instants=(),
        remaining=0,
        refusals=(FAULT,),
        requires=(),
        advice=(),
        overrides=(),
        next_lawful=None,
        facts={},
        fault=fault,
    )


#: Stands among the refusals of a permit that could not be worked out.
FAULT = Point(
    rule_id="COMMON-FAULT",
    version="2000-01-01",
    kind="fault",
    title={"en": "The permit could not be worked out", "zh": "无法得出许可结论"},
    citation={"en": "What cannot be done Fault", "zh": "客观条件 系统故障"},
    source=("docs/rulebook.md",),
    status=str(SourceStatus.BANK),
    bindingness=str(Bindingness.PRACTICAL),
    assumed=True,
    facts={},
    unknown=(),
    lifted_by=(),
    pack="common",
)


def _point(rule: InForce, facts: Known, rules: ChannelRules, assumed: bool) -> Point:
    names = rules.looks_at[rule.id]
    values = facts.values
    return Point(
        **rule.stated,
        assumed=assumed,
        facts={n: values[n] for n in names if values.get(n) is not None},
        unknown=tuple(n for n in names if values.get(n) is None and not FACTS[n].asked),
    )


def _overrides(refusing: list[InForce], facts: Known) -> tuple[dict[str, str], ...]:
    """What would lift a refusing rule, for each rule that anything lifts."""
    return tuple(
        {"rule_id": rule.id, "fact": lift, "en": FACTS[lift].en, "zh": FACTS[lift].zh}
        for rule in refusing
        for lift in rule.rule.lifted_by
        if facts.values.get(lift) is not True
    )


def _hash(outlook: Outlook, channel: Channel) -> str:
    """SHA-256 of what was asked, what was known and by which rules it was decided."""
    case, day, version = outlook.case, outlook.when[0], outlook.rules[0].version
    told = [case.customer_id, str(channel), day, case.at, case.zone, outlook.told, version]
    return _digest(told)


def _digest(whole: object) -> str:
    text = json.dumps(whole, sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()

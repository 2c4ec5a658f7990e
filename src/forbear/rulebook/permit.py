"""One permit, fully decoded: the one-row case of the bulk implementation."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from forbear.portfolio.words import Channel
from forbear.rulebook.ahead import next_lawful
from forbear.rulebook.answer import decide
from forbear.rulebook.book import Rulebook
from forbear.rulebook.case import Case, Known, known, local_moment, read_case
from forbear.rulebook.compiled import binds
from forbear.rulebook.entry import InForce
from forbear.rulebook.facts.names import FACTS
from forbear.rulebook.facts.plan import ACTS, NEEDS, PROOFS
from forbear.rulebook.kinds.hours import clock
from forbear.rulebook.kinds.window import Window


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


def permit(book: Rulebook, case: Case | Mapping[str, Any], *, at: datetime | None = None) -> Permit:
    """The permit for one case, decided by the same expressions as `permits`.

    ``at`` goes before the case's own. Raises `ForbearError` for a case that cannot be read: an
    unknown channel or fact, a moment without offset, a time zone that does not exist, a contact
    later than the moment asked about.
    """
    case = read_case(case, at)
    day, moment = local_moment(case)
    rules = book.on(day)
    facts = known(case, day, rules.facts)
    answer = decide(rules.channel(case.channel), facts, day)
    refusing = answer.refusing(None if moment is None else moment.time())
    assumed = {rule.id for rule in answer.assumed}
    refusals = tuple(_point(r, facts, case.channel, r.id in assumed) for r in refusing)
    return Permit(
        permit_id=_hash(case, day, facts, rules.version),
        book=rules.version,
        channel=str(case.channel),
        customer_id=case.customer_id,
        day=day.isoformat(),
        zone=case.zone,
        at=None if moment is None else moment.isoformat(),
        allowed=not refusals,
        windows=tuple((clock(a), clock(b)) for a, b in answer.open),
        remaining=answer.remaining,
        refusals=refusals,
        requires=_points(answer.required, "refuse", facts, case.channel),
        advice=_points(answer.required, "warn", facts, case.channel),
        overrides=_overrides(refusing, facts),
        next_lawful=_iso(next_lawful(book, case, facts, day, moment)) if refusals else None,
        facts={n: {"value": v, "source": facts.sources[n]} for n, v in facts.values.items()},
    )


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


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

"""One case as a person or a program states it, checked and turned into one row of facts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from pydantic import Field, ValidationError

from forbear.policy import PolicyModel
from forbear.portfolio.words import Channel
from forbear.problems import ForbearError, Problem, refuse
from forbear.rulebook.clocks.events import Event
from forbear.rulebook.countries import country_of
from forbear.rulebook.facts.given import tape_facts, zone_exists
from forbear.rulebook.facts.names import FACTS, Fact
from forbear.rulebook.holidays import CALENDARS, holidays_on


class Happened(PolicyModel):
    """One event of a clock: to what it happened (a debt, a complaint, a record), and when."""

    subject_id: str = "-"
    event: Event
    on: date


class Case(PolicyModel):
    """What is asked: one channel, one moment or day, and what is known.

    ``tape`` holds rows of the tape's tables about this customer, ``facts`` single facts, which go
    before what the tape says. Give ``at`` (with its offset) or ``day`` (local), not both.
    """

    channel: Channel
    at: datetime | None = None
    day: date | None = None
    #: Time zone where the borrower is; if left out, that of the tape's customer, else the one time
    #: zone of the packs in use.
    zone: str | None = None
    customer_id: str | None = None
    facts: dict[str, Any] = Field(default_factory=dict)
    tape: dict[str, list[dict[str, Any]]] = Field(default_factory=dict)
    #: What starts, moves and ends clocks.
    events: tuple[Happened, ...] = ()


@dataclass(frozen=True)
class Known:
    """The facts of one case and where each was read."""

    values: dict[str, Any]
    sources: dict[str, str]

    def key(self, names: Iterable[str]) -> tuple[Any, ...]:
        """What is known of each of the facts named."""
        return tuple(map(self.values.get, names))

    @property
    def holidays(self) -> dict[str, bool | None]:
        """What is known of the day."""
        return {fact: self.values.get(fact) for fact in CALENDARS}


def read_case(
    given: Case | Mapping[str, Any], at: datetime | None = None, zone: str | None = None
) -> Case:
    """The case with its time zone, or `ForbearError` naming each field that is wrong.

    ``zone`` is taken where neither the case nor its tape names one.
    """
    if isinstance(given, Case):
        case = given
    else:
        try:
            case = Case.model_validate(given)
        except ValidationError as error:
            raise ForbearError(*(_fault(f) for f in error.errors(include_url=False))) from None
    if at is not None:
        case = case.model_copy(update={"at": at})
    case = case.model_copy(update={"zone": case.zone or _tape_zone(case) or zone})
    _check(case)
    return case


def _tape_zone(case: Case) -> str | None:
    named = [row.get("timezone") for row in case.tape.get("customers", ())]
    return next((zone for zone in named if isinstance(zone, str) and zone_exists(zone)), None)


def zone_of(case: Case) -> ZoneInfo:
    """Where the borrower is."""
    return ZoneInfo(case.zone or "UTC")


def local_moment(case: Case) -> tuple[date, datetime | None]:
    """The local day asked about and, if a moment was given, its local time."""
    if case.at is not None:
        moment = case.at.astimezone(zone_of(case))
        return moment.date(), moment
    if case.day is None:
        raise refuse("case.when", "at", "give at or day", "请提供 at 或 day")
    return case.day, None


@dataclass(frozen=True)
class Days:
    """What is known of a case on each of some local days, put together day by day when asked.

    The first is the day asked about. On later ones, nothing more having happened, counts of the day
    that were given as facts start again, and what was given of that day's holidays is not known.
    """

    case: Case
    days: Sequence[date]
    asked: Collection[str]
    tape: pl.DataFrame

    def __getitem__(self, number: int) -> Known:
        day = self.days[number]
        parts: dict[str, Mapping[str, Any]] = {
            "channel": {"addressee": "debtor"},
            "calendar": holidays_on(day, self.asked),
            "zone": {"lives_in": country_of(self.case.zone)},
            "tape": self.tape.row(number, named=True) if self.tape.width else {},
            "given": lasting(self.case.facts) if number else self.case.facts,
        }
        values = {name: value for part in parts.values() for name, value in part.items()}
        sources = {name: source for source, part in parts.items() for name in part}
        return Known(values, sources)


def known(case: Case, days: Sequence[date], asked: Collection[str] = frozenset(FACTS)) -> Days:
    """What is known of the case on each of some local days, as far as it is ``asked`` for."""
    tape = pl.DataFrame()
    if case.tape:
        tape = tape_facts(case.tape, days, str(case.zone), asked)
    return Days(case, days, asked, tape)


def lasting(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts given for a day as they are after midnight."""
    return {
        name: 0 if FACTS[name].daily else value
        for name, value in facts.items()
        if name not in CALENDARS
    }


def _check(case: Case) -> None:
    if case.at is not None and case.at.tzinfo is None:
        raise refuse(
            "case.naive",
            "at",
            "a moment needs its offset from UTC, as in 2026-11-23T10:00:00+08:00",
            "时刻须带时区偏移，如 2026-11-23T10:00:00+08:00",
        )
    if (case.at is None) == (case.day is None):
        raise refuse("case.when", "at", "give either at or day", "at 与 day 须且只能填一个")
    if case.zone is None:
        raise refuse(
            "case.zone",
            "zone",
            "say in which time zone the borrower is, as in Asia/Shanghai",
            "请说明借款人所在时区，如 Asia/Shanghai",
        )
    if not zone_exists(case.zone):
        raise refuse(
            "case.zone",
            "zone",
            f"there is no time zone '{case.zone}'; use a name like Asia/Shanghai",
            f"没有时区“{case.zone}”，请使用 Asia/Shanghai 这样的名称",
        )
    faults = [fault for name, value in case.facts.items() for fault in _fact(name, value)]
    if faults:
        raise ForbearError(*faults)
    _future(case)


def _fact(name: str, value: Any) -> list[Problem]:
    where = f"facts.{name}"
    if name not in FACTS:
        en = "no such fact; docs/rulebook.md lists them"
        return [Problem("case.fact", where, en, "没有此事实，见 docs/rulebook.md")]
    fact: Fact = FACTS[name]
    if value is None or (fact.type is bool and isinstance(value, bool)):
        return []
    if fact.type is int and isinstance(value, int) and not isinstance(value, bool):
        if 0 <= value < 2**15:
            return []
        return [Problem("case.fact", where, "a count from 0 to 32767", "应为 0 到 32767 的次数")]
    if fact.type is str and value in fact.values:
        return []
    codes = fact.values if len(fact.values) < 40 else (*fact.values[:3], "...")
    wanted = ", ".join(codes) or {bool: "true or false", int: "a whole number"}[fact.type]
    return [Problem("case.fact", where, f"{value!r} is not {wanted}", f"{value!r} 应为 {wanted}")]


def _future(case: Case) -> None:
    """Contacts later than the moment asked about cannot be known then."""
    if case.at is None:
        return
    for number, row in enumerate(case.tape.get("contacts", [])):
        moment = _as_moment(row.get("at"))
        if isinstance(moment, datetime) and moment.tzinfo and moment > case.at:
            raise refuse(
                "case.future",
                f"tape.contacts[{number}].at",
                f"{moment.isoformat()} is later than the moment asked about; leave it out",
                f"{moment.isoformat()} 晚于所问时刻，请去掉该记录",
            )


def _as_moment(given: object) -> object:
    """A moment written as text; one that cannot be read is named when the row is."""
    try:
        return datetime.fromisoformat(given) if isinstance(given, str) else given
    except ValueError:
        return None


def _fault(fault: Any) -> Problem:
    field = ".".join(str(part) for part in fault["loc"]) or "(whole case)"
    return Problem(
        "case.value", field, f"{fault['msg']} (given: {fault.get('input')!r})", "不符合要求"
    )

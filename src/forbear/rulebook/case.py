"""One case as a person or a program states it, checked and turned into one row of facts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from pydantic import Field, ValidationError

from forbear.policy import PolicyModel
from forbear.portfolio.words import Channel
from forbear.problems import ForbearError, Problem, refuse
from forbear.rulebook.facts.given import tape_facts, zone_exists
from forbear.rulebook.facts.names import FACTS, Fact
from forbear.rulebook.holidays import CALENDARS, holidays_on


class Case(PolicyModel):
    """What is asked: one channel, one moment or day, and what is known.

    ``tape`` holds rows of the tape's tables about this customer, ``facts`` single facts, which go
    before what the tape says. Give ``at`` (with its offset) or ``day`` (local), not both.
    """

    channel: Channel
    at: datetime | None = None
    day: date | None = None
    zone: str = "Asia/Shanghai"
    customer_id: str | None = None
    facts: dict[str, Any] = Field(default_factory=dict)
    tape: dict[str, list[dict[str, Any]]] = Field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """The facts of one case and where each was read."""

    values: dict[str, Any]
    sources: dict[str, str]

    def frame(self, names: Iterable[str]) -> pl.DataFrame:
        """One row with a column for each of the facts named."""
        row = {name: self.values.get(name) for name in names}
        return pl.DataFrame(
            {"customer_id": [None], **{name: [value] for name, value in row.items()}},
            schema={"customer_id": pl.String, **{name: FACTS[name].dtype for name in row}},
        )

    def on(self, holidays: dict[str, bool | None], given: set[str]) -> Known:
        """The same on a day with other holidays, except where those were given."""
        other = {fact: known for fact, known in holidays.items() if fact not in given}
        return Known(self.values | other, self.sources)

    @property
    def holidays(self) -> dict[str, bool | None]:
        """What is known of the day."""
        return {fact: self.values.get(fact) for fact in CALENDARS}


def read_case(given: Case | Mapping[str, Any], at: datetime | None = None) -> Case:
    """The case, or `ForbearError` naming each field that is wrong."""
    if isinstance(given, Case):
        case = given
    else:
        try:
            case = Case.model_validate(given)
        except ValidationError as error:
            raise ForbearError(*(_fault(f) for f in error.errors(include_url=False))) from None
    if at is not None:
        case = case.model_copy(update={"at": at})
    _check(case)
    return case


def local_moment(case: Case) -> tuple[date, datetime | None]:
    """The local day asked about and, if a moment was given, its local time."""
    zone = ZoneInfo(case.zone)
    if case.at is not None:
        moment = case.at.astimezone(zone)
        return moment.date(), moment
    if case.day is None:
        raise refuse("case.when", "at", "give at or day", "请提供 at 或 day")
    return case.day, None


def known(case: Case, day: date, asked: Collection[str] = frozenset(FACTS)) -> Known:
    """Everything known about the case on a local day, as far as it is ``asked`` for."""
    values: dict[str, Any] = dict(holidays_on(day, asked))
    sources = dict.fromkeys(values, "calendar")
    if case.tape:
        read = tape_facts(case.tape, day, case.zone, asked)
        values |= read
        sources |= dict.fromkeys(read, "tape")
    if "addressee" not in values:
        values["addressee"], sources["addressee"] = "debtor", "channel"
    values |= case.facts
    sources |= dict.fromkeys(case.facts, "given")
    return Known({n: values[n] for n in FACTS if n in values}, sources)


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
    wanted = ", ".join(fact.values) or {bool: "true or false", int: "a whole number"}[fact.type]
    return [Problem("case.fact", where, f"{value!r} is not {wanted}", f"{value!r} 应为 {wanted}")]


def _future(case: Case) -> None:
    """Contacts later than the moment asked about cannot be known then."""
    if case.at is None:
        return
    for number, row in enumerate(case.tape.get("contacts", [])):
        moment = row.get("at")
        moment = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        if isinstance(moment, datetime) and moment.tzinfo and moment > case.at:
            raise refuse(
                "case.future",
                f"tape.contacts[{number}].at",
                f"{moment.isoformat()} is later than the moment asked about; leave it out",
                f"{moment.isoformat()} 晚于所问时刻，请去掉该记录",
            )


def _fault(fault: Any) -> Problem:
    field = ".".join(str(part) for part in fault["loc"]) or "(whole case)"
    return Problem(
        "case.value", field, f"{fault['msg']} (given: {fault.get('input')!r})", "不符合要求"
    )

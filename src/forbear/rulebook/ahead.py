"""The next lawful moment: looking ahead day by day, nothing more happening meanwhile."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from forbear.rulebook.answer import Answer, decide
from forbear.rulebook.book import Rulebook
from forbear.rulebook.case import Case, Known, known
from forbear.rulebook.facts.history import LOOK_BACK
from forbear.rulebook.facts.names import FACTS
from forbear.rulebook.holidays import CALENDARS, holidays_on

#: Days looked ahead.
AHEAD = 31

#: Days after a date of the tape on which a fact read from it may turn.
_TURNS = (-1, 0, 1, 2, 6, 7, 8, 30, 31, 32, LOOK_BACK, LOOK_BACK + 1, LOOK_BACK + 2, 366)


def next_lawful(
    book: Rulebook, case: Case, facts: Known, day: date, moment: datetime | None
) -> datetime | None:
    """First moment from ``moment`` (or the day's beginning) on at which nothing refuses.

    None if there is none within `AHEAD` days. Counts of the day that were given as facts start
    again at the next midnight; other facts given stay as they are.
    """
    zone = ZoneInfo(case.zone)
    start = moment if moment is not None else datetime.combine(day, time(), zone)
    turning = _turning(case, day)
    tomorrow = case.model_copy(update={"facts": _lasting(case.facts)})
    seen: dict[Any, Answer] = {}
    for ahead in range(AHEAD):
        on = day + timedelta(days=ahead)
        if on in turning or facts.values.get("minor"):
            facts, seen = known(tomorrow, on, book.on(on).facts), {}
        if ahead:
            facts = facts.on(holidays_on(on, book.on(on).calendars), set(case.facts))
        answer = _decided(book, case, facts, on, seen)
        for opens, closes in answer.open:
            first = max(_instant(on, opens, zone), start)
            if first < _instant(on, closes, zone):
                return first.astimezone(zone)
    return None


def _decided(
    book: Rulebook, case: Case, facts: Known, day: date, seen: dict[Any, Answer]
) -> Answer:
    """The day's answer; days that only the calendar tells apart are decided once."""
    rules = book.on(day).channel(case.channel)
    alike = (id(rules), day.weekday(), tuple(facts.holidays.items()))
    if alike not in seen:
        seen[alike] = decide(rules, facts, day)
    return seen[alike]


def _turning(case: Case, day: date) -> set[date]:
    """Days on which what the tape says may be other than the day before."""
    found = {day + timedelta(days=1)}
    for rows in case.tape.values():
        for value in (value for row in rows for value in row.values()):
            one = _as_date(value)
            if one is not None:
                found |= {one + timedelta(days=turn) for turn in _TURNS}
    return found


def _as_date(value: object) -> date | None:
    """The date in a cell; one in another zone may be a day off, which `_TURNS` allows for."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return None
    return moment.date() if isinstance(moment, datetime) else _date_or_none(moment)


def _date_or_none(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _lasting(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as they are after midnight."""
    return {
        name: 0 if FACTS[name].daily else value
        for name, value in facts.items()
        if name not in CALENDARS
    }


def _instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The instant of a wall-clock minute; one that the clocks skip is the moment they jump to."""
    days, rest = divmod(minute, 1440)
    local = datetime.combine(day + timedelta(days=days), time(rest // 60, rest % 60), zone)
    return local.astimezone(ZoneInfo("UTC"))

"""Dates, times and durations as S-FEEL writes them: ISO 8601 texts within a named constructor."""

from __future__ import annotations

import datetime as dt
import re
from typing import NoReturn

from forbear.strategy.feel.syntax import FeelError, Months, Value

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{2}:\d{2}:\d{2}(\.\d{1,6})?")
_MONTHS = re.compile(r"(-)?P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?")
_DAYS = re.compile(
    r"(-)?P(?=\d|T\d)(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,6})\d*)?S)?)?"
)
_FORMS = {
    "date": ("2026-01-31", "2026-01-31"),
    "time": ("18:30:00", "18:30:00"),
    "date and time": ("2026-01-31T18:30:00", "2026-01-31T18:30:00"),
    "duration": ("P30D, PT2H or P1Y6M", "P30D、PT2H 或 P1Y6M"),
}


def moment(maker: str, text: str, at: int) -> Value:
    """The value of ``maker("text")``; `FeelError` at position `at` if there is no such moment.

    A date and time without an offset is taken as UTC; durations are either years and months or
    days and time, never both (XML Schema's two duration types).
    """
    try:
        if maker == "date" and _DATE.fullmatch(text):
            return dt.date.fromisoformat(text)
        if maker == "time" and _TIME.fullmatch(text):
            return dt.time.fromisoformat(text)
        if maker == "date and time" and "T" in text:
            found = dt.datetime.fromisoformat(text)
            return found.replace(tzinfo=found.tzinfo or dt.UTC).astimezone(dt.UTC)
        return _duration(text) if maker == "duration" else _refuse(text)
    except (ValueError, OverflowError):
        en, zh = _FORMS[maker]
        raise FeelError(
            at,
            f'"{text}" is no {maker}; write it as {en}',
            f"“{text}”不是有效的 {maker}，请写成 {zh}",
        ) from None


def _duration(text: str) -> Months | dt.timedelta:
    if found := _MONTHS.fullmatch(text):
        sign = -1 if found[1] else 1
        return Months(sign * (12 * int(found[2] or 0) + int(found[3] or 0)))
    if found := _DAYS.fullmatch(text):
        days, hours, minutes, seconds = (int(found[n] or 0) for n in (2, 3, 4, 5))
        span = dt.timedelta(
            days=days,
            hours=hours,
            minutes=minutes,
            seconds=seconds,
            microseconds=int((found[6] or "").ljust(6, "0")),
        )
        return -span if found[1] else span
    return _refuse(text)


def _refuse(text: str) -> NoReturn:
    raise ValueError(text)

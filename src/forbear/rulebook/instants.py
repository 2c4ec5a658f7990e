"""From hours on the wall clock to instants, where clocks may skip an hour or run through it twice.

A rule speaks of hours as clocks show them. On the day when clocks go forward, hours that they skip
do not happen; on the day when they go back, an hour that happens twice is open or shut both times.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from forbear.rulebook.kinds.hours import Spans

Instants = list[tuple[datetime, datetime]]


def instants(day: date, spans: Spans, zone: ZoneInfo) -> Instants:
    """The spans of a local day as half-open spans of instants in that zone, in order."""
    if not spans:
        return []
    first = datetime.combine(day, time(), zone).astimezone(UTC) - timedelta(hours=1)
    last = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
    before, after = _offset(first, zone), _offset(last, zone)
    turn = last if before == after else _turn(first, last, zone)
    midnight = datetime.combine(day, time(), UTC)
    found: Instants = []
    for opens, closes in spans:
        start, end = (midnight + timedelta(minutes=minute) for minute in (opens, closes))
        found.append((start - before, min(end - before, turn)))
        if before != after:
            found.append((max(start - after, turn), end - after))
    return [(a.astimezone(zone), b.astimezone(zone)) for a, b in _joined(found)]


def _joined(found: Instants) -> Instants:
    """Sorted, without empty ones, with neighbours put together."""
    joined: Instants = []
    for start, end in sorted(span for span in found if span[0] < span[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _turn(first: datetime, last: datetime, zone: ZoneInfo) -> datetime:
    """The second at which the offset changes between two instants."""
    before = _offset(first, zone)
    low, high = 0, int((last - first).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(first + timedelta(seconds=middle), zone) == before:
            low = middle
        else:
            high = middle
    return first + timedelta(seconds=high)

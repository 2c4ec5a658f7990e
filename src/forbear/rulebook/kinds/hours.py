"""Local hours of the day as half-open spans of minutes after midnight."""

from __future__ import annotations

import re
from datetime import date, time
from functools import cache
from typing import NamedTuple

#: Sorted, disjoint, half-open [start, end) in minutes after local midnight.
Spans = tuple[tuple[int, int], ...]
WHOLE_DAY: Spans = ((0, 1440),)
_SPAN = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")


class Hours(NamedTuple):
    """Allowed spans of an ordinary day and of those days that differ."""

    ordinary: Spans
    saturday: Spans | None
    sunday: Spans | None
    holiday: Spans | None

    def on(self, day: date, holiday: bool) -> Spans:
        """The spans of one day; a holiday goes before the day of the week."""
        if holiday and self.holiday is not None:
            return self.holiday
        other = {5: self.saturday, 6: self.sunday}.get(day.weekday())
        return self.ordinary if other is None else other


@cache
def parse(texts: tuple[str, ...]) -> Spans:
    """``("08:00-22:00",)`` as spans; a span past midnight wraps around the day."""
    found: list[tuple[int, int]] = []
    for text in texts:
        match = _SPAN.fullmatch(text)
        if not match:
            raise ValueError(f"{text!r} is no span of hours like 08:00-22:00")
        h1, m1, h2, m2 = map(int, match.groups())
        start, end = h1 * 60 + m1, h2 * 60 + m2
        if max(m1, m2) > 59 or max(start, end) > 1440 or start == end:
            raise ValueError(f"{text!r} is no span of hours of one day")
        found += [(start, end)] if start < end else [(start, 1440), (0, end)]
    return union(tuple(s for s in found if s[0] < s[1]))


def union(spans: Spans) -> Spans:
    """Sorted and merged."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def complement(spans: Spans) -> Spans:
    """What of the day the spans leave."""
    edges = [0, *(edge for span in union(spans) for edge in span), 1440]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return tuple((start, end) for start, end in pairs if start < end)


def intersect(one: Spans, other: Spans) -> Spans:
    """What both allow."""
    both = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return union(tuple((start, end) for start, end in both if start < end))


def inside(spans: Spans, moment: time) -> bool:
    """Whether a local time of day lies in one of the spans."""
    second = moment.hour * 3600 + moment.minute * 60 + moment.second
    return any(start * 60 <= second < end * 60 for start, end in spans)


def clock(minute: int) -> str:
    """Minutes after midnight as HH:MM; 24:00 is the end of the day."""
    return f"{minute // 60:02d}:{minute % 60:02d}"

"""One team's day, walked: when each stop begins, where the breaks go, by how much it may slip.

A team leaves the branch when its shift starts at the earliest, goes on as soon as it can, and is
back when the shift ends at the latest. With given stops the earliest walk is the best: whoever is
earlier at a stop is never later at the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from forbear.visits.crews import Crew
from forbear.visits.day import BRANCH, Day

#: `Stop.rest` of a visit.
VISIT = -1


class Stop(NamedTuple):
    """A visit at ``place``, or break number ``rest`` of the crew taken there."""

    place: int
    rest: int = VISIT


class Timed(NamedTuple):
    """A stop with its times; ``opens`` and ``closes`` bound its beginning and its end."""

    place: int
    rest: int
    arrive: int
    begin: int
    leave: int
    opens: int
    closes: int


Walk = tuple[Timed, ...]


def begins_of(day: Day, crew: Crew, stop: Stop) -> tuple[tuple[int, int], ...]:
    """(earliest, latest) minutes at which the stop may begin, in order."""
    if stop.rest == VISIT:
        return day.visit(stop.place).begins
    rest = crew.breaks[stop.rest]
    return ((rest.opens, rest.closes - rest.minutes),)


def length_of(day: Day, crew: Crew, stop: Stop) -> int:
    """Minutes the stop takes."""
    if stop.rest == VISIT:
        return day.visit(stop.place).service
    return crew.breaks[stop.rest].minutes


def walk(day: Day, crew: Crew, stops: Sequence[Stop]) -> Walk | None:
    """The earliest walk along the stops, or None where a window or the shift does not hold."""
    out = []
    place, clock = BRANCH, crew.starts
    for stop in stops:
        arrive = clock + day.legs[place][stop.place]
        opening = next((b for b in begins_of(day, crew, stop) if arrive <= b[1]), None)
        if opening is None:
            return None
        begin = max(arrive, opening[0])
        length = length_of(day, crew, stop)
        place, clock = stop.place, begin + length
        out.append(Timed(*stop, arrive, begin, clock, opening[0], opening[1] + length))
    if clock + day.legs[place][BRANCH] > crew.ends:
        return None
    return tuple(out)


def latest(day: Day, crew: Crew, stops: Sequence[Stop]) -> list[int]:
    """By stop, and last for the branch: the latest arrival that leaves the rest of the day whole.

    -1 where nothing does.
    """
    by = crew.ends
    out = [by]
    following = BRANCH
    for stop in reversed(stops):
        by -= day.legs[stop.place][following] + length_of(day, crew, stop)
        windows = reversed(begins_of(day, crew, stop))
        by = next((min(late, by) for early, late in windows if early <= by), -1)
        following = stop.place
        out.append(by)
    return out[::-1]


def settle(day: Day, crew: Crew, order: Sequence[int]) -> Walk | None:
    """The visits in this order with the crew's breaks placed in their slack, or None if none fit.

    A break is taken where the team just was or where it goes next. Of all ways, the one that is
    back soonest, then the one whose stops begin soonest.
    """
    found = _settled(day, crew, [Stop(place) for place in order], 0, 0)
    return min(
        found, key=lambda timed: (_back(day, timed), sum(s.begin for s in timed)), default=None
    )


def fits(day: Day, crew: Crew, order: Sequence[int]) -> bool:
    """Can the crew make the visits in this order and still have its breaks?"""
    found = _settled(day, crew, [Stop(place) for place in order], 0, 0)
    return next(found, None) is not None


def _settled(day: Day, crew: Crew, stops: list[Stop], rest: int, since: int) -> Iterator[Walk]:
    """Every walk with breaks `rest` and later placed at position `since` or later."""
    if rest == len(crew.breaks):
        if (timed := walk(day, crew, stops)) is not None:
            yield timed
        return
    for at, place in _places(day, crew, stops, rest, since):
        stopped = [*stops[:at], Stop(place, rest), *stops[at:]]
        yield from _settled(day, crew, stopped, rest + 1, at + 1)


def _places(
    day: Day, crew: Crew, stops: list[Stop], rest: int, since: int
) -> Iterator[tuple[int, int]]:
    """(position, place) of every break that leaves all windows and the shift whole."""
    going = _leaves(day, crew, stops)
    due = latest(day, crew, stops)
    pause = crew.breaks[rest]
    for at in range(since, len(going)):
        here = stops[at - 1].place if at else BRANCH
        following = stops[at].place if at < len(stops) else BRANCH
        leg = day.legs[here][following]
        end = max(going[at], pause.opens) + pause.minutes
        if end <= pause.closes and end + leg <= due[at]:
            yield at, here
        end = max(going[at] + leg, pause.opens) + pause.minutes
        if following != here and end <= min(pause.closes, due[at]):
            yield at, following


def _leaves(day: Day, crew: Crew, stops: list[Stop]) -> list[int]:
    """When the team leaves the branch and each stop, as far as the windows hold."""
    out = [crew.starts]
    place = BRANCH
    for stop in stops:
        arrive = out[-1] + day.legs[place][stop.place]
        begin = next(
            (max(arrive, early) for early, late in begins_of(day, crew, stop) if arrive <= late),
            None,
        )
        if begin is None:
            break
        out.append(begin + length_of(day, crew, stop))
        place = stop.place
    return out


def _back(day: Day, timed: Walk) -> int:
    if not timed:
        return 0
    return timed[-1].leave + day.legs[timed[-1].place][BRANCH]


def cost_of(day: Day, timed: Walk) -> int:
    """What the way costs, there and back, in minor units."""
    places = [BRANCH, *(stop.place for stop in timed), BRANCH]
    return sum(int(day.cost[a, b]) for a, b in pairwise(places))


def slack_of(day: Day, crew: Crew, timed: Walk) -> list[int]:
    """By stop, the minutes it may begin later with every window named and the shift still kept."""
    out: list[int] = []
    by, following = crew.ends, BRANCH
    for stop in reversed(timed):
        length = stop.leave - stop.begin
        by = min(stop.closes, by - day.legs[stop.place][following]) - length
        out.append(by - stop.begin)
        following = stop.place
    return out[::-1]

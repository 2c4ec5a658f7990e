"""One branch's pages: its map, its teams' day on a clock, and an itinerary for each team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from forbear.nightly.report.charts.days import Day, days
from forbear.nightly.report.charts.map import Point, Route, frame, routes, thumbnail
from forbear.nightly.report.charts.marks import SERIES, badge
from forbear.nightly.report.figures import Money, clock, number, span, way
from forbear.nightly.report.model import Branch, Stop, Summary, TeamDay, Text
from forbear.nightly.report.words import join, say, word

#: Candidates not visited that one map shows.
POINTS = 200


@dataclass(frozen=True)
class StopRow:
    """One line of an itinerary; ``bring`` is what this stop needs beyond the others."""

    number: str
    kind: str
    arrive: str
    begin: str | None
    name: str | None
    customer_id: str | None
    place: Text
    must: bool
    window: str
    stay: Text
    travel: Text
    slack: Text
    bring: Text | None


@dataclass(frozen=True)
class TeamView:
    """One team's day on paper; ``bring`` is what every visit needs."""

    team_id: str
    mark: Markup
    officers: tuple[str, ...]
    shift: str
    day: Text
    bring: Text | None
    stops: tuple[StopRow, ...]
    home: Text


@dataclass(frozen=True)
class BranchView:
    """One branch; each panel is a map of at most five teams and their clock."""

    branch_id: str
    name: str
    anchor: str
    thumb: Markup
    headline: Text
    panels: tuple[tuple[Markup, Markup], ...]
    notes: tuple[Text, ...]
    #: Why candidates are not visited, and how many.
    left: tuple[tuple[Text, str], ...]
    teams: tuple[TeamView, ...]


def branch(
    base: Branch,
    anchor: str,
    teams: Sequence[TeamDay],
    stops: Mapping[str, Sequence[Stop]],
    summary: Summary,
    money: Money,
) -> BranchView:
    """The pages of one branch."""
    drawings = -(-len(teams) // SERIES)
    each = -(-len(teams) // drawings)
    rows = [Day(i % each, t, tuple(stops[t.team_id])) for i, t in enumerate(teams)]
    others = [(p.lat, p.lon) for p in summary.unrouted_points if p.branch_id == base.branch_id]
    home = (base.lat, base.lon)
    ways = [Route(r.series, r.team.team_id, _places(r.stops)) for r in rows]
    within = frame([home, *(p for w in ways for _, p in w.stops)])
    shown = [p for p in others if within.holds(p)][:POINTS]
    panels = tuple(
        (routes(home, ways[i : i + each], shown, within, base.name), days(rows[i : i + each]))
        for i in range(0, len(rows), each)
    )
    return BranchView(
        base.branch_id,
        base.name,
        anchor,
        thumbnail(home, ways),
        _headline(rows, money),
        panels,
        _notes(len(shown), len(others)),
        _left(base.branch_id, summary),
        tuple(_team(row) for row in rows),
    )


def _places(stops: Sequence[Stop]) -> tuple[tuple[int, Point], ...]:
    """Number and place of every visit; breaks have neither."""
    found = []
    for stop in stops:
        if stop.kind == "visit" and stop.lat is not None and stop.lon is not None:
            found.append((stop.stop, (stop.lat, stop.lon)))
    return tuple(found)


def _headline(rows: Sequence[Day], money: Money) -> Text:
    stops = [s for r in rows for s in r.stops]
    metres = sum(s.metres for s in stops) + sum(r.team.home_metres for r in rows)
    return say(
        "branch.headline",
        n=sum(s.kind == "visit" for s in stops),
        teams=say("n.teams", n=len(rows)),
        way=way(metres),
        prize=money.short(sum(s.prize for s in stops)),
        back=clock(max(r.team.home_at for r in rows)),
    )


def _notes(shown: int, others: int) -> tuple[Text, ...]:
    notes = [say("branch.crosses", n=shown)] if shown else []
    if shown < others:
        notes.append(say("cut.points", n=others - shown))
    return tuple(notes)


def _left(branch_id: str, summary: Summary) -> tuple[tuple[Text, str], ...]:
    rows = [u for u in summary.unrouted if u.branch_id == branch_id and u.visits]
    ordered = sorted(rows, key=lambda u: (-u.visits, u.reason))
    return tuple((word("unrouted", u.reason), number(u.visits)) for u in ordered)


def _team(row: Day) -> TeamView:
    visits = [s for s in row.stops if s.kind == "visit"]
    common = _common(visits)
    metres = sum(s.metres for s in row.stops) + row.team.home_metres
    return TeamView(
        row.team.team_id,
        badge(row.series),
        row.team.officers,
        f"{clock(row.team.starts)}–{clock(row.team.ends)}",
        say("branch.team_day", n=len(visits), way=way(metres)),
        join(list(common)) if common else None,
        tuple(_stop(s, common) for s in row.stops),
        say(
            "branch.home",
            at=clock(row.team.home_at),
            travel=span(row.team.home_travel),
            way=way(row.team.home_metres),
        ),
    )


def _common(visits: Sequence[Stop]) -> tuple[Text, ...]:
    """What every visit asks to bring, in the order of the first."""
    if not visits:
        return ()
    return tuple(b for b in visits[0].bring if all(b in v.bring for v in visits))


def _stop(stop: Stop, common: Sequence[Text]) -> StopRow:
    extra = [b for b in stop.bring if b not in common]
    is_visit = stop.kind == "visit"
    windowed = stop.opens is not None and stop.closes is not None
    travel = join([span(stop.travel), way(stop.metres)], ", ", "，")
    return StopRow(
        str(stop.stop),
        stop.kind,
        clock(stop.arrive),
        clock(stop.begin) if stop.begin > stop.arrive else None,
        stop.name,
        stop.customer_id,
        word("place", stop.place or "") if is_visit else say("branch.break"),
        stop.must,
        f"{clock(stop.opens or 0)}–{clock(stop.closes or 0)}" if windowed else "",
        span(stop.leave - stop.begin),
        travel if stop.travel or stop.metres else Text("", ""),
        span(stop.slack),
        join(extra) if extra else None,
    )

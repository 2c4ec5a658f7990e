"""Doors over all branches: the table of branches, why others are not visited, and what was cut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forbear.nightly.report.figures import Money, Scale, number, share, way
from forbear.nightly.report.model import Stop, Summary, TeamDay, Text
from forbear.nightly.report.sections.branch import BranchView, branch
from forbear.nightly.report.words import say, word

#: Branches drawn and listed in full (those with most visits), and stops listed in all.
BRANCHES = 24
STOPS = 3000

ByTeam = Mapping[str, Sequence[Stop]]
ByBranch = Mapping[str, Sequence[TeamDay]]


@dataclass(frozen=True)
class Glance:
    """One branch in the table of all."""

    name: str
    anchor: str | None
    teams: str
    visits: str
    way: Text
    road: str
    prize: Text
    unrouted: str


@dataclass(frozen=True)
class Visits:
    """The section. ``reasons`` are why, how many, and what they would have brought."""

    finding: Text
    glance: tuple[Glance, ...]
    unit: Text
    branches: tuple[BranchView, ...]
    reasons: tuple[tuple[Text, str, Text], ...]
    cut: Text | None


def visits(summary: Summary, money: Money) -> Visits | None:
    """The section, or None on a night without teams."""
    if not summary.teams:
        return None
    stops: dict[str, list[Stop]] = {t.team_id: [] for t in summary.teams}
    for stop in summary.stops:
        stops.setdefault(stop.team_id, []).append(stop)
    teams: dict[str, list[TeamDay]] = {}
    for team in summary.teams:
        teams.setdefault(team.branch_id, []).append(team)
    drawn = _drawn(summary, teams, stops)
    anchors = {b: f"branch-{i}" for i, b in enumerate(drawn, 1)}
    views = tuple(
        branch(b, anchors[b.branch_id], teams[b.branch_id], stops, summary, money)
        for b in summary.branches
        if b.branch_id in anchors
    )
    prizes = {b: sum(s.prize for t in ts for s in stops[t.team_id]) for b, ts in teams.items()}
    scale = money.scale(max(prizes.values()))
    missing = len(teams) - len(views)
    return Visits(
        _finding(summary, teams),
        tuple(_glance(b, summary, teams, stops, prizes, anchors, scale) for b in teams),
        scale.unit,
        views,
        _reasons(summary, scale),
        say("cut.branches", n=missing) if missing else None,
    )


def _drawn(summary: Summary, teams: ByBranch, stops: ByTeam) -> list[str]:
    """Branches shown in full: most stops first until the limits, in the caller's order."""
    sizes = {
        b.branch_id: sum(len(stops[t.team_id]) for t in teams[b.branch_id])
        for b in summary.branches
        if b.branch_id in teams
    }
    room, kept = STOPS, set()
    for name in sorted(sizes, key=lambda name: (-sizes[name], name))[:BRANCHES]:
        if sizes[name] <= room:
            kept.add(name)
            room -= sizes[name]
    return [name for name in sizes if name in kept]


def _finding(summary: Summary, teams: ByBranch) -> Text:
    left = sum(u.visits for u in summary.unrouted)
    return say(
        "find.visits",
        n=summary.totals.visits,
        teams=say("n.teams", n=len(summary.teams)),
        branches=say("n.branches", n=len(teams)),
        left=left,
    )


def _glance(
    branch_id: str,
    summary: Summary,
    teams: ByBranch,
    stops: ByTeam,
    prizes: Mapping[str, int],
    anchors: Mapping[str, str],
    scale: Scale,
) -> Glance:
    mine = teams[branch_id]
    all_stops = [s for t in mine for s in stops[t.team_id]]
    metres = sum(s.metres for s in all_stops) + sum(t.home_metres for t in mine)
    road = sum(s.travel for s in all_stops) + sum(t.home_travel for t in mine)
    shift = sum(t.ends - t.starts for t in mine)
    left = sum(u.visits for u in summary.unrouted if u.branch_id == branch_id)
    names = {b.branch_id: b.name for b in summary.branches}
    return Glance(
        names.get(branch_id, branch_id),
        anchors.get(branch_id),
        number(len(mine)),
        number(sum(s.kind == "visit" for s in all_stops)),
        way(metres),
        share(road, shift, 0),
        scale.write(prizes[branch_id]),
        number(left),
    )


def _reasons(summary: Summary, scale: Scale) -> tuple[tuple[Text, str, Text], ...]:
    counts: dict[str, tuple[int, int]] = {}
    for row in summary.unrouted:
        n, prize = counts.get(row.reason, (0, 0))
        counts[row.reason] = (n + row.visits, prize + row.prize)
    ordered = sorted(counts.items(), key=lambda item: (-item[1][0], item[0]))
    return tuple((word("unrouted", r), number(n), scale.write(p)) for r, (n, p) in ordered)

"""Who goes out: teams of two or more qualified officers, with their shift and breaks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from forbear.portfolio.shifts import on_day
from forbear.problems import Problem
from forbear.visits.policy import BreakRule, Breaks, VisitsPolicy


@dataclass(frozen=True)
class Break:
    """A break of ``minutes`` that begins and ends within [opens, closes]."""

    opens: int
    closes: int
    minutes: int


@dataclass(frozen=True)
class Crew:
    """A team at work: its members, its shift (minutes after midnight) and what they hold."""

    team_id: str
    members: tuple[str, ...]
    starts: int
    ends: int
    holds: frozenset[str]
    breaks: tuple[Break, ...] = ()


def qualifications(text: str | None) -> frozenset[str]:
    """The qualifications in a list separated by ';'."""
    return frozenset(part.strip() for part in (text or "").split(";") if part.strip())


def crews(
    teams: pl.DataFrame,
    officers: pl.DataFrame,
    *,
    branch_id: str,
    day: date,
    policy: VisitsPolicy,
) -> tuple[list[Crew], list[Problem]]:
    """The branch's crews on `day` by team, and why the other teams get no work.

    A member counts if known, in a role that visits, and with training valid on the day. A row for
    the day itself stands before the same officer's row for every day. Who is in two teams at once
    counts in the first by number. The shift is what all members have in common.
    """
    present, notes = _present(teams, officers, branch_id, day, policy)
    out = []
    for team_id in teams.filter(pl.col("branch_id") == branch_id)["team_id"].unique().sort():
        of_team = present.filter(pl.col("team_id") == team_id)
        if of_team.height < policy.staff.members:
            if _works(teams, team_id, day):
                notes.append(_too_few(team_id, of_team.height, policy.staff.members))
            continue
        starts, ends = int(of_team["starts"].max()), int(of_team["ends"].min())  # type: ignore[arg-type]
        if starts >= ends:
            notes.append(_no_shift(team_id))
            continue
        breaks = breaks_of(starts, ends, policy.breaks)
        if not breaks and any(ends - starts > rule.after for rule in policy.breaks.each):
            notes.append(_no_break(team_id, starts, ends))
        held = frozenset[str]().union(*(qualifications(q) for q in of_team["qualifications"]))
        out.append(Crew(team_id, tuple(of_team["officer_id"]), starts, ends, held, tuple(breaks)))
    return out, notes


def breaks_of(starts: int, ends: int, rules: Breaks) -> list[Break]:
    """The breaks of a shift: those it is long enough for and whose hours it covers."""
    first, last = starts + rules.away_from_ends, ends - rules.away_from_ends
    return [
        Break(max(rule.from_, first), min(rule.to, last), rule.minutes)
        for rule in rules.each
        if ends - starts > rule.after and _fits(rule, first, last)
    ]


def _fits(rule: BreakRule, first: int, last: int) -> bool:
    return min(rule.to, last) - max(rule.from_, first) >= rule.minutes


def trained(day: date, policy: VisitsPolicy) -> pl.Expr:
    """Whether an officer's training counts on a day; one whose end is not known, as policy says."""
    unknown = pl.lit(policy.staff.unknown_training_counts)
    return (
        pl.when(pl.col("qualified_until").is_null())
        .then(unknown)
        .otherwise(pl.col("qualified_until") >= day)
    )


def _present(
    teams: pl.DataFrame, officers: pl.DataFrame, branch_id: str, day: date, policy: VisitsPolicy
) -> tuple[pl.DataFrame, list[Problem]]:
    """Members who count, one row each: team_id, officer_id, starts, ends, qualifications."""
    from_, to = policy.staff.shift
    rows = (
        on_day(teams, day)
        .select(
            "team_id",
            "officer_id",
            "branch_id",
            starts=pl.col("starts").fill_null(from_),
            ends=pl.col("ends").fill_null(to),
        )
        .join(officers.drop("branch_id"), on="officer_id", how="left", maintain_order="left")
        .sort("officer_id", "starts", "team_id")
        .with_columns(busy=pl.col("ends").cum_max().shift(1).over("officer_id"))
        .with_columns(
            why=pl.when(pl.col("role").is_null())
            .then(pl.lit("unknown"))
            .when(~pl.col("role").cast(pl.String).is_in([str(r) for r in policy.staff.roles]))
            .then(pl.lit("role"))
            .when(~trained(day, policy))
            .then(pl.lit("training"))
            .when((pl.col("starts") < pl.col("busy")).fill_null(False))
            .then(pl.lit("twice"))
        )
        .filter(pl.col("branch_id") == branch_id)
        .sort("team_id", "officer_id")
    )
    out = rows.filter(pl.col("why").is_not_null())
    notes = [
        _absent(team, officer, why)
        for team, officer, why in out.select("team_id", "officer_id", "why").iter_rows()
    ]
    return rows.filter(pl.col("why").is_null()), notes


def _works(teams: pl.DataFrame, team_id: str, day: date) -> bool:
    on = teams.filter(pl.col("team_id") == team_id)["on"]
    return bool((on.is_null() | (on == day)).any())


_WHY = {
    "unknown": ("is not among the officers", "不在员工名单中"),
    "role": ("has a role that does not visit", "岗位不参与外访"),
    "training": ("has no valid training on the day", "当日培训资格无效"),
    "twice": ("is already out with another team in these hours", "同一时段已编入其他外访组"),
}


def _absent(team_id: str, officer_id: str, why: str) -> Problem:
    en, zh = _WHY[why]
    return Problem(
        "visits.officer_not_counted",
        f"{team_id}/{officer_id}",
        f"the officer {en} and does not count as a member of the team",
        f"该外访员{zh}，不计入本组人数",
    )


def _too_few(team_id: str, present: int, needed: int) -> Problem:
    return Problem(
        "visits.team_too_small",
        team_id,
        f"{present} of the {needed} members needed are present and qualified: "
        "the team gets no visits; add a member or join two teams",
        f"到岗且合格的成员为 {present} 人，少于规定的 {needed} 人，本组不安排外访，"
        "请补充成员或合并外访组",
    )


def _no_shift(team_id: str) -> Problem:
    return Problem(
        "visits.no_common_shift",
        team_id,
        "the members have no hours in common: the team gets no visits; correct their shifts",
        "成员班次没有共同时段，本组不安排外访，请调整班次",
    )


def _no_break(team_id: str, starts: int, ends: int) -> Problem:
    return Problem(
        "visits.no_break",
        team_id,
        f"the shift of {ends - starts} minutes covers the hours of no break in visits.yaml; "
        "give the team a break by hand, or add one",
        f"班次长 {ends - starts} 分钟，但未覆盖 visits.yaml 中任何休息时段，"
        "请人工安排休息或补充规则",
    )

"""The first screen's four answers, and how the tape narrows down to tomorrow's work."""

from __future__ import annotations

from dataclasses import dataclass

from forbear.nightly.report.charts.overdue import NON_PERFORMING
from forbear.nightly.report.figures import Money, number, share
from forbear.nightly.report.model import Summary, Text
from forbear.nightly.report.words import catalogue, join, say, word


@dataclass(frozen=True)
class Answer:
    """One question of the first screen; ``anchor`` is the section with the rows behind it."""

    question: Text
    figure: Text
    lines: tuple[Text, ...]
    anchor: str


@dataclass(frozen=True)
class Step:
    """One bar of the funnel; ``fell`` says how many did not come this far, and why."""

    name: Text
    customers: str
    owed: Text
    width: float
    fell: Text | None


@dataclass(frozen=True)
class Funnel:
    """From the tape to tomorrow."""

    finding: Text
    steps: tuple[Step, ...]
    unit: Text


def answers(summary: Summary, money: Money) -> tuple[Answer, ...]:
    """How much is overdue, what we will do, what it should bring, what was refused."""
    return (_overdue(summary, money), _plan(summary), _bring(summary, money), _refused(summary))


def npl_ratio(summary: Summary) -> str:
    """Share of the outstanding principal in the three non-performing classes."""
    bad = sum(t.outstanding for t in summary.tiers if t.five_tier in NON_PERFORMING)
    return share(bad, sum(t.outstanding for t in summary.tiers), 2)


def _overdue(summary: Summary, money: Money) -> Answer:
    t = summary.totals
    lines = [
        say(
            "first.overdue_accounts",
            n=t.overdue_accounts,
            all=t.accounts,
            share=share(t.overdue_accounts, t.accounts),
        ),
        say("first.overdue_principal", sum=money.short(t.overdue_outstanding)),
    ]
    if summary.tiers:
        lines.append(say("first.npl", ratio=npl_ratio(summary), sum=money.short(t.outstanding)))
    return Answer(say("first.q_overdue"), money.short(t.owed), tuple(lines), "overdue")


def _plan(summary: Summary) -> Answer:
    t = summary.totals
    by_channel: dict[str, int] = {}
    for row in summary.treatments:
        if row.channel and row.chosen:
            by_channel[row.channel] = by_channel.get(row.channel, 0) + row.chosen
    lines = [say("first.customers", n=t.planned_customers)]
    if by_channel:
        ordered = sorted(by_channel.items(), key=lambda item: (-item[1], item[0]))
        shown = [
            say("first.by_channel", channel=word("channel", c), count=n) for c, n in ordered[:5]
        ]
        lines.append(join(shown, " · ", "，"))
    if summary.teams:
        branches = len({team.branch_id for team in summary.teams})
        lines.append(say("first.teams", n=t.visits, teams=len(summary.teams), branches=branches))
    return Answer(
        say("first.q_plan"), say("first.contacts", n=t.planned_contacts), tuple(lines), "treatments"
    )


def _bring(summary: Summary, money: Money) -> Answer:
    t = summary.totals
    lines = [say("first.after_cost", sum=money.short(t.cost))]
    if t.expected_by_itself is not None:
        lines.append(say("first.by_itself", sum=money.short(t.expected_by_itself)))
    lines.append(say("first.assumed"))
    return Answer(say("first.q_bring"), money.short(t.expected_net_recovery), tuple(lines), "sure")


def _refused(summary: Summary) -> Answer:
    t = summary.totals
    lines = [
        say("first.no_channel", n=t.refused_customers, all=t.overdue_customers),
    ]
    if summary.refusals:
        top = max(summary.refusals, key=lambda r: (r.customers, r.rule))
        lines.append(say("first.most_often", title=top.title, rule=top.rule))
    return Answer(
        say("first.q_refused"), say("first.contacts", n=t.refused_contacts), tuple(lines), "permits"
    )


def funnel(summary: Summary, money: Money) -> Funnel | None:
    """The steps with what fell away before each; None when the run gave none."""
    steps = summary.funnel
    if not steps:
        return None
    scale = money.scale(max(s.owed for s in steps))
    most = max((s.customers for s in steps), default=0)
    rows = []
    before: int | None = None
    for step in steps:
        fell = None
        if before is not None and before > step.customers:
            fell = say(_why(step.step), n=before - step.customers)
        width = 100 * step.customers / most if most else 0.0
        rows.append(
            Step(
                word("step", step.step),
                number(step.customers),
                scale.write(step.owed),
                width,
                fell,
            )
        )
        before = step.customers
    return Funnel(_narrowing(summary), tuple(rows), scale.unit)


def _why(step: str) -> str:
    """The words for what falls away before a step; plain ones for a step of the caller's own."""
    return f"fell.{step}" if f"fell.{step}" in catalogue() else "fell.tape"


def _narrowing(summary: Summary) -> Text:
    by_step = {s.step: s.customers for s in summary.funnel}
    planned, overdue = by_step.get("planned", 0), by_step.get("overdue", 0)
    if not overdue:
        return say("find.nothing_overdue")
    return say("find.funnel", n=planned, overdue=overdue, share=share(planned, overdue, 0))

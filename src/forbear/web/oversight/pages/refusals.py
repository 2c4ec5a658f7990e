"""Which rules keep customers from which channel."""

from __future__ import annotations

from collections.abc import Iterator

from forbear.nightly.figures.measures import Measure
from forbear.portfolio.words import Channel
from forbear.web import bank
from forbear.web.oversight.asked import NONE, Asked
from forbear.web.oversight.charts import Cell, Chart, Column, Row, Table
from forbear.web.oversight.said import day, number, said, word

#: Rules on the chart; the table has all.
RULES = 12


def charts(asked: Asked) -> Iterator[Chart]:
    """The chart of refusals."""
    sums = asked.sums(Measure.REFUSAL)[Measure.REFUSAL]
    most: dict[str, int] = {}
    for (rule, _), counted in sums.items():
        most[rule] = max(most.get(rule, 0), counted.customers)
    rules = sorted(most, key=lambda rule: (-most[rule], rule))
    channels = [str(c) for c in Channel if any(column == c for _, column in sums)]
    shown = rules[:RULES]
    titles = {rule: _title(rule) for rule in rules}

    def behind(rule: str, channel: str = "") -> str:
        return asked.cases(rule=rule, channel=channel)

    yield Chart(
        name="refusals",
        title=said(
            "{rule} ({title}) binds hardest: it keeps {customers} customers from one channel",
            "约束最多的规则：{rule}（{title}），使{customers}名客户不可通过某一渠道联系",
            rule=rules[0],
            title=titles[rules[0]],
            customers=number(most[rules[0]]),
        )
        if rules
        else said("No rule refuses anything", "没有规则拒绝联系"),
        note=said(
            "Customers whom a rule keeps from a channel on {day}, by law or by the bank's own "
            "policy; a customer may be kept by several rules",
            "{day}各规则（法规或本行政策）使客户不可通过该渠道联系的客户数，同一客户可受多条规则约束",
            day=day(asked.plan_for),
        ),
        kind="heat",
        unit="count",
        labels=tuple(word("channel", c) for c in channels) if rules else (),
        rows=tuple(titles[rule] for rule in shown),
        cells=tuple(
            Cell(x, y, sums[rule, channel].customers, behind(rule, channel))
            for y, rule in enumerate(shown)
            for x, channel in enumerate(channels)
            if (rule, channel) in sums
        ),
        table=Table(
            (
                Column(said("Rule", "规则")),
                Column(said("Title", "名称")),
                *(Column(word("channel", c), "count") for c in channels),
            ),
            tuple(
                Row(
                    (rule, titles[rule], *(sums.get((rule, c), NONE).customers for c in channels)),
                    behind(rule),
                )
                for rule in rules
            ),
        ),
    )


def _title(rule: str) -> str:
    """A rule's title; its number, if the rulebook has it no more."""
    entries = {entry.id: entry for entry in bank.policy().rules.entries}
    if rule not in entries:
        return rule
    title = entries[rule].rule.title
    return said(title.en, title.zh)

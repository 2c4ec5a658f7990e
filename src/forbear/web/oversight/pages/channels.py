"""What contacts came to: whom they reached, whether money followed, what they cost, and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from forbear.nightly.figures.measures import FOLLOWED, MADE, REACHED, Measure
from forbear.web import bank
from forbear.web.oversight.asked import NONE, Asked, Sums
from forbear.web.oversight.charts import Chart, Column, Row, Series, Table, share
from forbear.web.oversight.said import amount, day, in_money, percent, said, word

#: Shares of fewer contacts say little.
ENOUGH = 30
#: Shares of fewer in an hour are left out of the chart.
IN_AN_HOUR = 5
#: Channels on which the debtor himself is sought.
SPOKEN = ("call", "home_visit", "work_visit")
KINDS = {
    "call": ("Calls", "电话"),
    "message": ("Messages and letters", "短信、邮件与信函"),
    "visit": ("Visits", "外访"),
    "third_party": ("Third parties", "第三人"),
    "other": ("Other", "其他"),
}


def charts(asked: Asked) -> Iterator[Chart]:
    """The charts of contacts."""
    found = asked.sums(Measure.CONTACT, Measure.HOUR)
    contacts, hours = found[Measure.CONTACT], found[Measure.HOUR]
    yield _effect(asked, contacts)
    yield _cost(asked, contacts)
    yield _by_hour(asked, hours)
    yield _reached_by_hour(asked, hours)


def _days() -> int:
    return bank.policy().figures.followed_within


def days_of(asked: Asked) -> tuple[date, date]:
    """The first and the last day whose contacts the night counted."""
    policy = bank.policy().figures
    last = asked.as_of - timedelta(days=policy.followed_within)
    return last - timedelta(days=policy.contact_days - 1), last


def words(kind: str) -> str:
    """What a kind of channel is called."""
    return said(*KINDS[kind]) if kind in KINDS else kind


def _period(asked: Asked) -> str:
    first, last = days_of(asked)
    return said("{first} to {last}", "{first}至{last}", first=day(first), last=day(last))


def _used(sums: Sums) -> list[str]:
    made = {row: counted.items for (row, column), counted in sums.items() if column == MADE}
    return sorted(made, key=lambda channel: (-made[channel], channel))


def _effect(asked: Asked, sums: Sums) -> Chart:
    channels = _used(sums)
    made = {c: sums[c, MADE] for c in channels}
    reached = {c: sums.get((c, REACHED), NONE).items for c in channels}
    followed = {c: sums.get((c, FOLLOWED), NONE).items for c in channels}
    shares = {c: share(followed[c], made[c].items) for c in channels}
    told = [c for c in channels if made[c].items >= ENOUGH]
    if told:
        best = max(told, key=lambda c: shares[c] or 0)
        title = said(
            "Most often followed by a payment: {channel}, {share} within {days} days",
            "{days}日内有还款跟随占比最高的渠道：{channel}，{share}",
            channel=word("channel", best),
            share=percent(shares[best]),
            days=_days(),
        )
    else:
        title = said("Too few contacts to compare channels", "联系次数过少，尚不能比较渠道")
    return Chart(
        name="channels",
        title=title,
        note=said(
            "Contacts made with people past due, {period}: share that reached the debtor, and "
            "share followed by any payment within {days} days",
            "{period}对逾期客户的联系：接触到本人的占比，以及{days}日内有还款的占比",
            period=_period(asked),
            days=_days(),
        ),
        caution=said(
            "Followed by is not caused by: people who would have paid anyway are in it, and "
            "channels are chosen for different people. Only a test with chance in it tells the "
            "effect.",
            "“跟随”不等于“因果”：其中包含本会自行还款的客户，且各渠道面对的客户不同。"
            "只有随机对照测试才能得出真实效果。",
        ),
        kind="bar",
        unit="percent",
        flat=True,
        y=said("Share of contacts", "占联系次数"),
        labels=tuple(word("channel", c) for c in channels),
        series=(
            Series(
                said("Paid within {days} days", "{days}日内还款", days=_days()),
                tuple(shares[c] for c in channels),
                tuple(asked.behind("contacts", channel=c) for c in channels),
            ),
            Series(
                said("Debtor reached", "接触本人"),
                tuple(share(reached[c], made[c].items) if c in SPOKEN else None for c in channels),
                tuple(asked.behind("contacts", channel=c, reached="1") for c in channels),
            ),
        ),
        table=Table(
            (
                Column(said("Channel", "渠道")),
                Column(said("Contacts", "联系次数"), "count"),
                Column(said("Customers", "客户数"), "count"),
                Column(said("Debtor reached", "接触本人"), "count"),
                Column(said("Right-party rate", "本人接触率"), "percent"),
                Column(said("Paid after", "其后还款"), "count"),
                Column(said("Share", "占比"), "percent"),
            ),
            tuple(
                Row(
                    (
                        word("channel", c),
                        made[c].items,
                        made[c].customers,
                        reached[c] if c in SPOKEN else None,
                        share(reached[c], made[c].items) if c in SPOKEN else None,
                        followed[c],
                        shares[c],
                    ),
                    asked.behind("contacts", channel=c),
                )
                for c in channels
            ),
        ),
    )


def _cost(asked: Asked, sums: Sums) -> Chart:
    rows = []
    for channel in _used(sums):
        spent, after = sums[channel, MADE], sums.get((channel, FOLLOWED), NONE).items
        each = spent.amount // after if after else None
        rows.append((channel, spent.items, spent.amount, after, each))
    priced = sorted(
        (row for row in rows if row[4] is not None), key=lambda row: (row[4] or 0, row[0])
    )
    whole = sum(row[2] for row in rows)
    if len(priced) > 1:
        title = said(
            "A contact that a payment followed cost {low} by {cheap} and {high} by {dear}",
            "每次有还款跟随的联系成本：{cheap}{low}，{dear}{high}",
            low=amount(priced[0][4] or 0),
            cheap=word("channel", priced[0][0]),
            high=amount(priced[-1][4] or 0),
            dear=word("channel", priced[-1][0]),
        )
    else:
        title = said("Contacts cost {amount}", "联系成本共{amount}", amount=amount(whole))
    return Chart(
        name="cost",
        title=title,
        note=said(
            "Cost of all contacts of a channel, by the number that a payment followed within "
            "{days} days, {period}",
            "各渠道联系总成本除以{days}日内有还款的联系次数，{period}",
            period=_period(asked),
            days=_days(),
        ),
        caution=said(
            "Cost is what one use is paid for (treatments.yaml of the policy). Staff time is not "
            "in it.",
            "成本为每次使用的直接支出（策略文件 treatments.yaml），不含人员工时。",
        ),
        kind="bar",
        unit="money",
        flat=True,
        y=in_money("Cost per contact followed", "单次成本"),
        labels=tuple(word("channel", row[0]) for row in priced),
        series=(
            Series(
                said("Cost", "成本"),
                tuple(row[4] for row in priced),
                tuple(asked.behind("contacts", channel=row[0]) for row in priced),
            ),
        ),
        table=Table(
            (
                Column(said("Channel", "渠道")),
                Column(said("Contacts", "联系次数"), "count"),
                Column(said("Cost", "成本"), "money"),
                Column(said("Paid after", "其后还款"), "count"),
                Column(said("Cost of each", "单次成本"), "money"),
            ),
            tuple(
                Row((word("channel", row[0]), *row[1:]), asked.behind("contacts", channel=row[0]))
                for row in rows
            ),
        ),
    )


def _by_hour(asked: Asked, sums: Sums) -> Chart:
    hours = sorted({row for row, _ in sums})
    kinds = [kind for kind in KINDS if any(column == kind for _, column in sums)]
    by_kind = {k: [sums.get((hour, k), NONE).items for hour in hours] for k in kinds}
    whole = {hour: sum(by_kind[k][at] for k in kinds) for at, hour in enumerate(hours)}
    if whole:
        most = max(whole, key=lambda hour: whole[hour])
        title = said(
            "Most contacts are made between {begin}:00 and {end}:00",
            "{begin}:00至{end}:00联系最多",
            begin=most,
            end=f"{int(most) + 1:02}",
        )
    else:
        title = said("No contacts in these days", "期间没有联系")
    return Chart(
        name="hours",
        title=title,
        note=said(
            "Contacts with people past due by the customer's local hour, {period}",
            "按客户当地时间统计的对逾期客户联系次数，{period}",
            period=_period(asked),
        ),
        kind="line",
        unit="count",
        x=said("Hour of the day", "时刻"),
        y=said("Contacts", "联系次数"),
        labels=tuple(hours),
        series=tuple(
            Series(
                words(k),
                tuple(by_kind[k]),
                tuple(asked.behind("contacts", kind=k, hour=hour) for hour in hours),
            )
            for k in kinds
        ),
        table=Table(
            (
                Column(said("Hour", "时刻")),
                *(Column(words(k), "count") for k in kinds),
                Column(said("All", "合计"), "count"),
            ),
            tuple(
                Row(
                    (f"{hour}:00", *(by_kind[k][at] for k in kinds), whole[hour]),
                    asked.behind("contacts", hour=hour),
                )
                for at, hour in enumerate(hours)
            ),
        ),
    )


def _reached_by_hour(asked: Asked, sums: Sums) -> Chart:
    kinds = ("call", "visit")
    hours = sorted({row for row, column in sums if column in kinds})

    def rate(hour: str, kind: str) -> float | None:
        made = sums.get((hour, kind), NONE).items
        return share(sums.get((hour, f"{kind}.{REACHED}"), NONE).items, made)

    def behind(hour: str, kind: str) -> str:
        return asked.behind("contacts", kind=kind, hour=hour, reached="1")

    calls = {h: sums.get((h, "call"), NONE).items for h in hours}
    told = [hour for hour in hours if calls[hour] >= ENOUGH]
    if told:
        best = max(told, key=lambda hour: rate(hour, "call") or 0)
        every = sum(sums.get((h, f"call.{REACHED}"), NONE).items for h in hours)
        title = said(
            "Calls reach the debtor most often from {hour}:00: {best}, against {all} over the day",
            "{hour}:00时段电话接触本人率最高，为{best}，全天为{all}",
            hour=best,
            best=percent(rate(best, "call")),
            all=percent(share(every, sum(calls.values()))),
        )
    else:
        title = said("Too few calls to compare hours", "电话次数过少，尚不能比较时段")
    return Chart(
        name="right-party",
        title=title,
        note=said(
            "Share of calls and visits in which the debtor was reached, by local hour, {period}; "
            "hours with fewer than {few} are not drawn",
            "各时段电话与外访接触到本人的占比（客户当地时间），{period}；不足{few}次的时段未画出",
            period=_period(asked),
            few=IN_AN_HOUR,
        ),
        kind="line",
        unit="percent",
        x=said("Hour of the day", "时刻"),
        y=said("Right-party rate", "本人接触率"),
        labels=tuple(hours),
        series=tuple(
            Series(
                words(kind),
                tuple(
                    rate(hour, kind) if sums.get((hour, kind), NONE).items >= IN_AN_HOUR else None
                    for hour in hours
                ),
                tuple(
                    asked.behind("contacts", kind=kind, hour=hour, reached="1") for hour in hours
                ),
            )
            for kind in kinds
        ),
        table=Table(
            (
                Column(said("Hour", "时刻")),
                *(
                    column
                    for kind in kinds
                    for column in (
                        Column(words(kind), "count"),
                        Column(said("Right-party rate", "本人接触率"), "percent"),
                    )
                ),
            ),
            tuple(
                Row(
                    (
                        f"{hour}:00",
                        *(
                            value
                            for kind in kinds
                            for value in (sums.get((hour, kind), NONE).items, rate(hour, kind))
                        ),
                    ),
                    behind(hour, "call"),
                )
                for hour in hours
            ),
        ),
    )

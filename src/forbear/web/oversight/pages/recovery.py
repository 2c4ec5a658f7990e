"""What was paid on overdue accounts, against what the bank wanted."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate

from forbear.nightly.figures.measures import Measure
from forbear.web.oversight.asked import NONE, Asked, Sums
from forbear.web.oversight.charts import Chart, Column, Row, Series, Table, share
from forbear.web.oversight.said import amount, day, in_money, percent, said


def charts(asked: Asked) -> Iterator[Chart]:
    """The charts of recovery."""
    found = asked.sums(Measure.RECOVERED_DAY, Measure.RECOVERED_MONTH, Measure.TARGET)
    targets: dict[str, int] = {}
    for (month, _), counted in found[Measure.TARGET].items():
        targets[month] = targets.get(month, 0) + counted.amount
    yield _days(asked, found[Measure.RECOVERED_DAY], targets)
    yield _months(asked, found[Measure.RECOVERED_MONTH], targets)


def _own_choice() -> str:
    return said(
        "The target is the bank's own choice (figures.yaml of the policy): a share of what was "
        "overdue at the start of the month, bucket by bucket, spread evenly over its days.",
        "目标由本行自定（策略文件 figures.yaml）：按月初各账龄逾期金额的一定比例设定，逐日均摊。",
    )


def _days(asked: Asked, sums: Sums, targets: dict[str, int]) -> Chart:
    today = asked.as_of
    last_month = today.replace(day=1) - timedelta(days=1)
    length = monthrange(today.year, today.month)[1]
    now = _running(sums, today)
    before = _running(sums, last_month)
    target = targets.get(f"{today:%Y-%m}")
    line = [
        None if target is None else target * number // length for number in range(1, length + 1)
    ]
    longest = max(length, last_month.day)
    return Chart(
        name="recovery-days",
        title=_days_title(today, now[-1], target),
        note=said(
            "Payments received on accounts past due since the start of the month, {day}",
            "本月以来逾期账户累计还款，截至{day}",
            day=day(today),
        ),
        caution=_own_choice(),
        kind="line",
        unit="money",
        x=said("Day of the month", "日"),
        y=in_money("Recovered so far", "累计回款"),
        labels=tuple(str(number) for number in range(1, longest + 1)),
        series=(
            Series(f"{today:%Y-%m}", tuple(now), _behind(asked, today)),
            Series(f"{last_month:%Y-%m}", tuple(before), _behind(asked, last_month)),
            *([] if target is None else [Series(said("Target", "目标"), tuple(line), dashed=True)]),
        ),
        table=Table(
            (
                Column(said("Day", "日期")),
                Column(said("Payments", "还款笔数"), "count"),
                Column(said("Recovered", "当日回款"), "money"),
                Column(said("So far", "累计回款"), "money"),
                Column(said("Target so far", "累计目标"), "money"),
            ),
            tuple(
                Row(
                    (one, *_paid(sums, one), now[one.day - 1], line[one.day - 1]),
                    asked.behind("payments", **{"from": str(one), "to": str(one)}),
                )
                for one in (today.replace(day=number) for number in range(1, today.day + 1))
            ),
        ),
    )


def _days_title(today: date, recovered: int, target: int | None) -> str:
    if target is None:
        return said(
            "{amount} recovered this month by {day}; the policy sets no target",
            "截至{day}本月回款{amount}，策略未设目标",
            amount=amount(recovered),
            day=day(today),
        )
    return said(
        "{amount} recovered this month by {day}: {share} of the month's target of {target}",
        "截至{day}本月回款{amount}，完成当月目标{target}的{share}",
        amount=amount(recovered),
        day=day(today),
        share=percent(share(recovered, target)),
        target=amount(target),
    )


def _behind(asked: Asked, last: date) -> tuple[str, ...]:
    """Where each day of a month up to ``last`` leads: the payments of that day."""
    days = (last.replace(day=number) for number in range(1, last.day + 1))
    return tuple(asked.behind("payments", **{"from": str(one), "to": str(one)}) for one in days)


def _whole(asked: Asked, month: str) -> str:
    """The payments of a month."""
    first = date.fromisoformat(f"{month}-01")
    last = first.replace(day=monthrange(first.year, first.month)[1])
    return asked.behind("payments", **{"from": str(first), "to": str(last)})


def _paid(sums: Sums, on: date) -> tuple[int, int]:
    counted = sums.get((str(on), ""), NONE)
    return counted.items, counted.amount


def _running(sums: Sums, last: date) -> list[int]:
    """What had been recovered by each day of a month up to ``last``."""
    days = (last.replace(day=number) for number in range(1, last.day + 1))
    return list(accumulate(_paid(sums, one)[1] for one in days))


def _months(asked: Asked, sums: Sums, targets: dict[str, int]) -> Chart:
    months = sorted({month for month, _ in sums} | set(targets))
    got = {month: sums.get((month, ""), NONE) for month in months}
    over = f"{asked.as_of + timedelta(days=1):%Y-%m}"
    whole = [month for month in months if month < over and month in targets]
    reached = [month for month in whole if got[month].amount >= targets[month]]
    if whole:
        title = said(
            "{reached} of {months} whole months reached their target; {last} came to {share} of it",
            "{months}个完整月份中{reached}个完成目标，{last}完成{share}",
            reached=len(reached),
            months=len(whole),
            last=whole[-1],
            share=percent(share(got[whole[-1]].amount, targets[whole[-1]])),
        )
    else:
        title = said("No whole month has a target", "没有设目标的完整月份")
    return Chart(
        name="recovery-months",
        title=title,
        note=said(
            "Payments received on accounts past due, by month; {month} up to {day}",
            "各月逾期账户还款，{month}截至{day}",
            month=f"{asked.as_of:%Y-%m}",
            day=day(asked.as_of),
        ),
        caution=_own_choice(),
        kind="bar",
        unit="money",
        x=said("Month", "月份"),
        y=in_money("Recovered", "回款"),
        labels=tuple(months),
        series=(
            Series(
                said("Recovered", "回款"),
                tuple(got[month].amount for month in months),
                tuple(_whole(asked, month) for month in months),
            ),
            Series(
                said("Target", "目标"),
                tuple(targets.get(month) for month in months),
                dashed=True,
                line=True,
            ),
        ),
        table=Table(
            (
                Column(said("Month", "月份")),
                Column(said("Payments", "还款笔数"), "count"),
                Column(said("Recovered", "回款"), "money"),
                Column(said("Target", "目标"), "money"),
                Column(said("Reached", "完成率"), "percent"),
            ),
            tuple(
                Row(
                    (
                        month,
                        got[month].items,
                        got[month].amount,
                        targets.get(month),
                        share(got[month].amount, targets.get(month, 0)),
                    ),
                    _whole(asked, month),
                )
                for month in months
            ),
        ),
    )

"""How much is owed, in which bucket and class, and at which branch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from forbear.delinquency import Bucket, FiveTier
from forbear.nightly.figures.measures import OUTSTANDING, OWED, Measure
from forbear.web.oversight.asked import NONE, Asked, Counted, Sums
from forbear.web.oversight.charts import Chart, Column, Row, Series, Table, share
from forbear.web.oversight.said import amount, day, in_money, number, percent, said, word

OVERDUE = [str(bucket) for bucket in Bucket if bucket is not Bucket.M0]
NON_PERFORMING = [str(FiveTier.SUBSTANDARD), str(FiveTier.DOUBTFUL), str(FiveTier.LOSS)]
BELOW_NORMAL = [str(tier) for tier in FiveTier if tier is not FiveTier.NORMAL]
#: Branches on the chart; the table has all.
BRANCHES = 12


def charts(asked: Asked) -> Iterator[Chart]:
    """The book's charts."""
    found = asked.sums(Measure.BUCKET, Measure.TIER)
    buckets, tiers = found[Measure.BUCKET], found[Measure.TIER]
    yield _exposure(asked, buckets)
    yield _accounts(asked, buckets)
    yield _classes(asked, tiers)
    if len(asked.nights) > 1:
        yield _course(asked)
    if len(asked.branches) > 1 and not asked.branch:
        yield _branches(asked)


def _exposure(asked: Asked, sums: Sums) -> Chart:
    whole = sum(sums.get((b, OUTSTANDING), NONE).amount for b in ["M0", *OVERDUE])
    late = {b: sums.get((b, OUTSTANDING), NONE).amount for b in OVERDUE}
    overdue, most = sum(late.values()), max(late, key=lambda b: late[b])
    if overdue:
        title = said(
            "{amount} of loans are overdue, {share} of the book; most in {bucket}",
            "逾期贷款余额{amount}，占全部余额{share}，{bucket}最多",
            amount=amount(overdue),
            share=percent(share(overdue, whole)),
            bucket=most,
        )
    else:
        title = said("Nothing is overdue", "没有逾期")
    return Chart(
        name="exposure",
        title=title,
        note=said(
            "Principal not yet repaid of accounts in each bucket, {day}",
            "各逾期账龄账户的未还本金，{day}",
            day=day(asked.as_of),
        ),
        kind="bar",
        unit="money",
        x=said("Bucket", "逾期账龄"),
        y=in_money("Outstanding", "未还本金"),
        labels=tuple(OVERDUE),
        series=(
            Series(
                said("Outstanding", "未还本金"),
                tuple(late.values()),
                tuple(asked.cases(bucket=b) for b in OVERDUE),
            ),
        ),
        table=_table(asked, sums, ["M0", *OVERDUE], said("Bucket", "逾期账龄"), "bucket", "M0"),
    )


def _accounts(asked: Asked, sums: Sums) -> Chart:
    counts = {b: sums.get((b, OUTSTANDING), NONE) for b in OVERDUE}
    overdue = sum(c.items for c in counts.values())
    later = overdue - counts["M1"].items
    return Chart(
        name="accounts",
        title=said(
            "{late} accounts are overdue, {later} of them beyond M1",
            "逾期账户{late}户，其中{later}户已超过M1",
            late=number(overdue),
            later=number(later),
        ),
        note=said(
            "Accounts in each bucket, {day}; M1 is the first month late, M2 the second",
            "各逾期账龄的账户数，{day}；M1为逾期第一个月，M2为第二个月，以此类推",
            day=day(asked.as_of),
        ),
        kind="bar",
        unit="count",
        x=said("Bucket", "逾期账龄"),
        y=said("Accounts", "账户数"),
        labels=tuple(OVERDUE),
        series=(
            Series(
                said("Accounts", "账户数"),
                tuple(c.items for c in counts.values()),
                tuple(asked.cases(bucket=b) for b in OVERDUE),
            ),
        ),
        table=Table(
            (
                Column(said("Bucket", "逾期账龄")),
                Column(said("Accounts", "账户数"), "count"),
                Column(said("Customers", "客户数"), "count"),
            ),
            tuple(Row((b, c.items, c.customers), asked.cases(bucket=b)) for b, c in counts.items()),
        ),
    )


def _classes(asked: Asked, sums: Sums) -> Chart:
    of = {tier: sums.get((tier, OUTSTANDING), NONE).amount for tier in map(str, FiveTier)}
    bad = sum(of[tier] for tier in NON_PERFORMING)
    return Chart(
        name="classes",
        title=said(
            "{bad} are non-performing: an NPL ratio of {ratio}",
            "不良贷款余额{bad}，不良率{ratio}",
            bad=amount(bad),
            ratio=percent(share(bad, sum(of.values()))),
        ),
        note=said(
            "Principal not yet repaid by five-tier class, normal left out, {day}. Non-performing: "
            "substandard, doubtful and loss",
            "按五级分类的未还本金（不含正常类），{day}。不良为次级、可疑、损失三类",
            day=day(asked.as_of),
        ),
        kind="bar",
        unit="money",
        flat=True,
        y=in_money("Outstanding", "未还本金"),
        labels=tuple(word("five_tier", tier) for tier in BELOW_NORMAL),
        series=(
            Series(
                said("Outstanding", "未还本金"),
                tuple(of[tier] for tier in BELOW_NORMAL),
                tuple(asked.cases(five_tier=tier) for tier in BELOW_NORMAL),
            ),
        ),
        table=_table(
            asked, sums, list(of), said("Five-tier class", "五级分类"), "five_tier", "normal"
        ),
    )


def _table(asked: Asked, sums: Sums, rows: list[str], of: str, name: str, none: str) -> Table:
    """Accounts, customers and money by a row; ``none``: the row behind which no case stands."""
    whole = sum(sums.get((row, OUTSTANDING), NONE).amount for row in rows)
    made = []
    for row in rows:
        standing = sums.get((row, OUTSTANDING), NONE)
        cells = (
            row if name == "bucket" else word(name, row),
            standing.items,
            standing.customers,
            sums.get((row, OWED), NONE).amount,
            standing.amount,
            share(standing.amount, whole),
        )
        made.append(Row(cells, None if row == none else asked.cases(**{name: row})))
    return Table(
        (
            Column(of),
            Column(said("Accounts", "账户数"), "count"),
            Column(said("Customers", "客户数"), "count"),
            Column(said("Owed now", "当前应还"), "money"),
            Column(said("Outstanding", "未还本金"), "money"),
            Column(said("Share", "占比"), "percent"),
        ),
        tuple(made),
    )


def _course(asked: Asked) -> Chart:
    known = asked.by_night(Measure.TIER, OUTSTANDING)
    nights = [night for night in reversed(asked.nights) if known[night.pk]]
    ratios = [_ratio(known[night.pk]) for night in nights]
    days = tuple(f"{night.as_of:%m-%d}" for night in nights)
    title = said(
        "The NPL ratio went from {first} to {last} between {since} and {until}",
        "{since}至{until}，不良率由{first}变为{last}",
        first=percent(ratios[0]),
        last=percent(ratios[-1]),
        since=day(nights[0].as_of),
        until=day(nights[-1].as_of),
    )
    return Chart(
        name="npl",
        title=title,
        note=said("NPL ratio of each night that was published", "每晚已发布结果的不良率"),
        kind="line",
        unit="percent",
        x=said("Business date", "业务日期"),
        y=said("NPL ratio", "不良率"),
        labels=days,
        series=(
            Series(
                said("NPL ratio", "不良率"),
                tuple(ratios),
                tuple(asked.here(night=str(night.pk)) for night in nights),
            ),
        ),
        table=Table(
            (
                Column(said("Business date", "业务日期")),
                Column(said("Non-performing", "不良余额"), "money"),
                Column(said("Outstanding", "未还本金"), "money"),
                Column(said("NPL ratio", "不良率"), "percent"),
            ),
            tuple(
                Row(
                    (
                        night.as_of,
                        _bad(known[night.pk]),
                        sum(c.amount for c in known[night.pk].values()),
                        ratio,
                    ),
                    asked.here(night=str(night.pk)),
                )
                for night, ratio in zip(nights, ratios, strict=True)
            ),
        ),
    )


def _bad(tiers: Mapping[str, Counted]) -> int:
    return sum(tiers.get(tier, NONE).amount for tier in NON_PERFORMING)


def _ratio(tiers: Mapping[str, Counted]) -> float | None:
    return share(_bad(tiers), sum(c.amount for c in tiers.values()))


def _branches(asked: Asked) -> Chart:
    known = asked.by_branch(Measure.BUCKET, OUTSTANDING)
    names = {branch.pk: branch.name for branch in asked.branches}
    rows = []
    for branch, buckets in known.items():
        whole = sum(c.amount for c in buckets.values())
        late = sum(c.amount for b, c in buckets.items() if b in OVERDUE)
        accounts = sum(c.items for b, c in buckets.items() if b in OVERDUE)
        rows.append((names.get(branch, branch), accounts, late, whole, share(late, whole), branch))
    rows.sort(key=lambda row: (-(row[4] or 0), row[5]))
    shown = rows[:BRANCHES]
    return Chart(
        name="branches",
        title=said(
            "{branch} has the largest share overdue: {share}",
            "{branch}逾期占比最高，为{share}",
            branch=rows[0][0],
            share=percent(rows[0][4]),
        ),
        note=said(
            "Overdue accounts' part of the principal not yet repaid, by branch, {day}",
            "各网点逾期账户未还本金占比，{day}",
            day=day(asked.as_of),
        ),
        kind="bar",
        unit="percent",
        flat=True,
        y=said("Overdue share", "逾期占比"),
        labels=tuple(row[0] for row in shown),
        series=(
            Series(
                said("Overdue share", "逾期占比"),
                tuple(row[4] for row in shown),
                tuple(asked.here(branch=row[5]) for row in shown),
            ),
        ),
        table=Table(
            (
                Column(said("Branch", "网点")),
                Column(said("Overdue accounts", "逾期账户"), "count"),
                Column(said("Overdue", "逾期余额"), "money"),
                Column(said("Outstanding", "未还本金"), "money"),
                Column(said("Overdue share", "逾期占比"), "percent"),
            ),
            tuple(Row(row[:5], asked.here(branch=row[5])) for row in rows),
        ),
    )

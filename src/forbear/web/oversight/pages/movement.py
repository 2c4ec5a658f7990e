"""How accounts move: from bucket to bucket, and back to good standing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from forbear.delinquency import Bucket
from forbear.nightly.figures.measures import STILL, Measure
from forbear.web.oversight.asked import Asked, Sums
from forbear.web.oversight.charts import MOST_SERIES, Cell, Chart, Column, Row, Series, Table, share
from forbear.web.oversight.said import day, percent, said

BUCKETS = [str(bucket) for bucket in Bucket]
#: Buckets whose way down is drawn.
FROM = BUCKETS[:MOST_SERIES]

Moves = dict[str, dict[tuple[str, str], int]]


def charts(asked: Asked) -> Iterator[Chart]:
    """The charts of moves."""
    found = asked.sums(Measure.ROLL, Measure.CURE)
    moves = _moves(found[Measure.ROLL])
    yield _matrix(asked, moves)
    yield _down(asked, moves)
    yield _cures(asked, found[Measure.CURE])


def _moves(sums: Sums) -> Moves:
    """Accounts by month, and from bucket to bucket."""
    moves: Moves = {}
    for (row, now), counted in sums.items():
        month, was = row.split(" ")
        moves.setdefault(month, {})[was, now] = counted.items
    return dict(sorted(moves.items()))


def _whole(asked: Asked, month: str) -> bool:
    """Whether a month was over on the business date."""
    return month < f"{asked.as_of + timedelta(days=1):%Y-%m}"


def _matrix(asked: Asked, moves: Moves) -> Chart:
    whole = [month for month in moves if _whole(asked, month)]
    month = asked.month if asked.month in moves else next(reversed(whole or list(moves)), "")
    grid = moves.get(month, {})
    latest = month == next(reversed(moves), "")
    starts = {was: sum(n for (w, _), n in grid.items() if w == was) for was in BUCKETS}

    def behind(now: str) -> str | None:
        return asked.cases(bucket=now) if latest and now != "M0" else None

    cells = tuple(
        Cell(BUCKETS.index(now), BUCKETS.index(was), share(n, starts[was]), behind(now))
        for (was, now), n in sorted(grid.items())
        if n
    )
    return Chart(
        name="rolls",
        title=_matrix_title(month, grid, starts["M1"], _whole(asked, month)),
        note=said(
            "Of the accounts in a bucket at the start of {month} (rows), the share in each bucket "
            "at its end, or on {day} while it lasts (columns)",
            "{month}月初处于各账龄的账户（行），月末（当月为{day}）所处账龄的占比（列）",
            month=month,
            day=day(asked.as_of),
        ),
        kind="heat",
        unit="percent",
        x=said("At the end", "期末"),
        labels=tuple(BUCKETS) if cells else (),
        rows=tuple(BUCKETS),
        cells=cells,
        links=tuple((one, asked.here(month=one)) for one in reversed(moves)),
        table=Table(
            (
                Column(said("At the start", "期初")),
                Column(said("Accounts", "账户数"), "count"),
                *(Column(bucket, "percent") for bucket in BUCKETS),
            ),
            tuple(
                Row((was, n, *(share(grid.get((was, now), 0), n) for now in BUCKETS)))
                for was, n in starts.items()
                if n
            ),
        ),
    )


def _matrix_title(month: str, grid: dict[tuple[str, str], int], start: int, whole: bool) -> str:
    if not start:
        return said(
            "Nobody was in M1 at the start of {month}", "{month}月初没有M1账户", month=month
        )
    worse = sum(grid.get(("M1", now), 0) for now in BUCKETS[2:])
    cured = grid.get(("M1", "M0"), 0)
    if not whole:
        return said(
            "Of accounts in M1 at the start of {month}, {worse} have fallen further behind so far "
            "and {cured} have caught up",
            "{month}月初的M1账户，至今{worse}继续下迁，{cured}已还清逾期",
            month=month,
            worse=percent(share(worse, start)),
            cured=percent(share(cured, start)),
        )
    return said(
        "Of accounts in M1 at the start of {month}, {worse} fell further behind and {cured} "
        "caught up",
        "{month}月初的M1账户，当月{worse}继续下迁，{cured}还清逾期",
        month=month,
        worse=percent(share(worse, start)),
        cured=percent(share(cured, start)),
    )


def _down(asked: Asked, moves: Moves) -> Chart:
    months = [month for month in moves if _whole(asked, month)]
    lines = {was: [_fell(moves[month], was) for month in months] for was in FROM}
    known = [value for value in lines["M1"] if value is not None]
    if len(known) > 1:
        title = said(
            "From M1 to worse: {last} in {month}, {before} the month before",
            "M1下迁率{month}为{last}，上月为{before}",
            last=percent(known[-1]),
            before=percent(known[-2]),
            month=months[-1],
        )
    else:
        title = said("Too few months to see a course", "月份不足，尚看不出趋势")
    return Chart(
        name="down",
        title=title,
        note=said(
            "Share of the accounts in a bucket that end the month in a worse one, whole months",
            "各账龄账户当月迁徙至更差账龄的占比（完整月份）",
        ),
        kind="line",
        unit="percent",
        x=said("Month", "月份"),
        y=said("Rolled to worse", "下迁率"),
        labels=tuple(months) if months else (),
        series=tuple(
            Series(was, tuple(values), tuple(asked.here(month=month) for month in months))
            for was, values in lines.items()
            if any(value is not None for value in values)
        ),
        table=Table(
            (
                Column(said("Month", "月份")),
                *(Column(was, "percent") for was in FROM),
            ),
            tuple(
                Row((month, *(lines[was][at] for was in FROM)), asked.here(month=month))
                for at, month in enumerate(months)
            ),
        ),
    )


def _fell(grid: dict[tuple[str, str], int], was: str) -> float | None:
    start = sum(n for (w, _), n in grid.items() if w == was)
    worse = BUCKETS[BUCKETS.index(was) + 1 :]
    return share(sum(grid.get((was, now), 0) for now in worse), start)


def _cures(asked: Asked, sums: Sums) -> Chart:
    entered: dict[str, dict[str, int]] = {}
    for (month, after), counted in sorted(sums.items()):
        entered.setdefault(month, {})[after] = counted.items
    curves = {month: _curve(asked.as_of, month, of) for month, of in entered.items()}
    longest = max((len(curve) for curve in curves.values()), default=0)
    drawn = [month for month, curve in curves.items() if len(curve) > 1][-MOST_SERIES:]
    wide = max((len(curves[month]) for month in drawn), default=0)
    return Chart(
        name="cures",
        title=_cure_title(curves),
        note=said(
            "Of the accounts that fell behind in a month, the share that had caught up after so "
            "many months, from instalments and payments",
            "各月新增逾期账户在此后各月累计还清逾期的占比（按还款计划与还款记录计算）",
        ),
        kind="line",
        unit="percent",
        whole=True,
        x=said("Months after", "此后月数"),
        y=said("Caught up", "还清占比"),
        labels=tuple(str(after) for after in range(wide)),
        series=tuple(
            Series(
                month,
                (*curves[month], *[None] * (wide - len(curves[month]))),
                (asked.cases(since=month),) * wide,
            )
            for month in drawn
        ),
        table=Table(
            (
                Column(said("Fell behind in", "逾期月份")),
                Column(said("Accounts", "账户数"), "count"),
                Column(said("Still behind", "仍逾期"), "count"),
                *(Column(str(after), "percent") for after in range(longest)),
            ),
            tuple(
                Row(
                    (
                        month,
                        sum(entered[month].values()),
                        entered[month].get(STILL, 0),
                        *curve,
                        *[None] * (longest - len(curve)),
                    ),
                    asked.cases(since=month),
                )
                for month, curve in curves.items()
            ),
        ),
    )


def _curve(as_of: date, month: str, of: dict[str, int]) -> list[float | None]:
    """The share caught up by the end of each month that is over, the month of entry first."""
    year, first = int(month[:4]), int(month[5:])
    over = (as_of + timedelta(days=1)).replace(day=1)
    months = (over.year - year) * 12 + over.month - first
    whole, cured, curve = sum(of.values()), 0, []
    for after in range(months):
        cured += of.get(f"{after:02}", 0)
        curve.append(share(cured, whole))
    return curve


def _cure_title(curves: dict[str, list[float | None]]) -> str:
    known = [(month, curve) for month, curve in curves.items() if len(curve) > 1]
    if not known:
        return said("Too few months to see a course", "月份不足，尚看不出趋势")
    month, curve = next((one for one in reversed(known) if len(one[1]) > 3), known[0])
    after = min(3, len(curve) - 1)
    return said(
        "Of accounts that fell behind in {month}, {cured} had caught up after {after} months",
        "{month}新增逾期账户，{after}个月后{cured}已还清逾期",
        month=month,
        cured=percent(curve[after]),
        after=after,
    )

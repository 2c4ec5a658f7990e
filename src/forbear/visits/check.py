"""What planning may rely on: every fault of the frames handed in, named row by row."""

from __future__ import annotations

from collections.abc import Iterator

import dataframely as dy
import polars as pl

from forbear.portfolio.tables import Branches, Officers, Teams
from forbear.problems import ForbearError, Problem, refuse
from forbear.visits.policy import MINUTES_A_DAY
from forbear.visits.schema import Candidates

#: The largest prize, minor units; sums of such prizes stay exact in the search.
MOST = 10**12

#: So many rows of one fault are named; the rest are counted.
_NAMED = 20

_USED: dict[str, tuple[type[dy.Schema], tuple[str, ...]]] = {
    "candidates": (Candidates, tuple(Candidates.column_names())),
    "teams": (Teams, ("team_id", "officer_id", "branch_id", "on", "starts", "ends")),
    "officers": (Officers, ("officer_id", "role", "qualifications", "qualified_until")),
    "branches": (Branches, ("branch_id", "lat", "lon")),
}

#: Code, column at fault, rows at fault, what to tell.
_RULES: tuple[tuple[str, str, pl.Expr, str, str], ...] = (
    (
        "visits.coordinates",
        "lat, lon",
        ~(
            pl.col("lat").is_between(-90, 90)
            & pl.col("lon").is_between(-180, 180)
            & ~((pl.col("lat") == 0) & (pl.col("lon") == 0))
        ).fill_null(False),
        "coordinates are missing or not on land we know: give latitude and longitude in degrees",
        "坐标缺失或无效，请填写经纬度（度）",
    ),
    (
        "visits.prize",
        "prize",
        ~pl.col("prize").is_between(0, MOST).fill_null(False),
        f"the prize has to be from 0 to {MOST} minor units: leave out visits worth less than none",
        f"价值须在 0 至 {MOST} 最小货币单位之间，请剔除没有价值的外访",
    ),
    (
        "visits.service",
        "service",
        ~pl.col("service").is_between(1, MINUTES_A_DAY).fill_null(False),
        "the service time has to be between 1 minute and a day",
        "服务时长须在 1 分钟到一天之间",
    ),
    (
        "visits.window",
        "windows",
        ~(
            pl.col("windows")
            .list.eval(
                (
                    (pl.element().list.len() == 2)
                    & (pl.element().list.get(0, null_on_oob=True) >= 0)
                    & (
                        pl.element().list.get(0, null_on_oob=True)
                        < pl.element().list.get(1, null_on_oob=True)
                    )
                    & (pl.element().list.get(1, null_on_oob=True) <= MINUTES_A_DAY)
                ).fill_null(False)
            )
            .list.all()
        ).fill_null(False),
        "a window has to end after it begins, within one day: [opens, closes] in minutes",
        "时段的结束须晚于开始且不跨天：[开始, 结束]，单位为分钟",
    ),
    (
        "visits.customer",
        "customer_id",
        pl.col("customer_id").is_null(),
        "the customer is missing",
        "缺少客户号",
    ),
    (
        "visits.must",
        "must",
        pl.col("must").is_null(),
        "say whether the visit is an appointment: true or false",
        "请注明是否为预约：true 或 false",
    ),
    (
        "visits.duplicate",
        "visit_id",
        pl.col("visit_id").is_null() | pl.col("visit_id").is_duplicated(),
        "the number of a visit is missing or given twice",
        "外访编号缺失或重复",
    ),
)


def check(
    candidates: pl.DataFrame,
    teams: pl.DataFrame,
    officers: pl.DataFrame,
    branches: pl.DataFrame,
    *,
    all_branches: bool = True,
) -> None:
    """Raise `ForbearError` with every fault of the frames; return if there is none.

    Without ``all_branches`` teams may belong to branches that are not given.
    """
    frames = {
        "candidates": candidates,
        "teams": teams,
        "officers": officers,
        "branches": branches,
    }
    if problems := [p for name, frame in frames.items() for p in _columns(name, frame)]:
        raise ForbearError(*problems)
    problems = [
        *_places(branches),
        *_unknown(candidates, branches, "candidates", "visit_id"),
        *(_unknown(teams, branches, "teams", "team_id") if all_branches else ()),
        *(p for rule in _RULES for p in _rows(candidates, *rule)),
    ]
    if problems:
        raise ForbearError(*problems)


def check_options(seed: int, iterations: int | None, max_seconds: float | None) -> None:
    """Raise `ForbearError` naming the first option out of range."""
    if not 0 <= seed < 2**32:
        raise refuse(
            "visits.seed",
            "seed",
            f"the seed has to be a whole number from 0 to {2**32 - 1}",
            f"随机种子须为 0 至 {2**32 - 1} 的整数",
        )
    if iterations is not None and iterations < 0:
        raise refuse(
            "visits.iterations",
            "iterations",
            "the search can't take fewer than no iterations; 0 keeps the first solution",
            "迭代次数不得为负；填 0 表示保留初始方案",
        )
    if max_seconds is not None and not max_seconds >= 0:
        raise refuse(
            "visits.max_seconds",
            "max_seconds",
            "the time limit can't be negative; leave it out for none",
            "时间上限不得为负；不填表示不限时",
        )


def _columns(name: str, frame: pl.DataFrame) -> Iterator[Problem]:
    schema, used = _USED[name]
    for column in used:
        wanted = schema.create_empty().schema[column]
        given = frame.schema.get(column)
        if given is None:
            yield Problem(
                "visits.column",
                f"{name}.{column}",
                f"the frame has no such column; it needs {wanted}",
                f"缺少此列，应为 {wanted}",
            )
        elif given != wanted and not _alike(given, wanted):
            yield Problem(
                "visits.column",
                f"{name}.{column}",
                f"the column is {given} where {wanted} is needed; cast it",
                f"此列类型为 {given}，应为 {wanted}，请转换",
            )


def _alike(given: pl.DataType, wanted: pl.DataType) -> bool:
    """A code may come as text; whether it is a known one the tape's check has said."""
    return isinstance(wanted, pl.Enum) and isinstance(given, pl.Enum | pl.String)


def _places(branches: pl.DataFrame) -> Iterator[Problem]:
    code, column, wrong, en, zh = _RULES[0]
    for branch in branches.filter(wrong)["branch_id"]:
        yield Problem(code, f"branches {branch}: {column}", en, zh)
    for branch in branches.filter(pl.col("branch_id").is_duplicated())["branch_id"].unique().sort():
        yield Problem(
            "visits.duplicate",
            f"branches {branch}",
            "the branch is given twice; keep one row",
            "机构重复，请保留一行",
        )


def _unknown(frame: pl.DataFrame, branches: pl.DataFrame, name: str, key: str) -> Iterator[Problem]:
    strange = frame.join(branches, on="branch_id", how="anti").select(key, "branch_id").unique()
    for row, branch in strange.sort(key, "branch_id").head(_NAMED).iter_rows():
        yield Problem(
            "visits.unknown_branch",
            f"{name} {row}: branch_id",
            f"branch {branch} is not among the branches; add it or correct the number",
            f"机构 {branch} 不在机构表中，请补充或更正",
        )


def _rows(
    candidates: pl.DataFrame, code: str, column: str, wrong: pl.Expr, en: str, zh: str
) -> Iterator[Problem]:
    rows = candidates.with_row_index("row_", offset=1).filter(wrong).sort("row_")
    for row, visit in rows.select("row_", "visit_id").head(_NAMED).iter_rows():
        yield Problem(code, f"candidates row {row} ({visit}): {column}", en, zh)
    if rows.height > _NAMED:
        more = rows.height - _NAMED
        yield Problem(
            code, f"candidates: {column}", f"{more} more rows alike", f"另有 {more} 行同样问题"
        )

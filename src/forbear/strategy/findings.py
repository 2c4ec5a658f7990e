"""What is wrong with the logic of a table: overlaps, gaps, and rows that can never match."""

from __future__ import annotations

from dataclasses import dataclass

from forbear.problems import ForbearError, Problem
from forbear.strategy.coverage import TooLargeError, uncovered
from forbear.strategy.grid import Axis, Box, axes, boxes
from forbear.strategy.table import HitPolicy, Row, Table

#: Gaps named one by one; more are only said to be there.
SHOWN = 10


@dataclass(frozen=True)
class Finding:
    """``kind``: contradiction, shadowed, overlap, gap, more_gaps or too_large.

    ``rows`` are the rows concerned; ``region`` is the part of the inputs concerned, as cells.
    """

    kind: str
    rows: tuple[int, ...]
    region: dict[str, str]


def findings(table: Table) -> list[Finding]:
    """Everything wrong with a table's logic, by exact arithmetic on its cells."""
    grid = axes(table)
    found = boxes(table, grid)
    never = [
        Finding("contradiction", (row.number,), _contradictory(table, row, box))
        for row, box in zip(table.rows, found, strict=True)
        if not all(box)
    ]
    live = [(row, box) for row, box in zip(table.rows, found, strict=True) if all(box)]
    try:
        if table.hit_policy is HitPolicy.UNIQUE:
            never += _overlaps(grid, live)
        if table.hit_policy is HitPolicy.FIRST:
            never += _shadowed(live)
        return never + ([] if table.defaults else _gaps(grid, [box for _, box in live]))
    except TooLargeError:
        return [*never, Finding("too_large", (), {})]


def check_logic(table: Table) -> None:
    """Raise `ForbearError` with every finding, each with file, rows and region."""
    found = findings(table)
    if found:
        raise ForbearError(*(_problem(one, table) for one in found))


def _contradictory(table: Table, row: Row, box: Box) -> dict[str, str]:
    empty = [n for n, mask in enumerate(box) if not mask]
    return {table.inputs[n].name: row.cells[n] for n in empty}


def _overlaps(grid: tuple[Axis, ...], live: list[tuple[Row, Box]]) -> list[Finding]:
    return [
        Finding("overlap", (row.number, other.number), _region(grid, shared))
        for n, (row, box) in enumerate(live)
        for other, beside in live[n + 1 :]
        if all(shared := tuple(a & b for a, b in zip(box, beside, strict=True)))
    ]


def _shadowed(live: list[tuple[Row, Box]]) -> list[Finding]:
    found = []
    for n, (row, box) in enumerate(live):
        before = [(r, b) for r, b in live[:n] if all(x & y for x, y in zip(b, box, strict=True))]
        if before and uncovered([b for _, b in before], box) is None:
            found.append(Finding("shadowed", (row.number, *(r.number for r, _ in before)), {}))
    return found


def _gaps(grid: tuple[Axis, ...], found: list[Box]) -> list[Finding]:
    whole = tuple(axis.whole for axis in grid)
    gaps: list[Finding] = []
    while (gap := uncovered(found, whole)) is not None:
        if len(gaps) == SHOWN:
            return [*gaps, Finding("more_gaps", (), {})]
        gaps.append(Finding("gap", (), _region(grid, gap)))
        found = [*found, gap]
    return gaps


def _region(grid: tuple[Axis, ...], box: Box) -> dict[str, str]:
    return {
        axis.name: axis.describe(mask)
        for axis, mask in zip(grid, box, strict=True)
        if mask != axis.whole
    }


def _problem(found: Finding, table: Table) -> Problem:
    region = "; ".join(f"{name} {cell}" for name, cell in found.region.items()) or "-"
    rows = ", ".join(map(str, found.rows[1:]))
    first = found.rows[0] if found.rows else 0
    line = next((row.line for row in table.rows if row.number == first), None)
    where = f"{table.file}:{line}, row {first}" if line else table.file
    en, zh = _WORDS[found.kind]
    said = {"region": region, "rows": rows.replace(", ", "、")}
    return Problem(
        f"strategy.{found.kind}",
        where,
        en.format(region=region, rows=rows),
        zh.format(**said),
    )


_WORDS = {
    "contradiction": (
        "can never match, since no allowed value meets {region}; correct or remove the row",
        "永远不会命中：没有允许值满足 {region}；请修改或删除该行",
    ),
    "shadowed": (
        "can never match, since the rows above it ({rows}) take every case; move it up, narrow "
        "those rows or remove it",
        "永远不会命中：上方各行（{rows}）已覆盖其全部情形；请上移、收窄上方各行或删除该行",
    ),
    "overlap": (
        "overlaps row {rows} where {region}; with hit policy unique only one row may match",
        "与第 {rows} 行重叠：{region}；命中策略为 unique 时只能有一行命中",
    ),
    "gap": (
        "no row matches where {region}; add a row or give the outputs a default",
        "没有任何行命中：{region}；请补充规则行或为输出设置默认值",
    ),
    "more_gaps": (
        "there are more gaps than those named; add a last row with - in every condition",
        "除已列出的以外还有其他空缺；可在最后增加一行，所有条件填 -",
    ),
    "too_large": (
        "the table is too entangled to check for gaps and shadowed rows; split it into "
        "smaller tables or use fewer different bounds",
        "决策表过于复杂，无法检查空缺与被遮蔽的行；请拆分为更小的表，或减少不同的边界值",
    ),
}

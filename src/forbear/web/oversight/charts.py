"""A chart as it is told to the browser, and the table that says the same in exact numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

#: What a number counts: minor units of the bank's currency, things, or a share of one.
Unit = Literal["money", "count", "percent"]
#: What a column of a table holds.
Kind = Literal["text", "money", "count", "percent"]
Number = int | float | None
#: More lines on one chart nobody can tell apart.
MOST_SERIES = 5


@dataclass(frozen=True)
class Series:
    """One line, or one set of bars. ``links``: where each of its points leads."""

    name: str
    values: tuple[Number, ...]
    links: tuple[str | None, ...] = ()
    #: What is wished for rather than what is.
    dashed: bool = False
    #: A line among bars.
    line: bool = False


@dataclass(frozen=True)
class Cell:
    """One field of a heat map, by its place among columns and rows."""

    x: int
    y: int
    value: Number
    link: str | None = None


@dataclass(frozen=True)
class Column:
    """A column of a table."""

    name: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Row:
    """A row of a table; ``link`` leads to what is behind it."""

    cells: tuple[Any, ...]
    link: str | None = None


@dataclass(frozen=True)
class Table:
    """The same in numbers."""

    head: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Chart:
    """One figure: ``title`` says what is found, ``note`` how it is counted.

    ``name`` stands in addresses and file names. Without ``labels`` there is nothing to draw.
    """

    name: str
    title: str
    note: str
    kind: Literal["bar", "line", "heat"]
    unit: Unit
    table: Table
    labels: tuple[str, ...] = ()
    x: str = ""
    y: str = ""
    series: tuple[Series, ...] = ()
    rows: tuple[str, ...] = ()
    cells: tuple[Cell, ...] = ()
    #: Bars lie: long names have room.
    flat: bool = False
    #: The axis shows all of 0 to 100 %.
    whole: bool = False
    #: Words under the chart: what has to be known to read it.
    caution: str = ""
    links: tuple[tuple[str, str], ...] = field(default=())

    def __post_init__(self) -> None:
        if len(self.series) > MOST_SERIES:
            raise ValueError(f"{self.name}: {len(self.series)} series are too many to tell apart")

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return not self.table.rows

    @property
    def tall(self) -> bool:
        """Whether it needs more height than others."""
        return (self.kind == "heat" and len(self.rows) > 8) or (self.flat and len(self.labels) > 8)

    def spec(self, minor: int) -> dict[str, Any]:
        """As `frontend/src/charts.js` reads it; ``minor``: decimals of the currency."""
        told: dict[str, Any] = {
            "kind": self.kind,
            "unit": self.unit,
            "minor": minor,
            "x": {"name": self.x, "labels": list(self.labels)},
            "y": self.y,
            "flat": self.flat,
            "whole": self.whole,
        }
        if self.kind == "heat":
            told["rows"] = list(self.rows)
            told["cells"] = [
                {"x": c.x, "y": c.y, "value": c.value, "link": c.link} for c in self.cells
            ]
        else:
            told["series"] = [
                {
                    "name": one.name,
                    "values": list(one.values),
                    "links": list(one.links),
                    "dashed": one.dashed,
                    "line": one.line,
                }
                for one in self.series
            ]
        return told


def share(part: int, whole: int) -> float | None:
    """A part of the whole; None of nothing."""
    return part / whole if whole else None


def by_column(
    table: Mapping[tuple[str, str], int], rows: Sequence[str], columns: Sequence[str]
) -> list[list[int]]:
    """A grid out of what is known by row and column; 0 where nothing is."""
    return [[table.get((row, column), 0) for column in columns] for row in rows]

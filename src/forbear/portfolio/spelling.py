"""How a column of a sample is written: its unit, its date format, its codes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from forbear.portfolio.cells import RAW, Cell, trimmed
from forbear.portfolio.mapping import EMPTY, ColumnMap, Unit
from forbear.portfolio.spec import Column
from forbear.portfolio.terms import Terms
from forbear.portfolio.values import parse
from forbear.portfolio.vocabulary import plain, vocabulary

#: Tried where dates are not written year first.
_DATES = ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y")
_TIMES = ("%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%Y%m%d %H:%M:%S")

#: Dates that stand for "no date" in banks' systems.
SENTINELS = ("99991231", "9999-12-31", "29991231", "2999-12-31", "00000000", "0000-00-00")

#: Marks of a unit in a header.
_UNITS: dict[str, tuple[tuple[str, Unit], ...]] = {
    "money": (("万元", "ten_thousand"), ("(分)", "minor"), ("（分）", "minor"), ("fen", "minor")),
    "rate": (("%", "percent"), ("％", "percent"), ("pct", "percent"), ("‰", "permille")),
}

#: Values are read as they would be in China; only their form matters here.
_TERMS = Terms(dt.date(2000, 1, 1), "Asia/Shanghai", "CNY")

#: What whole amounts are taken for where nothing tells their unit.
_YUAN = (
    "whole numbers in text are taken as yuan; if they are fen, write unit: fen",
    "文本中的整数按元处理，若为分请写 unit: fen",
)
_FEN = (
    "whole numbers in Parquet are taken as fen; if they are yuan, write unit: yuan",
    "Parquet 中的整数按分处理，若为元请写 unit: yuan",
)

#: More distinct values than this are no codes.
_MOST_CODES = 60


@dataclass(frozen=True)
class Spelling:
    """``fits``: share of the filled values that can be read so; ``notes``: (en, zh)."""

    how: ColumnMap
    fits: float
    notes: tuple[tuple[str, str], ...] = ()


def spell(column: Column, header: str, values: pl.Series) -> Spelling:
    """The way of writing by which most values of a sample can be read."""
    values = _filled(values)
    if column.codes:
        return _codes(column, values)
    best = ColumnMap(unit=_unit(column, header, values))
    fits = _fits(column, values, best)
    notes: tuple[tuple[str, str], ...] = ()
    if values.dtype == pl.String and fits < 1:
        for form in {"date": _DATES, "instant": _TIMES}.get(column.kind, ()):
            tried = ColumnMap(format=form)
            if (share := _fits(column, values, tried)) > fits:
                best, fits = tried, share
    if (best.format or "").startswith("%m"):
        notes = (("the month stands before the day", "月份在日期之前"),)
    if column.kind == "money" and best.unit is None and _all_whole(values):
        notes = (_YUAN if values.dtype == pl.String else _FEN,)
    return Spelling(best, fits, notes)


def _all_whole(values: pl.Series) -> bool:
    if values.dtype == pl.String:
        return len(values) > 0 and not values.str.contains(".", literal=True).any()
    return values.dtype.is_integer()


def sentinels(values: pl.Series) -> set[str]:
    """Texts in a column of dates that stand for no date."""
    return set(values.cast(pl.String).unique()) & set(SENTINELS)


def _filled(values: pl.Series) -> pl.Series:
    cleaned, _ = trimmed("v", values.dtype, (*EMPTY, *SENTINELS), None)
    return values.alias("v").to_frame().select(cleaned.alias("v")).to_series().drop_nulls()


def _fits(column: Column, values: pl.Series, how: ColumnMap) -> float:
    if values.is_empty():
        return 1.0
    cell = Cell(column, values.dtype, how, _TERMS, pl.lit(2, pl.UInt8))
    parsed = parse(cell)
    frame = values.alias(RAW + column.name).to_frame().with_columns(parsed.value.alias(column.name))
    failing = pl.any_horizontal(*(c.fails.fill_null(False) for c in parsed.checks), False)
    return 1.0 - float(frame.select(failing.mean()).item())


def _unit(column: Column, header: str, values: pl.Series) -> Unit | None:
    for mark, unit in _UNITS.get(column.kind, ()):
        if mark in header.lower():
            return unit
    if column.kind == "rate" and not values.dtype.is_integer():
        numbers = values.cast(pl.Float64, strict=False).drop_nulls()
        # No bank lends at over 100 % a year on the average: the figures are percent.
        return "percent" if (numbers > 1).sum() * 2 > len(numbers) else None
    if column.kind == "int" and values.dtype == pl.String and len(values):
        return "clock" if values.str.contains("^[0-9]{1,2}:[0-9]{2}").all() else None
    return None


def _codes(column: Column, values: pl.Series) -> Spelling:
    known = {word: code for code in column.codes for word in vocabulary().codes.get(code, ())}
    texts = values.cast(pl.String)
    counts = texts.value_counts(sort=True)
    seen = sorted(counts.get_column(counts.columns[0]).to_list())
    if len(seen) > _MOST_CODES:
        return Spelling(ColumnMap(), 0.0)
    codes = {text: known[plain(text)] for text in seen if plain(text) in known}
    fits = int(texts.is_in(list(codes)).sum()) / len(texts) if len(texts) else 1.0
    unknown = [text for text in seen if text not in codes]
    shown = ", ".join(unknown[:12])
    notes = (
        ((f"say what these codes mean: {shown}", f"请说明以下代码的含义：{shown}"),)
        if unknown
        else ()
    )
    theirs = {text: code for text, code in codes.items() if text != code}
    return Spelling(ColumnMap(codes=theirs), fits, notes)

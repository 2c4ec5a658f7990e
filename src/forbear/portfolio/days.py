"""Dates and instants out of whatever the file holds."""

from __future__ import annotations

import datetime as dt

import polars as pl

from forbear.portfolio.cells import Cell, Parsed
from forbear.portfolio.kernels import two_speeds

FIRST = dt.date(1900, 1, 1)
LAST = dt.date(2200, 12, 31)

#: Tried in this order after 2026-11-22, where the mapping gives no format.
_DATES = ("%Y%m%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日")
_TIMES = ("%Y-%m-%d %H:%M:%S%.f", "%Y/%m/%d %H:%M:%S%.f", "%Y%m%d%H%M%S", "%Y-%m-%d %H:%M")
#: Midnight behind a date adds nothing.
_MIDNIGHT = r"[ T]0?0:00(?::00(?:\.0+)?)?$"
_OFFSET = r"(?:Z|[+-][0-9]{2}:?[0-9]{2})$"


def date(cell: Cell) -> Parsed:
    """A business date; instants with a zone are taken to the bank's own day."""
    impossible = (
        cell.unread("date.impossible"),
        cell.check("date.impossible", (cell.typed < FIRST) | (cell.typed > LAST)),
    )
    if isinstance(cell.dtype, pl.Datetime):
        local = cell.raw.dt.convert_time_zone(cell.terms.zone) if cell.dtype.time_zone else cell.raw
        return Parsed(local.dt.date(), impossible)
    if cell.dtype == pl.Date:
        return Parsed(cell.raw, impossible[1:])
    form = cell.how.format

    def fast(texts: pl.Series) -> pl.Series:
        return _exact(texts, form or "%Y-%m-%d")

    def slow(texts: pl.Series) -> pl.Series:
        if form is not None:
            return pl.Series([None], dtype=pl.Date).new_from_index(0, len(texts))
        bare = texts.str.replace(_MIDNIGHT, "")
        return _first([_exact(bare, each) for each in ("%Y-%m-%d", *_DATES)])

    return Parsed(two_speeds(cell.raw.cast(pl.String), fast, slow, pl.Date()), impossible)


def instant(cell: Cell) -> Parsed:
    """A moment in UTC, to the microsecond; naive times are times of the bank's zone."""
    zone, utc = cell.terms.zone, pl.Datetime("us", "UTC")
    first, after = (dt.datetime(y, 1, 1, tzinfo=dt.UTC) for y in (FIRST.year, LAST.year + 1))
    bounds = cell.check("instant.form", (cell.typed < first) | (cell.typed >= after))
    unread = (cell.unread("instant.form"), bounds)
    if isinstance(cell.dtype, pl.Datetime | pl.Date):
        at = cell.raw.cast(pl.Datetime("us", getattr(cell.dtype, "time_zone", None)))
        if getattr(cell.dtype, "time_zone", None) is None:
            at = at.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
        return Parsed(at.dt.convert_time_zone("UTC"), unread)
    form = cell.how.format

    def fast(texts: pl.Series) -> pl.Series:
        naive = texts.str.to_datetime(form or "%Y-%m-%d %H:%M:%S", time_unit="us", strict=False)
        return _utc(naive, zone)

    def slow(texts: pl.Series) -> pl.Series:
        if form is not None:
            return pl.Series([None], dtype=utc).new_from_index(0, len(texts))
        plain = texts.str.replace(r"^([0-9/-]+)T", "${1} ")
        tried = [
            _utc(plain.str.to_datetime(each, time_unit="us", strict=False), zone) for each in _TIMES
        ]
        days = _exact(texts, "%Y-%m-%d").cast(pl.Datetime("us"))
        told = plain.set(~plain.str.contains(_OFFSET), None).str.replace("Z$", "+0000")
        aware = told.str.to_datetime("%Y-%m-%d %H:%M:%S%.f%z", time_unit="us", strict=False)
        return _first([*tried, _utc(days, zone), aware.dt.convert_time_zone("UTC")])

    return Parsed(two_speeds(cell.raw.cast(pl.String), fast, slow, utc), unread)


def _exact(texts: pl.Series, form: str) -> pl.Series:
    """Dates of one form; a compact one must have all eight digits."""
    if form == "%Y%m%d":
        texts = texts.set(~texts.str.contains("^[0-9]{8}$").fill_null(False), None)
    return texts.str.to_date(form, strict=False)


def _utc(naive: pl.Series, zone: str) -> pl.Series:
    """Where clocks are put back an hour comes twice: the first is meant; where forward, none."""
    local = naive.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    return local.dt.convert_time_zone("UTC")


def _first(tried: list[pl.Series]) -> pl.Series:
    """The first reading that is not null, row by row."""
    frame = pl.DataFrame({str(i): series for i, series in enumerate(tried)})
    return frame.select(pl.coalesce(pl.all())).to_series()

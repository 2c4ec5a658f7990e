"""Money and rates out of whatever the file holds, exactly."""

from __future__ import annotations

from functools import partial

import polars as pl

from forbear.portfolio.cells import Cell, Check, Parsed
from forbear.portfolio.kernels import two_speeds

#: No amount of a tape is larger, in minor units; sums over ten million accounts stay in 64 bits.
MOST = 10**15
#: 1000 % a year, in millionths.
MOST_RATE = 10_000_000

#: Texts are read in ten-thousandths of a major unit: no currency has more than four digits.
_SCALE = 4
#: Added to a text's number where it has places finer than that; no amount comes near to half of it.
_FINER = 4 * 10**18
_GROUPED = r"^[+-]?[0-9]{1,3}(?:[,，][0-9]{3})+(?:\.[0-9]*)?$"
_SIGNS = r"[\s¥￥$€£元圆]|CNY|RMB"
_RATES = {"fraction": 1_000_000, "percent": 10_000, "permille": 1_000, "per_ten_thousand": 100}


def money(cell: Cell) -> Parsed:
    """Minor units. Integers are minor units and everything else major, unless the mapping says."""
    dtype, unit = cell.dtype, cell.how.unit
    bounds = cell.check("money.range", (cell.typed > MOST) | (cell.typed < -MOST))
    if dtype.is_integer() and unit in (None, "minor"):
        value = cell.raw.cast(pl.Int64, strict=False)
        return Parsed(value, (cell.unread("money.range"), bounds))
    if dtype.is_float():
        return _floats(cell, bounds)
    text = cell.raw.cast(pl.String)
    if unit == "minor":
        value = text.str.replace(r"\.0+$", "").cast(pl.Int64, strict=False)
        return Parsed(value, (cell.unread("money.form"), bounds))
    decimals = 2 * _SCALE if unit == "ten_thousand" else _SCALE
    plain, tidied = partial(_plain, decimals=decimals), partial(_tidied, decimals=decimals)
    parts = two_speeds(text, plain, tidied, pl.Int64())
    step = pl.lit(10, pl.Int64).pow(_SCALE - cell.digits.cast(pl.Int64))
    finer = parts > _FINER // 2
    fraction = cell.check("money.fraction", finer | (parts % step != 0))
    whole = (parts - pl.when(finer).then(_FINER).otherwise(0)) // step
    return Parsed(whole, (cell.unread("money.form"), fraction, bounds))


def rate(cell: Cell) -> Parsed:
    """Millionths, rounded to the nearest.

    Integers are millionths and everything else a fraction, unless the mapping says.
    """
    times = _RATES[cell.how.unit or "fraction"]
    bounds = cell.check("rate.range", (cell.typed < 0) | (cell.typed > MOST_RATE))
    if cell.dtype.is_integer():
        whole = cell.raw.cast(pl.Int64, strict=False)
        value = whole if cell.how.unit is None else whole * times
        return Parsed(value, (cell.unread("rate.range"), bounds))

    def fast(texts: pl.Series) -> pl.Series:
        return _millionths(texts, times)

    def slow(texts: pl.Series) -> pl.Series:
        """18.25% says by itself in what it is."""
        percent = texts.str.contains(r"[%％]$")
        bare = texts.set(~percent, None).str.replace(" *[%％]$", "")
        return _millionths(bare, _RATES["percent"])

    value = two_speeds(cell.raw.cast(pl.String), fast, slow, pl.Int64())
    return Parsed(value, (cell.unread("rate.form"), bounds))


def _floats(cell: Cell, bounds: Check) -> Parsed:
    """Binary floating point: taken when it stands for a whole number of minor units."""
    places = cell.digits.cast(pl.Int64)
    if cell.how.unit is not None:
        places = {"major": places, "minor": pl.lit(0), "ten_thousand": places + 4}[cell.how.unit]
    scaled = cell.raw.cast(pl.Float64) * pl.lit(10.0).pow(places)
    sane = scaled.is_finite() & (scaled.abs() <= 10.0 * MOST)
    off = (scaled - scaled.round()).abs()
    return Parsed(
        pl.when(sane).then(scaled.round()).cast(pl.Int64),
        (
            cell.unread("money.form"),
            cell.check("money.fraction", sane & (off > 1e-6 + scaled.abs() * 1e-15)),
            bounds,
        ),
    )


def _plain(texts: pl.Series, decimals: int) -> pl.Series:
    """Texts like -1234.56 as whole numbers of their last decimal; null for any other form."""
    form = rf"^[+-]?[0-9]{{1,{18 - decimals}}}(?:\.[0-9]{{1,{decimals}}})?$"
    plain = texts.str.contains(form).fill_null(False)
    kept = texts if plain.all() else texts.set(~plain, None)
    return kept.cast(pl.Decimal(18, decimals), strict=False).to_physical().cast(pl.Int64)


def _tidied(texts: pl.Series, decimals: int) -> pl.Series:
    """Texts with a currency sign, thousands separators or more decimals than money has."""
    bare = texts.str.replace_all(_SIGNS, "")
    grouped = bare.str.contains(_GROUPED)
    bare = bare.zip_with(~grouped, bare.str.replace_all("[,，]", "")).str.strip_chars_end(".")
    cut = bare.str.replace(rf"^([^.]*\.[0-9]{{{decimals}}})[0-9]+$", "${1}")
    read = _plain(cut, decimals)
    finer = bare.str.contains(rf"\.[0-9]{{{decimals}}}[0-9]*[1-9]$")
    return read.zip_with(~finer, read + _FINER)


def _millionths(texts: pl.Series, times: int) -> pl.Series:
    scaled = texts.cast(pl.Float64, strict=False) * times
    sane = scaled.is_finite().fill_null(False) & (scaled.abs() < MOST)
    return scaled.set(~sane, None).round().cast(pl.Int64)

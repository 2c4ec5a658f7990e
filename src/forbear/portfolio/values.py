"""How each kind of value is read: text, codes, flags, numbers, dates, coordinates, phones."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable

import polars as pl

from forbear.portfolio import identifiers, phones
from forbear.portfolio.amounts import money, rate
from forbear.portfolio.cells import Cell, Parsed
from forbear.portfolio.currencies import DIGITS
from forbear.portfolio.days import date, instant
from forbear.portfolio.kernels import two_speeds

_TRUE = ("true", "t", "yes", "y", "1", "1.0", "是", "有", "有效")
_FALSE = ("false", "f", "no", "n", "0", "0.0", "否", "无", "无效")
_BOOL: dict[str, bool] = dict.fromkeys(_TRUE, True) | dict.fromkeys(_FALSE, False)

#: Codes 0 to 31 and 127, but for tab and line ends, which addresses may hold.
_CONTROL = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"


def parse(cell: Cell) -> Parsed:
    """The typed expression of a column and the checks that go with its kind."""
    parsed = _KINDS[cell.column.kind](cell)
    if not cell.column.must:
        return parsed
    missing = cell.check("value.missing", cell.raw.is_null())
    return Parsed(parsed.value, (missing, *parsed.checks))


def as_text(cell: Cell) -> pl.Expr:
    """The raw value as text; whole floats without their point."""
    if cell.dtype.is_float():
        whole = cell.raw.cast(pl.Int64, strict=False)
        return (
            pl.when(whole == cell.raw)
            .then(whole.cast(pl.String))
            .otherwise(cell.raw.cast(pl.String))
        )
    return cell.raw if cell.dtype == pl.String else cell.raw.cast(pl.String)


def _text(cell: Cell) -> Parsed:
    control = cell.check("text.control", cell.typed.str.contains(_CONTROL))
    return Parsed(as_text(cell), (control,))


def _ident(cell: Cell) -> Parsed:
    return _text(cell) if cell.named else Parsed(as_text(cell))


def _code(cell: Cell) -> Parsed:
    ours = pl.Enum(list(cell.column.codes))
    if cell.dtype == ours and not cell.how.codes:
        return Parsed(cell.raw)
    text = as_text(cell)
    unknown = cell.unread("code.unknown")
    if cell.how.codes:
        known = {code: code for code in cell.column.codes} | cell.how.codes
        return Parsed(text.replace_strict(known, default=None, return_dtype=ours), (unknown,))

    def fast(texts: pl.Series) -> pl.Series:
        return texts.cast(ours, strict=False)

    def slow(texts: pl.Series) -> pl.Series:
        plain = texts.str.to_lowercase().str.replace_all(r"[\s\-]+", "_")
        return plain.cast(ours, strict=False)

    return Parsed(two_speeds(text, fast, slow, ours), (unknown,))


def _bool(cell: Cell) -> Parsed:
    if cell.dtype == pl.Boolean and not cell.how.codes:
        return Parsed(cell.raw)
    theirs = {code.lower(): _BOOL[ours] for code, ours in cell.how.codes.items()}
    text = as_text(cell).str.to_lowercase()
    value = text.replace_strict(_BOOL | theirs, default=None, return_dtype=pl.Boolean)
    return Parsed(value, (cell.unread("bool.form"),))


def _int(cell: Cell) -> Parsed:
    if cell.dtype.is_integer():
        value = cell.raw.cast(pl.Int32, strict=False)
        return Parsed(value, (cell.unread("number.range"),) if cell.dtype != pl.Int32 else ())
    text = as_text(cell)
    if cell.how.unit == "clock":
        parts = text.str.extract_groups(r"^([01]?[0-9]|2[0-4]):([0-5][0-9])(?::00)?$")
        hours, minutes = (parts.struct[i].cast(pl.Int32, strict=False) for i in (0, 1))
        return Parsed(hours * 60 + minutes, (cell.unread("number.form"),))

    def fast(texts: pl.Series) -> pl.Series:
        return texts.cast(pl.Int32, strict=False)

    def slow(texts: pl.Series) -> pl.Series:
        return texts.str.replace(r"\.0+$", "").cast(pl.Int32, strict=False)

    return Parsed(two_speeds(text, fast, slow, pl.Int32()), (cell.unread("number.form"),))


def _degree(cell: Cell) -> Parsed:
    read = cell.raw.cast(pl.Float64, strict=False)
    value = pl.when(read.is_finite()).then(read)
    return Parsed(value, (cell.unread("degree.form"),))


def _phone(cell: Cell) -> Parsed:
    value = phones.phone(as_text(cell), cell.terms.country)
    return Parsed(value, (cell.unread("phone.form"),))


def _resident_id(cell: Cell) -> Parsed:
    formed = identifiers.resident_form(cell.typed)
    return Parsed(
        as_text(cell).str.to_uppercase(),
        (
            cell.check("resident_id.form", cell.typed.is_not_null() & ~formed),
            cell.check("resident_id.check", formed & ~identifiers.resident_check(cell.typed)),
        ),
    )


def _uscc(cell: Cell) -> Parsed:
    return Parsed(
        as_text(cell).str.to_uppercase(),
        (
            cell.check("uscc.form", ~identifiers.uscc_form(cell.typed)),
            cell.check("uscc.check", ~identifiers.uscc_check(cell.typed)),
        ),
    )


def _currency(cell: Cell) -> Parsed:
    text = as_text(cell)
    if cell.how.codes:
        text = text.replace(cell.how.codes)
    unknown = cell.check("currency.unknown", ~cell.typed.is_in(list(DIGITS)))
    return Parsed(text.str.to_uppercase(), (unknown,))


def _zone(cell: Cell) -> Parsed:
    zones = sorted(zoneinfo.available_timezones())
    return Parsed(as_text(cell), (cell.check("zone.unknown", ~cell.typed.is_in(zones)),))


_KINDS: dict[str, Callable[[Cell], Parsed]] = {
    "id": _ident,
    "text": _text,
    "region": _text,
    "email": _text,
    "code": _code,
    "bool": _bool,
    "int": _int,
    "money": money,
    "rate": rate,
    "date": date,
    "instant": instant,
    "degree": _degree,
    "phone": _phone,
    "resident_id": _resident_id,
    "uscc": _uscc,
    "currency": _currency,
    "zone": _zone,
}

"""Facts of one case read off a few rows of the tape, by the same way as in bulk."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from forbear.portfolio.tables import TABLES
from forbear.problems import refuse
from forbear.rulebook.facts.names import FACTS
from forbear.rulebook.facts.tape import Facts, facts_on_days

#: What a cell of each type is given as, and in words.
_TYPES: dict[type[pl.DataType], tuple[Any, str]] = {
    pl.String: (str, "a text"),
    pl.Boolean: (bool, "true or false"),
    pl.Date: (date, "a date"),
    pl.Int32: (int, "a whole number"),
    pl.Int64: (int, "a whole number"),
    pl.Float64: ((int, float), "a number"),
}

#: The one customer whom all rows of a case speak of.
SOMEBODY = "-"

#: Columns without which a row says nothing.
_NEEDED = {
    "holds": ("kind", "from_on"),
    "consents": ("kind", "from_on"),
    "contacts": ("at", "channel", "outcome"),
    "parties": ("role",),
    "accounts": ("product",),
    "addresses": ("kind",),
    "phones": ("phone",),
}


def tape_facts(
    tape: Mapping[str, Sequence[Mapping[str, Any]]],
    days: Sequence[date],
    zone: str = "Asia/Shanghai",
    asked: Collection[str] = frozenset(FACTS),
) -> pl.DataFrame:
    """Facts of each day (a row) that the rows given speak of; those of other tables are left out.

    Rows have the tape's columns; keys and empty columns may be left out. Dates and instants may be
    ISO texts; an instant needs its offset.
    """
    _one_customer(tape)
    tables = {name: _table(name, rows) for name, rows in tape.items()}
    if "customers" not in tables:
        tables["customers"] = _table("customers", [{"timezone": zone}])
    facts = facts_on_days(tables, days=days, zone=zone, asked=asked)
    told = [name for name in facts.sources if _spoken_of(facts, name, tape)]
    return facts.frame[told]


def _one_customer(tape: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """The rows speak of one customer, whom they may leave unnamed."""
    if len(tape.get("customers", ())) > 1:
        raise refuse("rulebook.cell", "tape.customers", "one customer a case", "每个案例一个客户")
    named = {row["customer_id"] for rows in tape.values() for row in rows if "customer_id" in row}
    if len(named) > 1:
        raise refuse(
            "rulebook.cell",
            "tape",
            f"the rows speak of several customers: {', '.join(sorted(map(str, named)))}",
            f"记录涉及多个客户：{'、'.join(sorted(map(str, named)))}",
        )


def _spoken_of(facts: Facts, name: str, tape: Mapping[str, Any]) -> bool:
    source = facts.sources[name]
    return source in tape or name == "addressee"


def _table(name: str, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    if name not in TABLES:
        raise refuse(
            "rulebook.table",
            f"tape.{name}",
            f"there is no such table; there are: {', '.join(TABLES)}",
            f"没有这个表，可用：{'、'.join(TABLES)}",
        )
    schema, keys = _declared(name)
    filled = []
    for number, row in enumerate(rows):
        unknown = sorted(set(row) - set(schema))
        if unknown:
            raise _wrong(name, number, unknown[0], "no such column", "没有此列")
        missing = [column for column in _NEEDED.get(name, ()) if row.get(column) is None]
        if missing:
            raise _wrong(name, number, missing[0], "is missing; add it", "缺少此项，请补上")
        own = {key: str(number) for key in keys}
        read = {k: _value(name, number, k, v, schema[k]) for k, v in row.items()}
        filled.append(_checked(name, number, own | read | _whose(schema)))
    # Much faster on a handful of rows than building it column by column.
    return pl.from_dicts(filled, schema=schema) if filled else pl.DataFrame(schema=schema)


@cache
def _declared(name: str) -> tuple[dict[str, pl.DataType], list[str]]:
    """Types of a table's columns, and those of its keys that are texts."""
    table = TABLES[name]
    schema = {column: declared.dtype for column, declared in table.columns().items()}
    return schema, [key for key in table.primary_key() if schema[key] == pl.String]


@cache
def _codes(table: str, column: str) -> frozenset[str]:
    """What may stand in a column of codes; to ask the type itself costs as much as a permit."""
    dtype = _declared(table)[0][column]
    return frozenset(dtype.categories) if isinstance(dtype, pl.Enum) else frozenset()


def _whose(schema: Mapping[str, Any]) -> dict[str, str]:
    return {"customer_id": SOMEBODY} if "customer_id" in schema else {}


def _value(table: str, number: int, column: str, given: Any, dtype: pl.DataType) -> Any:
    """One cell, with texts for dates, instants and codes read."""
    try:
        if isinstance(dtype, pl.Datetime):
            moment = given if isinstance(given, datetime) else datetime.fromisoformat(str(given))
            if moment.tzinfo is None:
                raise ValueError("a moment needs its offset, as in 2026-11-23T10:00:00+08:00")
            return moment
        if isinstance(dtype, pl.Date) and isinstance(given, str):
            return date.fromisoformat(given)
        if isinstance(dtype, pl.Enum) and given is not None and given not in _codes(table, column):
            raise ValueError(f"not one of {', '.join(dtype.categories)}")
        _of_type(given, dtype)
    except ValueError as error:
        raise _wrong(table, number, column, str(error), f"不符合要求（{error}）") from None
    return given


def _of_type(given: Any, dtype: pl.DataType) -> None:
    """Raise `ValueError` for a number in the place of a text, and the like."""
    types, words = _TYPES.get(type(dtype), (object, "anything"))
    as_number = isinstance(given, bool) and types not in (bool, object)
    if given is not None and (as_number or not isinstance(given, types)):
        raise ValueError(f"not {words}: {given!r}")


def _checked(name: str, number: int, row: dict[str, Any]) -> dict[str, Any]:
    """The row, if its dates are in order and its time zone exists."""
    begins, ends = row.get("from_on"), row.get("to_on")
    if begins and ends and ends < begins:
        raise _wrong(name, number, "to_on", f"ends before {begins}", f"早于开始日期 {begins}")
    zone = row.get("timezone")
    if zone is not None and not zone_exists(zone):
        raise _wrong(name, number, "timezone", f"no time zone '{zone}'", f"没有时区“{zone}”")
    return row


def zone_exists(name: str) -> bool:
    """Whether there is a time zone of that name."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _wrong(table: str, number: int, column: str, en: str, zh: str) -> Exception:
    return refuse("rulebook.cell", f"tape.{table}[{number}].{column}", en, zh)

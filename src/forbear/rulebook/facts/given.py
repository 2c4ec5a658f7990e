"""Facts of one case read off a few rows of the tape, by the same way as in bulk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import polars as pl

from forbear.portfolio.tables import TABLES
from forbear.problems import refuse
from forbear.rulebook.facts.names import FACTS
from forbear.rulebook.facts.tape import Facts, facts_from

#: Customer to whom rows without a ``customer_id`` belong.
SOMEBODY = "-"


def tape_facts(
    tape: Mapping[str, Sequence[Mapping[str, Any]]], day: date, zone: str = "Asia/Shanghai"
) -> dict[str, Any]:
    """Facts that the rows given speak of; those of tables not given are left out.

    Rows have the tape's columns; keys and empty columns may be left out. Dates and instants may be
    ISO texts; an instant needs its offset.
    """
    tables = {name: _table(name, rows) for name, rows in tape.items()}
    if "customers" not in tables:
        tables["customers"] = _table("customers", [{"timezone": zone}])
    facts = facts_from(tables, day=day, zone=zone)
    return {
        name: value
        for name, value in facts.frame.row(0, named=True).items()
        if name in FACTS and _spoken_of(facts, name, tape)
    }


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
    schema = {column: c.dtype for column, c in TABLES[name].columns().items()}
    keys = [key for key in TABLES[name].primary_key() if schema[key] == pl.String]
    filled = []
    for number, row in enumerate(rows):
        unknown = sorted(set(row) - set(schema))
        if unknown:
            raise _wrong(name, number, unknown[0], "no such column", "没有此列")
        own = {key: str(number) for key in keys} | {"customer_id": SOMEBODY} if keys else {}
        own = {key: value for key, value in own.items() if key in schema}
        filled.append(own | {k: _value(name, number, k, v, schema[k]) for k, v in row.items()})
    return pl.DataFrame(
        {column: [row.get(column) for row in filled] for column in schema}, schema=schema
    )


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
        if isinstance(dtype, pl.Enum) and given is not None and given not in dtype.categories:
            raise ValueError(f"not one of {', '.join(dtype.categories)}")
    except ValueError as error:
        raise _wrong(table, number, column, str(error), f"不符合要求（{error}）") from None
    return given


def _wrong(table: str, number: int, column: str, en: str, zh: str) -> Exception:
    return refuse("rulebook.cell", f"tape.{table}[{number}].{column}", en, zh)

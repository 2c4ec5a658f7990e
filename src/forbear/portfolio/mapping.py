"""mapping.yaml: how a bank's own tape names its files, columns, codes, units and dates."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from forbear.portfolio import spec
from forbear.portfolio.tables import TABLES
from forbear.problems import ForbearError, Problem, refuse

#: The name under which a tape folder may carry its own mapping.
FILE = "mapping.yaml"

#: What stands for an empty cell unless the mapping says otherwise.
EMPTY = ("", "NULL", "null", "\\N")

#: Units a column may be in. Money: major (yuan), minor (fen), ten_thousand (万元); rates: the rest.
Unit = Literal[
    "major", "minor", "ten_thousand", "fraction", "percent", "permille", "per_ten_thousand", "clock"
]
_UNITS: dict[str, tuple[str, ...]] = {
    "money": ("major", "minor", "ten_thousand"),
    "rate": ("fraction", "percent", "permille", "per_ten_thousand"),
    "int": ("clock",),
}
#: Kinds of column that are read by codes, or by a format.
_READ_BY = {"codes": ("code", "bool", "currency"), "format": ("date", "instant")}
#: What the codes of a yes/no column may mean.
_TRUTHS = ("true", "false")
_ALIASES = {"yuan": "major", "元": "major", "fen": "minor", "分": "minor", "万元": "ten_thousand"}


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class ColumnMap(_Model):
    """Where one of our columns comes from, and how it is written there."""

    #: Header in the bank's file.
    header: str | None = Field(default=None, alias="from")
    #: The same value for every row, where the file has no such column.
    value: str | None = None
    #: The bank's codes and ours.
    codes: dict[str, str] = {}
    #: strftime form of dates and times, such as "%d.%m.%Y".
    format: str | None = None
    unit: Unit | None = None
    #: How sure a proposal is, 0 to 1, and why; both only for people.
    confidence: float | None = Field(default=None, ge=0, le=1)
    note: str | None = None

    @field_validator("unit", mode="before")
    @classmethod
    def _alias(cls, unit: Any) -> Any:
        return _ALIASES.get(unit, unit) if isinstance(unit, str) else unit

    @field_validator("codes", mode="before")
    @classmethod
    def _texts(cls, codes: Any) -> Any:
        if not isinstance(codes, dict):
            return codes
        if any(isinstance(code, bool) for code in codes):
            raise ValueError("write yes, no, on, off, true and false in quotes / 请加引号")
        # YAML reads an unquoted 1 as a number; in a file it is the text "1".
        words = {True: "true", False: "false"}
        return {str(k): words[v] if isinstance(v, bool) else v for k, v in codes.items()}


class TableMap(_Model):
    """One table of the tape."""

    #: File names or patterns within the tape folder; the table's own name if empty.
    files: tuple[str, ...] = ()
    #: What separates fields; found by looking if empty.
    separator: str | None = Field(default=None, min_length=1, max_length=1)
    #: Texts that stand for an empty cell.
    empty: tuple[str, ...] = EMPTY
    columns: dict[str, ColumnMap] = {}
    confidence: float | None = Field(default=None, ge=0, le=1)
    note: str | None = None

    @field_validator("columns", mode="before")
    @classmethod
    def _short(cls, columns: Any) -> Any:
        if not isinstance(columns, dict):
            return columns
        return {k: {"from": v} if isinstance(v, str) else v for k, v in columns.items()}


class Mapping(_Model):
    """A whole mapping. Tables and columns it leaves out are looked for under our own names."""

    tables: dict[str, TableMap] = {}
    #: For people only.
    note: str | None = None

    def table(self, name: str) -> TableMap:
        """The mapping of one table; an empty one if nothing is said of it."""
        return self.tables.get(name, TableMap())

    @classmethod
    def load(cls, path: Path) -> Mapping:
        """Read a mapping.yaml. Raises `ForbearError` naming every entry that can't be used."""
        try:
            data = yaml.safe_load(path.read_text(encoding="utf-8-sig")) or {}
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise refuse(
                "mapping.yaml",
                str(path),
                f"not readable as YAML in UTF-8 ({_short(error)}); check path, indentation, colons",
                f"无法按 UTF-8 编码的 YAML 读取（{_short(error)}），请检查路径、缩进与冒号",
            ) from None
        try:
            mapping = cls.model_validate(data)
        except ValidationError as error:
            raise ForbearError(
                *(_problem(path, fault) for fault in error.errors(include_url=False))
            ) from None
        problems = [*_unknown(path, mapping)]
        if problems:
            raise ForbearError(*problems)
        return mapping

    def dump(self) -> str:
        """The mapping as YAML that reads back as the same mapping."""
        data = self.model_dump(by_alias=True, exclude_defaults=True, mode="json")
        return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=100)


def _short(error: Exception) -> str:
    return str(getattr(error, "problem", None) or error).splitlines()[0]


def _problem(path: Path, fault: Any) -> Problem:
    field = ".".join(str(part) for part in fault["loc"]) or "(whole file)"
    return Problem(
        "mapping.value",
        str(path),
        f"{field}: {fault['msg']}",
        f"{field}：不符合要求（{fault['msg']}）",
    )


def _idle(path: Path, at: str) -> Problem:
    return Problem(
        "mapping.idle",
        str(path),
        f"{at}: has no effect on a column of this kind; remove it",
        f"{at}：对此类列不起作用，请删除",
    )


def _unknown(path: Path, mapping: Mapping) -> list[Problem]:
    """Names that are none of ours: tables, columns, codes, units."""
    problems = []

    def wrong(field: str, given: str, known: tuple[str, ...]) -> None:
        problems.append(
            Problem(
                "mapping.unknown",
                str(path),
                f"{field}: {given!r} is not known; known are {', '.join(known)}",
                f"{field}：{given!r} 未知，可用的有：{'、'.join(known)}",
            )
        )

    for table, entry in mapping.tables.items():
        if table not in TABLES:
            wrong("tables", table, tuple(TABLES))
            continue
        columns = spec.columns(table)
        for name, column in entry.columns.items():
            at = f"tables.{table}.columns.{name}"
            if name not in columns:
                wrong(at, name, tuple(columns))
                continue
            declared = columns[name]
            known = _TRUTHS if declared.kind == "bool" else declared.codes
            if known:
                for ours in column.codes.values():
                    if ours not in known:
                        wrong(f"{at}.codes", ours, known)
            for setting, kinds in _READ_BY.items():
                if getattr(column, setting) and declared.kind not in kinds:
                    problems.append(_idle(path, f"{at}.{setting}"))
            units = _UNITS.get(declared.kind, ())
            if column.unit is not None and column.unit not in units:
                wrong(f"{at}.unit", column.unit, units)
            if (column.header is None) == (column.value is None):
                problems.append(
                    Problem(
                        "mapping.source",
                        str(path),
                        f"{at}: give either from (a header) or value (the same for every row)",
                        f"{at}：请在 from（列标题）与 value（固定值）中填写一项",
                    )
                )
    return problems

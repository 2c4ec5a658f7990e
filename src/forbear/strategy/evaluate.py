"""Run a decision table over a frame of cases: every cell is one column operation on all cases."""

from __future__ import annotations

import polars as pl

from forbear.problems import ForbearError, Problem, refuse
from forbear.strategy.feel import Cell, Kind, matches
from forbear.strategy.feel.kinds import axis_column
from forbear.strategy.table import HitPolicy, Input, Table

#: The output column in which a strategy names its treatments.
TREATMENTS = "treatments"


def hits(table: Table, cases: pl.DataFrame) -> pl.Series:
    """The row that counts for each case under hit policy unique or first: ``rule``, Int32, from 1.

    0 where no row matches and the defaults count. Raises `ForbearError` if an input is missing
    or holds a value that the table does not allow.
    """
    if table.hit_policy is HitPolicy.COLLECT:
        raise ValueError("a collecting table has no single hit; use all_hits")
    prepared, met = _prepare(table, cases)
    rule = pl.lit(0, pl.Int32)
    for row, test in reversed(list(zip(table.rows, met, strict=True))):
        rule = pl.when(test).then(pl.lit(row.number, pl.Int32)).otherwise(rule)
    return prepared.with_columns(rule=rule)["rule"]


def all_hits(table: Table, cases: pl.DataFrame) -> pl.DataFrame:
    """Every row that counts for every case: ``index`` of the case (UInt32) and ``rule`` (Int32).

    Sorted by index, then rule; under unique and first each case has one row. Rule 0 stands for
    the defaults.
    """
    if table.hit_policy is not HitPolicy.COLLECT:
        return pl.DataFrame({"rule": hits(table, cases)}).with_row_index()
    prepared, met = _prepare(table, cases)
    numbered = [(row.number, test) for row, test in zip(table.rows, met, strict=True)]
    none = ~pl.any_horizontal([test for _, test in numbered])
    wide = prepared.with_row_index("index").with_columns(
        *(test.alias(f"rule {number}") for number, test in [(0, none), *numbered])
    )
    found = [
        wide.filter(pl.col(f"rule {number}")).select("index", rule=pl.lit(number, pl.Int32))
        for number, _ in [(0, none), *numbered]
    ]
    return pl.concat(found).sort("index", "rule")


def propose(table: Table, cases: pl.DataFrame) -> pl.DataFrame:
    """What the table proposes (`schema.Proposed`): case by case, in the order of rows and cells.

    A treatment proposed by several rows counts for the first of them; rule 0 is the default.
    """
    named = table.results(TREATMENTS)
    lists = pl.Series([list(named.get(rule, ())) for rule in range(len(table.rows) + 1)])
    found = all_hits(table, cases)
    proposed = found.select(
        case_id=cases["case_id"].gather(found["index"]),
        treatment=lists.gather(found["rule"]),
        rule="rule",
    ).explode("treatment", empty_as_null=False)
    if table.hit_policy is not HitPolicy.COLLECT:
        return proposed
    return proposed.unique(["case_id", "treatment"], keep="first", maintain_order=True)


def _prepare(table: Table, cases: pl.DataFrame) -> tuple[pl.DataFrame, list[pl.Expr]]:
    """The inputs and every distinct test as columns, and each row's condition over those."""
    columns = _checked(table, cases)
    tests: dict[tuple[str, Cell], pl.Expr] = {}
    rows: list[pl.Expr] = []
    for row in table.rows:
        needed = []
        for column, cell in zip(table.inputs, row.tests, strict=True):
            if not cell.always:
                key = (column.name, cell)
                met = matches(cell, column.kind, pl.col(column.name))
                tests.setdefault(key, met.alias(f"test {len(tests)}"))
                needed.append(pl.col(tests[key].meta.output_name()))
        rows.append(pl.all_horizontal(needed) if needed else pl.lit(True))
    return columns.with_columns(*tests.values()), rows


def _checked(table: Table, cases: pl.DataFrame) -> pl.DataFrame:
    """The inputs' columns as points of their axes, after checking what they hold."""
    faults = [fault for column in table.inputs for fault in _type_fault(table, column, cases)]
    if faults:
        raise ForbearError(*faults)
    columns = cases.select(axis_column(i.name, i.kind).alias(i.name) for i in table.inputs)
    wrong = columns.select((~_allowed(column)).alias(column.name) for column in table.inputs)
    counts = wrong.sum().row(0, named=True)
    for name, count in counts.items():
        if count:
            first = wrong[name].arg_true()[0]
            value = cases[name][first]
            who = cases["case_id"][first] if "case_id" in cases.columns else f"row {first + 1}"
            raise refuse(
                "strategy.not_allowed",
                f"{table.file}, {name}",
                f"{count} cases hold a value that the table does not allow (first: {who}, "
                f"{value}); widen allowed or correct the data",
                f"有 {count} 个案件的取值不在允许范围内（首个：{who}，{value}），"
                "请放宽 allowed 或更正数据",
            )
    return columns


def _type_fault(table: Table, column: Input, cases: pl.DataFrame) -> list[Problem]:
    where = f"{table.file}, {column.name}"
    if column.name not in cases.columns:
        return [
            Problem(
                "strategy.no_input",
                where,
                f"the cases have no such column; they have {', '.join(sorted(cases.columns))}",
                f"案件数据中没有此列，可用的列：{'、'.join(sorted(cases.columns))}",
            )
        ]
    found = cases.schema[column.name]
    if _fits(found, column.kind):
        return []
    return [
        Problem(
            "strategy.input_type",
            where,
            f"the table says {column.kind.value}, the cases hold {found}",
            f"决策表声明类型为 {column.kind.value}，案件数据为 {found}",
        )
    ]


def _fits(found: pl.DataType, kind: Kind) -> bool:
    if kind is Kind.STRING:
        return found == pl.String or isinstance(found, pl.Enum | pl.Categorical)
    if kind is Kind.NUMBER:
        return found.is_numeric()
    if kind in (Kind.INTEGER, Kind.MONEY, Kind.MONTHS):
        return found.is_integer()
    base = {
        Kind.BOOLEAN: pl.Boolean,
        Kind.DATE: pl.Date,
        Kind.TIME: pl.Time,
        Kind.INSTANT: pl.Datetime,
        Kind.DAYS: pl.Duration,
    }[kind]
    return found.base_type() is base


def _allowed(column: Input) -> pl.Expr:
    value = pl.col(column.name)
    known = value.is_not_null() & matches(column.allowed, column.kind, value)
    if column.kind is Kind.NUMBER:
        known &= ~value.is_nan().fill_null(False)
    return known | value.is_null() if column.nullable else known

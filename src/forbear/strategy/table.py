"""The decision table: read from the policy's text into inputs, outputs and rows.

The file is made for a strategy manager's eyes: above, what goes in and what comes out; below, one
line a row with ``|`` between the cells, aligned as one likes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from forbear.policy import PolicyModel, parse
from forbear.problems import ForbearError, Problem
from forbear.strategy.bilingual import Words
from forbear.strategy.feel import Cell, FeelError, Kind, parse_literals, parse_tests, spans
from forbear.strategy.feel.kinds import check
from forbear.strategy.feel.syntax import Equal, Null, Value

Name = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]


class HitPolicy(StrEnum):
    """Which rows count: the only one (rows never overlap), the first, or every one that matches."""

    UNIQUE = "unique"
    FIRST = "first"
    COLLECT = "collect"


class InputModel(PolicyModel):
    """A column of conditions. ``allowed`` is itself S-FEEL; ``nullable`` inputs may be unknown."""

    name: Name
    type: Kind
    allowed: str | None = None
    nullable: bool = False
    zh: str
    en: str


class OutputModel(PolicyModel):
    """A column of results; ``default`` is the cell for cases that no row matches."""

    name: Name
    type: Kind = Kind.STRING
    default: str | None = None
    zh: str
    en: str


class TableModel(PolicyModel):
    """The decision table as it stands in the file."""

    title: Words
    hit_policy: HitPolicy
    inputs: Annotated[tuple[InputModel, ...], Field(min_length=1)]
    outputs: Annotated[tuple[OutputModel, ...], Field(min_length=1)]
    rules: str


@dataclass(frozen=True)
class Input:
    """A column of conditions, its allowed values read."""

    name: str
    kind: Kind
    allowed: Cell
    nullable: bool
    zh: str
    en: str


@dataclass(frozen=True)
class Row:
    """One rule. ``number`` counts from 1; ``cells`` are the conditions as they were written."""

    number: int
    line: int
    cells: tuple[str, ...]
    tests: tuple[Cell, ...]
    outputs: dict[str, tuple[Value, ...]]
    note: Words


@dataclass(frozen=True)
class Table:
    """A decision table whose every cell has been read. ``defaults`` is set if the file has them."""

    file: str
    title: Words
    hit_policy: HitPolicy
    inputs: tuple[Input, ...]
    outputs: tuple[OutputModel, ...]
    rows: tuple[Row, ...]
    defaults: dict[str, tuple[Value, ...]] | None

    def results(self, output: str) -> dict[int, tuple[Value, ...]]:
        """What each row gives for an output; under 0 the default, if there is one."""
        found = {row.number: row.outputs[output] for row in self.rows}
        return {0: self.defaults[output], **found} if self.defaults else found


def read_table(text: str, file: str) -> Table:
    """Read a table; the rows' logic is checked by `forbear.strategy.findings`.

    Raises `ForbearError` with one problem for each cell, column or row that can't be read.
    """
    model = parse(text, TableModel, file)
    faults: list[Problem] = []
    inputs = tuple(_input(i, one, file, faults) for i, one in enumerate(model.inputs))
    defaults = _defaults(model, file, faults)
    rows = tuple(_rows(model, inputs, file, _first_line(text), faults))
    if not rows and not faults:
        faults.append(
            Problem("strategy.empty", file, "the table has no row", "决策表没有任何规则行")
        )
    if faults:
        raise ForbearError(*faults)
    return Table(file, model.title, model.hit_policy, inputs, model.outputs, rows, defaults)


def _input(index: int, model: InputModel, file: str, faults: list[Problem]) -> Input:
    allowed = Cell(())
    try:
        if model.allowed is not None:
            allowed = parse_tests(model.allowed)
            spans(allowed, model.type)
        if allowed.negated:
            raise FeelError(1, "list what is allowed, without not()", "请列出允许值，不用 not()")
    except FeelError as error:
        faults.append(_fault(error, f"{file}, inputs.{index}.allowed"))
    return Input(model.name, model.type, allowed, model.nullable, model.zh, model.en)


def _defaults(
    model: TableModel, file: str, faults: list[Problem]
) -> dict[str, tuple[Value, ...]] | None:
    found = {}
    for output in model.outputs:
        if output.default is not None:
            cell = _output(output.default, output.type, f"{file}, {output.name}, default", faults)
            found[output.name] = cell
    if found and len(found) < len(model.outputs):
        faults.append(
            Problem(
                "strategy.default",
                file,
                "some outputs have a default and some have none; give all or none",
                "部分输出有默认值而部分没有，请全部填写或全部不填",
            )
        )
    return found or None


def _rows(
    model: TableModel, inputs: tuple[Input, ...], file: str, first: int, faults: list[Problem]
) -> Iterator[Row]:
    names = [*(i.name for i in model.inputs), *(o.name for o in model.outputs)]
    lines = [
        (first + n, split_cells(line))
        for n, line in enumerate(model.rules.splitlines())
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if not lines:
        return
    at, header = lines[0]
    if sorted(h for h in header if h not in ("zh", "en")) != sorted(names) or len(header) != len(
        set(header)
    ):
        faults.append(
            Problem(
                "strategy.header",
                f"{file}:{at}",
                f"the columns are {', '.join(header)}; expected each of {', '.join(names)} once, "
                "and zh and en if the rows carry notes",
                f"列名为 {'、'.join(header)}；应恰好包含 {'、'.join(names)}，可另加备注列 zh 与 en",
            )
        )
        return
    for number, (line, cells) in enumerate(lines[1:], start=1):
        where = f"{file}:{line}, row {number}"
        if len(cells) != len(header):
            faults.append(
                Problem(
                    "strategy.cells",
                    where,
                    f"has {len(cells)} cells, the header has {len(header)}; check the | between",
                    f"有 {len(cells)} 个单元格，表头有 {len(header)} 个，请检查分隔符 |",
                )
            )
            continue
        by_name = dict(zip(header, cells, strict=True))
        yield Row(
            number,
            line,
            tuple(by_name[i.name] for i in inputs),
            tuple(_condition(by_name[i.name], i, f"{where}, {i.name}", faults) for i in inputs),
            {
                o.name: _output(by_name[o.name], o.type, f"{where}, {o.name}", faults)
                for o in model.outputs
            },
            Words(zh=by_name.get("zh", ""), en=by_name.get("en", "")),
        )


def split_cells(line: str) -> list[str]:
    """The cells of a line, cut at every ``|`` outside double quotes and stripped."""
    cells, start, quoted = [], 0, False
    for at, sign in enumerate(line):
        if sign == '"' and line[at - 1 : at] != "\\":
            quoted = not quoted
        elif sign == "|" and not quoted:
            cells.append(line[start:at].strip())
            start = at + 1
    return [*cells, line[start:].strip()]


def _condition(text: str, column: Input, where: str, faults: list[Problem]) -> Cell:
    try:
        tests = parse_tests(text)
        found = spans(tests, column.kind)
        known = {span.value for span in spans(column.allowed, column.kind)} - {None}
        for span, test in zip(found, tests.some, strict=True):
            if span.null and not column.nullable:
                raise FeelError(
                    test.at if isinstance(test, Null) else 1,
                    f"{column.name} is never unknown (null)",
                    f"{column.name} 不会为空（null）",
                )
            if isinstance(test, Equal) and known and span.value not in known | {None}:
                listed = ", ".join(f'"{value}"' for value in sorted(map(str, known)))
                raise FeelError(
                    test.value.at,
                    f'"{span.value}" is none of the allowed values {listed}',
                    f"“{span.value}”不在允许值之列：{listed}",
                )
        return tests
    except FeelError as error:
        faults.append(_fault(error, where))
        return Cell(())


def _output(text: str, kind: Kind, where: str, faults: list[Problem]) -> tuple[Value, ...]:
    try:
        return tuple(check(literal, kind) for literal in parse_literals(text))
    except FeelError as error:
        faults.append(_fault(error, where))
        return ()


def _fault(error: FeelError, where: str) -> Problem:
    return Problem(
        "strategy.cell",
        f"{where}, position {error.at}",
        error.en,
        error.zh,
    )


def _first_line(text: str) -> int:
    """The line of the file on which the block of rules begins."""
    for number, line in enumerate(text.splitlines(), start=1):
        if re.match(r"[\"']?rules[\"']?\s*:", line):
            return number + 1
    return 1

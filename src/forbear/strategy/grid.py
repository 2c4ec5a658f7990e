"""A table as boxes on a grid: the exact ground on which its rows are compared.

Each input's values fall into finitely many *atoms* that no cell of the table tells apart. A
cell is then a set of atoms (the bits of an integer), a row a box (one set for each input), and
overlap, cover and gap are exact questions about boxes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from forbear.strategy.feel import Cell, Kind, Span, spans
from forbear.strategy.feel.axis import FIRST, LAST, Cut
from forbear.strategy.feel.kinds import LISTED
from forbear.strategy.feel.text import written
from forbear.strategy.table import Input, Table

Box = tuple[int, ...]


@dataclass(frozen=True)
class Axis:
    """The atoms of one input: spans of an ordered axis, or listed values; null last if possible.

    In a listed axis the span without a value stands for every text that the table does not name.
    """

    name: str
    kind: Kind
    atoms: tuple[Span, ...]

    @property
    def whole(self) -> int:
        """Every atom."""
        return (1 << len(self.atoms)) - 1

    def mask(self, tests: Cell) -> int:
        """The atoms that meet a cell."""
        if tests.always:
            return self.whole
        found = spans(tests, self.kind)
        inside = sum(1 << n for n, atom in enumerate(self.atoms) if _inside(atom, found))
        if not tests.negated:
            return inside
        null = sum(1 << n for n, atom in enumerate(self.atoms) if atom.null)
        return self.whole & ~inside & ~null

    def describe(self, mask: int) -> str:
        """A set of atoms as a cell that could stand in the table."""
        if mask == self.whole:
            return "-"
        chosen = [atom for n, atom in enumerate(self.atoms) if mask >> n & 1]
        if self.kind in LISTED:
            return self._listed(chosen)
        merged: list[Span] = []
        for atom in chosen:
            if merged and not atom.null and merged[-1].high == atom.low:
                merged[-1] = Span(merged[-1].low, atom.high)
            else:
                merged.append(atom)
        return ", ".join(written(span, self.kind) for span in merged)

    def _listed(self, chosen: list[Span]) -> str:
        if not any(_unnamed(atom) for atom in chosen):
            return ", ".join(written(span, self.kind) for span in chosen)
        left = [a for a in self.atoms if a not in chosen and not a.null]
        named = ", ".join(written(span, self.kind) for span in left)
        anything = f"not({named})" if left else "any text"
        return anything + (", null" if any(a.null for a in chosen) else "")


def axes(table: Table) -> tuple[Axis, ...]:
    """The axis of every input, cut wherever a cell or the allowed values cut it."""
    return tuple(
        _axis(column, [row.tests[n] for row in table.rows]) for n, column in enumerate(table.inputs)
    )


def boxes(table: Table, grid: tuple[Axis, ...]) -> list[Box]:
    """The box of every row."""
    return [
        tuple(axis.mask(tests) for axis, tests in zip(grid, row.tests, strict=True))
        for row in table.rows
    ]


def _axis(column: Input, cells: list[Cell]) -> Axis:
    allowed = spans(column.allowed, column.kind)
    used = [span for cell in cells for span in spans(cell, column.kind)]
    if column.kind in LISTED:
        atoms = _listed_atoms(column, allowed, used)
    else:
        atoms = _ordered_atoms(allowed or (Span(),), used)
    if column.nullable:
        atoms.append(Span(null=True))
    return Axis(column.name, column.kind, tuple(atoms))


def _listed_atoms(column: Input, allowed: Iterable[Span], used: Iterable[Span]) -> list[Span]:
    if column.kind is Kind.BOOLEAN:
        named: list[str | bool] = [True, False]
    else:
        named = [s.value for s in allowed if s.value is not None]
    if named:
        return [Span(value=value) for value in dict.fromkeys(named)]
    found = dict.fromkeys(s.value for s in used if s.value is not None)
    return [*(Span(value=value) for value in found), Span()]


def _ordered_atoms(allowed: tuple[Span, ...], used: list[Span]) -> list[Span]:
    cuts: set[Cut] = {FIRST, LAST}
    for span in (*allowed, *used):
        if not span.null:
            cuts |= {span.low, span.high}
    ordered = sorted(cuts)
    atoms = [Span(low, high) for low, high in pairwise(ordered)]
    return [atom for atom in atoms if _inside(atom, allowed)]


def _inside(atom: Span, found: Iterable[Span]) -> bool:
    if atom.null:
        return any(span.null for span in found)
    if atom.value is not None:
        return any(span.value == atom.value for span in found)
    return any(
        span.value is None and not span.null and span.low <= atom.low and atom.high <= span.high
        for span in found
    )


def _unnamed(atom: Span) -> bool:
    return atom.value is None and not atom.null

"""What the two databases do differently, behind one set of methods."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import polars as pl

PLACEHOLDER = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\d+)""")

Value = object
Declared = Mapping[str, pl.DataType | type[pl.DataType]]


def quoted(name: str) -> str:
    """An SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


@dataclass(frozen=True)
class Staged:
    """A table loaded beside the one it is to replace.

    ``renames`` are the names that indexes and sequences have until the swap, and then.
    """

    table: str
    stage: str
    rows: int
    renames: tuple[tuple[str, str], ...]


class Connection(Protocol):
    """What both drivers give: cursors, and an end."""

    def cursor(self) -> Any:
        """A new cursor of Python's database interface."""

    def close(self) -> None:
        """End it; what was not committed is rolled back."""


class Statements(Protocol):
    """What a dialect may ask of the connection it works for."""

    def execute(self, sql: str, parameters: Sequence[Value] = ()) -> int:
        """Run a statement; the rows it changed, or -1 where the driver does not say."""

    def rows(self, sql: str, parameters: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        """All rows of a small query, as Python values."""


class Dialect(Protocol):
    """One of the two databases."""

    begin: str

    def open(self) -> Connection:
        """A new connection that commits every statement of its own accord."""

    def text(self, sql: str) -> str:
        """The statement with the database's own placeholders for ``$1``, ``$2``..."""

    def value(self, value: Value) -> Value:
        """A parameter as the driver should get it."""

    def received(self, cursor: Any, schema: pl.Schema) -> Iterator[pl.DataFrame]:
        """The rows of the cursor's query as the database gives them, to be held to ``schema``."""

    def kinds(self, statements: Statements, table: str) -> Mapping[str, str]:
        """Each of the table's columns with its kind, one of `fitting.KINDS`."""

    def ingest(
        self, cursor: Any, table: str, frames: Iterator[pl.DataFrame], kinds: Mapping[str, str]
    ) -> None:
        """Append fitted frames, of which there is at least one."""

    def empty_like(self, table: str, name: str) -> str:
        """The statement that makes an empty table with the columns of another."""

    def stage(self, statements: Statements, table: str, load: Callable[[str], int]) -> Staged:
        """A fresh table like ``table``, filled by ``load``, then indexed."""

    def swap(self, statements: Statements, staged: Staged) -> None:
        """Put the staged table in the place of the present one."""

    def analyze(self, statements: Statements, table: str) -> None:
        """Bring the planner's figures up to date, and vacuum where that is a matter."""

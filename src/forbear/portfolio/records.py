"""Lines of text into records of fields, keeping every record that can be told apart.

Comma-separated values as in RFC 4180. A quoted field may hold line ends, but a quotation mark that
went astray must not swallow the rest of the file: lines are joined to one record only if none of
the lines between would be a record by itself, and at most `MOST_LINES` of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

MOST_LINES = 50
_SEPARATORS = (",", "\t", ";", "|", "\x01")


@dataclass(frozen=True)
class Bad:
    """A line that is no record: its number, the rule it breaks, and what shows it."""

    line: int
    rule: str
    value: str
    text: str


@dataclass
class Records:
    """What a run of lines holds: ``_line`` and the fields as text in columns ``f0``, ``f1``, ...

    ``used`` lines were looked at; the rest belong to a record whose end is yet to come.
    """

    frame: pl.DataFrame
    bad: list[Bad]
    used: int


@dataclass(frozen=True)
class Shape:
    """How the records of one file are written."""

    separator: str
    width: int

    @property
    def record(self) -> str:
        """Pattern of a text that is one whole record of `width` fields."""
        field, separator = self._field, re.escape(self.separator)
        return f"^{field}(?:{separator}{field}){{{self.width - 1}}}$"

    def fields(self, text: str) -> list[str] | None:
        """The fields of one record of any width; None if its quotation marks are astray."""
        field, separator = self._field, re.escape(self.separator)
        if not re.fullmatch(f"{field}(?:{separator}{field})*", text):
            return None
        found = re.findall(f"(?:^|{separator})({field})", text)
        return [f[1:-1].replace('""', '"') if f.startswith('"') else f for f in found]

    @property
    def _field(self) -> str:
        return f'(?:"(?:[^"]|"")*"|[^"{re.escape(self.separator)}]*)'


def separator_of(header: str) -> str:
    """The separator that occurs most often outside quotation marks; a comma if none does."""
    outside = "".join(header.split('"')[::2])
    return max(_SEPARATORS, key=outside.count)


def records(
    lines: pl.Series, first: int, shape: Shape, broken: frozenset[int], last: bool
) -> Records:
    """Read `lines`, the first of which is line `first` of its file.

    ``broken``: indices of lines that could not be decoded. Empty lines are no records. Unless
    these are the ``last`` lines, a record left open at their end is not used up.
    """
    quoted = lines.str.contains('"', literal=True)
    good = lines.str.count_matches(shape.separator, literal=True) == shape.width - 1
    if quoted.any():
        good = good.zip_with(~quoted, lines.str.contains(shape.record))
    good &= lines != ""
    if broken:
        good = good.scatter(list(broken), False)
    if good.all():
        return Records(_frame(lines, quoted, first, shape), [], len(lines))
    joins, bad, used = _odd(lines, good, first, shape, broken, last)
    taken = good.to_frame("good").with_row_index("at")
    inside = [at for start, end in joins for at in range(start, end)]
    keep = taken.select(pl.col.good & (pl.col.at < used) & ~pl.col.at.is_in(inside)).to_series()
    frame = _frame(lines, quoted, first, shape, keep)
    if joins:
        frame = pl.concat([frame, _joined_frame(lines, joins, first, shape)]).sort("_line")
    return Records(frame, bad, used)


def _odd(
    lines: pl.Series,
    good: pl.Series,
    first: int,
    shape: Shape,
    broken: frozenset[int],
    last: bool,
) -> tuple[list[tuple[int, int]], list[Bad], int]:
    """Look one by one at the lines that are no record by themselves.

    Returns the runs of lines that make one record together, the bad lines, and the lines used.
    """
    texts, whole = lines.to_list(), good.to_list()
    joins: list[tuple[int, int]] = []
    bad: list[Bad] = []
    free = 0
    for at in (~good & (lines != "")).arg_true().to_list():
        if at < free:
            continue
        if at in broken:
            bad.append(Bad(first + at, "line.encoding", texts[at][:200], texts[at]))
            continue
        end = _end(texts, whole, at, shape, broken)
        if end is not None and end > at:
            joins.append((at, end))
            free = end
        elif end is not None and not last:
            return joins, bad, at
        else:
            fields = shape.fields(texts[at])
            rule = "line.quote" if fields is None else "line.fields"
            value = texts[at][:200] if fields is None else str(len(fields))
            bad.append(Bad(first + at, rule, value, texts[at]))
    return joins, bad, len(texts)


def _end(
    texts: list[str], whole: list[bool], at: int, shape: Shape, broken: frozenset[int]
) -> int | None:
    """Where the record that begins with line `at` ends, if it goes over several lines.

    None if it doesn't; `at` itself if that can't be told before more lines are seen.
    """
    if texts[at].count('"') % 2 == 0:
        return None
    for after in range(at + 1, min(at + MOST_LINES, len(texts))):
        if whole[after] or after in broken:
            return None
        if texts[after].count('"') % 2:
            fields = shape.fields("\n".join(texts[at : after + 1]))
            return after + 1 if fields is not None and len(fields) == shape.width else None
    return at if len(texts) - at < MOST_LINES else None


def _frame(
    lines: pl.Series, quoted: pl.Series, first: int, shape: Shape, keep: pl.Series | None = None
) -> pl.DataFrame:
    """Lines that are whole records by themselves, as columns of text."""
    table = pl.DataFrame({"line": lines, "quoted": quoted}).with_row_index("_line", first)
    if keep is not None:
        table = table.filter(keep)
    table = table.with_columns(pl.col("_line").cast(pl.Int64))
    names = [f"f{i}" for i in range(shape.width)]
    plain = table.filter(~pl.col.quoted) if table["quoted"].any() else table
    fields = plain["line"].str.split_exact(shape.separator, shape.width - 1).struct.unnest()
    fields.columns = names
    frame = fields.select(plain["_line"], *names)
    if plain.height == table.height:
        return frame
    rest = table.filter("quoted")
    text = rest["line"].str.join("\n").item()
    # The made-up header keeps a byte order mark within the first field from being taken off.
    read = pl.read_csv(
        f"{shape.separator.join(names)}\n{text}\n".encode(),
        separator=shape.separator,
        infer_schema=False,
        empty_string_is_null=False,
    )
    return pl.concat([frame, read.select(rest["_line"], *names)]).sort("_line")


def _joined_frame(
    lines: pl.Series, joins: list[tuple[int, int]], first: int, shape: Shape
) -> pl.DataFrame:
    rows = [shape.fields("\n".join(lines[start:end])) or [] for start, end in joins]
    columns = {f"f{i}": [row[i] for row in rows] for i in range(shape.width)}
    return pl.DataFrame(
        {"_line": [first + start for start, _ in joins], **columns},
        schema={"_line": pl.Int64, **dict.fromkeys(columns, pl.String)},
    )

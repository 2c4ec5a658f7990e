"""Lines into records: quotation marks, embedded line ends, wrong widths."""

from __future__ import annotations

import csv
import io

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forbear.portfolio.records import MOST_LINES, Shape, records, separator_of


def split(lines, width=2, separator=",", broken=(), last=True, first=2):
    series = pl.Series("line", lines, dtype=pl.String)
    got = records(series, first, Shape(separator, width), frozenset(broken), last)
    assert got.frame.columns == ["_line", *(f"f{i}" for i in range(width))]
    return got.frame.rows(), [(b.line, b.rule, b.value) for b in got.bad], got.used


@pytest.mark.parametrize(
    ("header", "separator"),
    [
        ("a,b,c", ","),
        ("a\tb\tc", "\t"),
        ("a;b;c", ";"),
        ("a|b|c", "|"),
        ("a\x01b", "\x01"),
        ("a", ","),
        ("", ","),
        ('"a,b,c";d;e', ";"),
        ("a,b;c;d", ";"),
    ],
)
def test_separator_is_the_one_that_occurs_most(header, separator):
    assert separator_of(header) == separator


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("a,b", ["a", "b"]),
        (",", ["", ""]),
        ("", [""]),
        ('"a,b",c', ["a,b", "c"]),
        ('"a ""b"" c",d', ['a "b" c', "d"]),
        ('"",""', ["", ""]),
        ('"a\nb",c', ["a\nb", "c"]),
        ('a"b,c', None),
        ('"a,c', None),
        ('"a"b,c', None),
        (' "a",b', None),
    ],
)
def test_fields_of_a_record(line, fields):
    assert Shape(",", 2).fields(line) == fields


@pytest.mark.parametrize("separator", [",", "\t", ";", "|", "\x01"])
def test_records_of_plain_lines(separator):
    lines = [f"1{separator}a", f"2{separator}", f"{separator}c"]
    rows = [(2, "1", "a"), (3, "2", ""), (4, "", "c")]
    assert split(lines, separator=separator) == (rows, [], 3)


@pytest.mark.parametrize(
    ("lines", "rows"),
    [
        (['1,"a,b"'], [(2, "1", "a,b")]),
        (['1,"a ""b"""'], [(2, "1", 'a "b"')]),
        (['"1","a"', "2,b"], [(2, "1", "a"), (3, "2", "b")]),
        (['1,"a', 'b"', "2,c"], [(2, "1", "a\nb"), (4, "2", "c")]),
        (['1,"a', "", 'b"'], [(2, "1", "a\n\nb")]),
        (["1,a", "", "2,b"], [(2, "1", "a"), (4, "2", "b")]),
        (["", ""], []),
    ],
)
def test_records_with_quotation_marks_and_empty_lines(lines, rows):
    assert split(lines) == (rows, [], len(lines))


@pytest.mark.parametrize(
    ("line", "rule", "value"),
    [
        ("1", "line.fields", "1"),
        ("1,2,3", "line.fields", "3"),
        ('1,"2",3', "line.fields", "3"),
        ('1,a"b', "line.quote", '1,a"b'),
        ('1,"a"b', "line.quote", '1,"a"b'),
        ('1,"a', "line.quote", '1,"a'),
    ],
)
def test_records_set_a_bad_line_aside_and_go_on(line, rule, value):
    rows = [(2, "1", "a"), (4, "2", "b")]
    assert split(["1,a", line, "2,b"]) == (rows, [(3, rule, value)], 3)


def test_records_of_a_stray_mark_do_not_swallow_the_lines_between():
    lines = ['1,"a', "2,b", 'c",3']
    rows, bad, used = split(lines)
    assert rows == [(3, "2", "b")]
    assert [(line, rule) for line, rule, _ in bad] == [(2, "line.quote"), (4, "line.quote")]
    assert used == 3


def test_records_of_broken_lines_are_set_aside():
    rows, bad, _ = split(["1,a", "2,\ufffd"], broken=(1,))
    assert rows == [(2, "1", "a")]
    assert bad == [(3, "line.encoding", "2,\ufffd")]


def test_records_left_open_wait_for_more_lines():
    assert split(["1,a", '2,"b'], last=False) == ([(2, "1", "a")], [], 1)


def test_records_wait_for_so_many_lines_and_no_longer():
    lines = ['1,"a', *["x"] * MOST_LINES]
    rows, bad, used = split(lines, last=False)
    assert (rows, used) == ([], MOST_LINES + 1)
    assert bad[0] == (2, "line.quote", '1,"a')
    assert [rule for _, rule, _ in bad[1:]] == ["line.fields"] * MOST_LINES


def test_bad_line_shows_no_more_than_its_beginning():
    text = '"' + "x" * 500
    _, [(_, _, value)], _ = split([text])
    assert value == text[:200]


FIELD = st.text('ab," \n1张', max_size=6)


@given(st.lists(st.tuples(FIELD, FIELD, FIELD), min_size=1, max_size=5))
@settings(max_examples=40)
def test_records_are_those_that_a_csv_writer_wrote(rows):
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    shape = Shape(",", 3)
    for row in rows:
        line = io.StringIO()
        csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="").writerow(row)
        assert shape.fields(line.getvalue()) == list(row)
    if not any("\n" in field for row in rows for field in row):
        got, bad, _ = split(out.getvalue().splitlines(), width=3)
        assert ([row[1:] for row in got], bad) == (rows, [])


@given(st.lists(st.text('ab,"', max_size=8), min_size=1, max_size=8), st.integers(1, 3))
@settings(max_examples=50)
def test_records_account_for_every_line(lines, width):
    rows, bad, used = split(lines, width=width)
    numbers = [row[0] for row in rows] + [line for line, _, _ in bad]
    assert used == len(lines)
    assert len(numbers) == len(set(numbers))
    assert set(numbers) <= {at + 2 for at, line in enumerate(lines) if line}

"""CSV files from their first byte to their last."""

from __future__ import annotations

import gzip

import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st

from forbear.portfolio.csv_files import CsvFile
from forbear.portfolio.packing import BLOCK

TEXT = "编号,姓名\n1,张三\n2,李四\n"
ROWS = [(2, "1", "张三"), (3, "2", "李四")]


@pytest.fixture
def opened(tmp_path):
    def put(data, name="a.csv", block=BLOCK):
        (tmp_path / name).write_bytes(data)
        return CsvFile(tmp_path / name, block=block)

    return put


def taken(file):
    rows, bad = [], []
    for frame, some in file.records():
        rows.extend(frame.rows())
        bad.extend((b.line, b.rule) for b in some)
    return rows, bad


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", TEXT.encode()),
        ("a.csv", b"\xef\xbb\xbf" + TEXT.encode()),
        ("a.csv", TEXT.encode("gb18030")),
        ("a.csv", TEXT.replace("\n", "\r\n").encode()),
        ("a.csv", TEXT.replace(",", "\t").encode()),
        ("a.csv", TEXT.replace(",", "|").encode("gb18030")),
        ("a.csv", TEXT.rstrip("\n").encode()),
        ("a.csv.gz", gzip.compress(TEXT.encode(), mtime=0)),
        ("a.csv.zst", zstd.compress(TEXT.encode("gb18030"))),
    ],
)
@pytest.mark.parametrize("block", [5, BLOCK])
def test_csv_file_is_read_in_every_form(opened, name, data, block):
    file = opened(data, name, block)
    assert (file.refused, file.culprit, file.headers) == (None, None, ["编号", "姓名"])
    assert taken(file) == (ROWS, [])


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "file.empty"),
        (b"\n\n", "file.empty"),
        (b"  \r\n", "file.empty"),
        (b"\xef\xbb\xbf\n", "file.empty"),
        ("a,b\n".encode("utf-16"), "file.encoding"),
        (b"\xfe\xff\x00a", "file.encoding"),
        (b"a,b,a\n1,2,3\n", "file.duplicate_column"),
    ],
)
def test_csv_file_that_cannot_be_used_says_why(opened, data, rule):
    assert opened(data).refused == rule


def test_csv_file_names_the_column_that_comes_twice(opened):
    assert opened(b"a,b, b\n").culprit == "b"


@pytest.mark.parametrize(
    ("data", "headers"),
    [
        (b"a,b\n", ["a", "b"]),
        (b"a,b", ["a", "b"]),
        (b"\n\na,b\n", ["a", "b"]),
        (b" a , b \n", ["a", "b"]),
        (b'"a","b,c"\n', ["a", "b,c"]),
        (b"a,,c\n", ["a", "column_2", "c"]),
    ],
)
def test_csv_file_of_a_header_alone_has_no_records(opened, data, headers):
    file = opened(data)
    assert (file.refused, file.headers) == (None, headers)
    assert taken(file) == ([], [])


def test_csv_file_counts_lines_from_the_top(opened):
    assert taken(opened(b"\n\na,b\n\n1,2\n")) == ([(5, "1", "2")], [])


@pytest.mark.parametrize("block", [3, 8, BLOCK])
def test_csv_file_sets_bad_lines_aside(opened, block):
    data = b'a,b\n1,"x\ny"\n2,z"\n3\n\xff,4\n5,6\n'
    rows, bad = taken(opened(data, block=block))
    assert rows == [(2, "1", "x\ny"), (7, "5", "6")]
    assert bad == [(4, "line.quote"), (5, "line.fields"), (6, "line.encoding")]


def test_csv_file_cut_off_keeps_its_whole_lines(opened):
    text = "a,b\n" + "".join(f"{n},{n * n * 7919 % 10007}\n" for n in range(3000))
    rows, bad = taken(opened(gzip.compress(text.encode())[:-2000], "a.csv.gz"))
    assert [(row[0], int(row[1])) for row in rows] == [(n + 2, n) for n in range(len(rows))]
    assert 0 < len(rows) < 3000
    assert bad == [(len(rows) + 2, "file.truncated")]


@pytest.mark.parametrize("data", [b"1,2\n3,4\n", b"1,2\n\n3,4", b"1\n\n2,3,4\n"])
def test_lines_left_are_those_that_hold_something(opened, data):
    assert opened(b"a,b\n" + data).lines_left() == 2


@given(data=st.binary(max_size=80), block=st.sampled_from([4, BLOCK]))
@settings(max_examples=40)
def test_csv_file_never_raises(tmp_path_factory, data, block):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(data)
    file = CsvFile(path, block=block)
    if file.refused is None:
        rows, bad = taken(file)
        lines = [row[0] for row in rows] + [line for line, _ in bad]
        assert len(lines) == len(set(lines))

"""Which file belongs to which table."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from forbear.portfolio.files import digest, find, is_parquet, listed
from forbear.portfolio.mapping import Mapping
from forbear.portfolio.tables import TABLES
from forbear.problems import ForbearError


def lay(folder, names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"a\n")


def found(folder, names, mapping=None):
    lay(folder, names)
    got = find(folder, Mapping.model_validate(mapping or {}))
    assert list(got.files) == list(TABLES)
    return {t: [f.name for f in files] for t, files in got.files.items() if files}, got.unread


@pytest.mark.parametrize(
    "name",
    [
        "accounts.csv",
        "accounts.csv.gz",
        "accounts.csv.zst",
        "accounts.parquet",
        "accounts.parquet.gz",
        "accounts.parquet.zst",
        "accounts.CSV",
        "accounts-2026.csv",
        "accounts-a-b.parquet",
        "accounts/part-0.csv",
        "accounts/x.parquet",
    ],
)
def test_find_knows_a_tables_file_by_its_name(tmp_path, name):
    assert found(tmp_path, [name]) == ({"accounts": [name]}, ())


@pytest.mark.parametrize(
    "name",
    [
        "account.csv",
        "accounts.txt",
        "accounts.csv.bz2",
        "accounts_2.csv",
        "Accounts.csv",
        "accounts/deep/er.csv",
        "old/accounts.csv",
        "readme.md",
    ],
)
def test_find_leaves_other_files_unread(tmp_path, name):
    assert found(tmp_path, [name]) == ({}, (name,))


@pytest.mark.parametrize(
    "name", ["mapping.yaml", ".accounts.csv", "_SUCCESS", "accounts/_SUCCESS", ".git/accounts.csv"]
)
def test_find_passes_over_marks_and_the_mapping(tmp_path, name):
    assert found(tmp_path, [name]) == ({}, ())


def test_find_takes_all_files_of_a_table_in_the_order_of_their_names(tmp_path):
    names = [
        "accounts/b.csv",
        "accounts/a.parquet",
        "accounts.csv",
        "accounts-2.csv",
        "accounts-10.csv",
    ]
    assert found(tmp_path, names) == ({"accounts": sorted(names)}, ())


def test_find_takes_csv_and_parquet_side_by_side(tmp_path):
    lay(tmp_path, ["accounts.csv", "accounts.parquet"])
    files = find(tmp_path, Mapping()).files["accounts"]
    assert [f.is_parquet for f in files] == [False, True]
    assert [f.path for f in files] == [tmp_path / "accounts.csv", tmp_path / "accounts.parquet"]
    assert {f.table for f in files} == {"accounts"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.csv", False),
        ("a.csv.gz", False),
        ("a.parquet", True),
        ("a.parquet.gz", True),
        ("a.parquet.zst", True),
        ("A.PARQUET", True),
        ("A.Parquet.GZ", True),
        ("a.parquet.csv", False),
        ("a.parquet.csv.gz", False),
        ("parquet", False),
    ],
)
def test_is_parquet_by_name(name, expected):
    assert is_parquet(Path("parquet") / name) == expected


def test_find_follows_the_mapping_instead_of_names(tmp_path):
    mapping = {"tables": {"accounts": {"files": ["loans/*.csv", "借据.csv"]}}}
    names = ["loans/1.csv", "借据.csv", "accounts.csv", "customers.csv"]
    assert found(tmp_path, names, mapping) == (
        {"customers": ["customers.csv"], "accounts": ["loans/1.csv", "借据.csv"]},
        ("accounts.csv",),
    )


def test_find_in_no_folder_is_refused(tmp_path):
    with pytest.raises(ForbearError) as caught:
        find(tmp_path / "none", Mapping())
    assert [p.code for p in caught.value.problems] == ["tape.no_folder"]


def test_listed_of_an_empty_folder_is_empty(tmp_path):
    assert listed(tmp_path) == []


@pytest.mark.parametrize("content", [b"", b"a,b\n", bytes(100_000)])
def test_digest_is_size_and_sha256(tmp_path, content):
    (tmp_path / "a").write_bytes(content)
    assert digest(tmp_path / "a") == (len(content), hashlib.sha256(content).hexdigest())

"""The look over the tree finds what it should and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

import check_tree

HOST = "pypi" + ".org"


@pytest.mark.parametrize(
    "line",
    [
        "see https://" + HOST + "/simple",
        "https://files.pythonhosted" + ".org/x.whl",
        "registry=https://registry.npmjs" + ".org/",
        "--index" + "-url https://example.com/simple",
        "--extra-index" + "-url https://example.com/simple",
        "--find" + "-links wheels",
    ],
)
def test_package_registry_is_found(line: str) -> None:
    (fault,) = check_tree.faults(Path("docs/x.md"), f"first\n{line}\n")

    assert fault.startswith("docs/x.md:2: names a package registry (")


@pytest.mark.parametrize(
    "folder", ["work/main", "tmp/x", "root/.cache", "home/ann/y", "opt/wheels"]
)
@pytest.mark.parametrize("before", ["", " ", '"', "=", "(", "file://"])
def test_path_of_a_machine_is_found(folder: str, before: str) -> None:
    found = list(check_tree.faults(Path("a.py"), f"{before}/{folder}"))

    assert [fault.partition(" (")[0] for fault in found] == [
        "a.py:1: names a path of somebody's machine"
    ]


@pytest.mark.parametrize(
    "line",
    [
        "home/work visits",
        "tests/work/x",
        "https://example.com/work/x",
        "out/tmp/x",
        "/usr/bin/env bash",
        "rooms import downwards only",
        "./tmp/x",
        "--no-emit-index-url",
        "python -m pip install forbear",
    ],
)
def test_harmless_line_is_let_through(line: str) -> None:
    assert list(check_tree.faults(Path("a.py"), line)) == []


@pytest.mark.parametrize(
    ("path", "lines", "found"),
    [
        ("src/forbear/a.py", 400, []),
        (
            "src/forbear/a.py",
            401,
            ["src/forbear/a.py:400: 401 lines; no module is longer than 400: split it"],
        ),
        ("src/forbear/a.csv", 401, []),
        ("tests/test_a.py", 401, []),
    ],
)
def test_long_module_is_found(path: str, lines: int, found: list[str]) -> None:
    assert list(check_tree.faults(Path(path), "x = 1\n" * lines)) == found


def test_binary_file_has_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG\0" + HOST.encode())

    assert check_tree.text_of(tmp_path / "a.png") == ""


def test_file_in_an_unknown_encoding_is_still_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("姓名,".encode("gb18030") + HOST.encode())

    assert check_tree.text_of(tmp_path / "a.csv").endswith(HOST)


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("thing-1.0-py3-none-any.whl", False),
        ("docs/thing.tar.gz", False),
        ("frontend/thing.tgz", False),
        ("docs/picture.png", True),
        ("docs/gz.md", True),
    ],
)
def test_packages_of_others_are_found(path: str, kept: bool) -> None:
    assert (list(check_tree.faults(Path(path), "")) == []) is kept

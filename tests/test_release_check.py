"""The release check notices a wheel that lacks something or carries too much."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest

import release_check

GOOD = (
    "forbear/__init__.py",
    "forbear/py.typed",
    "forbear/policy/default/bank.yaml",
    "forbear/web/static/built/names.json",
    "forbear-0.1.0.dist-info/licenses/LICENSE",
    "forbear-0.1.0.dist-info/licenses/NOTICE",
    "forbear-0.1.0.dist-info/entry_points.txt",
)


def wheel(folder: Path, *names: str) -> Path:
    path = folder / "forbear.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "")
    return path


def test_whole_wheel_has_no_fault(tmp_path: Path) -> None:
    assert release_check.lacking(wheel(tmp_path, *GOOD)) == []


@pytest.mark.parametrize("lost", release_check.MUST_CARRY)
def test_missing_file_is_named(tmp_path: Path, lost: str) -> None:
    names = [name for name in GOOD if not name.endswith(lost)]

    assert release_check.lacking(wheel(tmp_path, *names)) == [f"{lost} is not in the wheel"]


@pytest.mark.parametrize("extra", ["tests/test_x.py", "README.md", "forbear/__pycache__/x.pyc"])
def test_file_out_of_place_is_named(tmp_path: Path, extra: str) -> None:
    assert release_check.lacking(wheel(tmp_path, *GOOD, extra)) == [
        f"{extra} has no place in the wheel"
    ]


def test_command_that_fails_ends_the_check(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"failed \(3\)"):
        release_check.run([sys.executable, "-c", "raise SystemExit(3)"], tmp_path)


def test_command_does_not_see_the_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "src")
    monkeypatch.setenv("VIRTUAL_ENV", ".venv")

    release_check.run(
        [
            sys.executable,
            "-c",
            "import os; assert not {'PYTHONPATH', 'VIRTUAL_ENV'} & set(os.environ)",
        ],
        tmp_path,
    )

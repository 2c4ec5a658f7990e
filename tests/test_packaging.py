"""Whoever has Python and make can install what was tested, and nothing else."""

from __future__ import annotations

import ast
import itertools
import os
import re
import subprocess
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

import forbear

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("build", "dev", "runtime", "train")
PIN = re.compile(r"^([a-z0-9][a-z0-9-]*)==([^ ;]+)(?: ; ([^\\]+))? \\$")
TARGETS = (
    "bench",
    "clean",
    "demo",
    "docs",
    "format",
    "frontend",
    "help",
    "lint",
    "lock",
    "mutants",
    "release-check",
    "test",
)


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


#: Top-level modules, and packages below a shared namespace, by who installs them.
OWNERS = {**packages_distributions(), "backports": [], "backports.zstd": ["backports.zstd"]}


def first(module: str) -> str:
    return module.partition(".")[0]


def pins(lock: str) -> set[tuple[str, str]]:
    """Name and version of everything in a lock."""
    lines = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8").splitlines()
    return {(m[1], m[2]) for line in lines if (m := PIN.match(line))}


def name_of(requirement: str) -> str:
    return re.split(r"[<>=!~\[; ]", requirement)[0].lower().replace("_", "-").replace(".", "-")


def run(*command: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PATH": path or os.environ["PATH"]}
    env.pop("PYTHON", None)
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_of_a_lock_is_a_pin_or_a_hash(lock: str) -> None:
    lines = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8").splitlines()
    hashed = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")

    assert [line for line in lines if not PIN.match(line) and not hashed.match(line)] == []
    assert [a for a, b in itertools.pairwise(lines) if PIN.match(a) and PIN.match(b)] == []


@pytest.mark.parametrize(
    ("small", "large"), [("runtime", "train"), ("train", "dev"), ("build", "dev")]
)
def test_what_is_shipped_is_what_is_tested(small: str, large: str) -> None:
    assert pins(small) - pins(large) == set()


@pytest.mark.parametrize(
    ("wanted", "lock"),
    [
        (project()["dependencies"], "runtime"),
        (project()["optional-dependencies"]["train"], "train"),
        (
            [
                need
                for need in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))[
                    "dependency-groups"
                ]["dev"]
                if isinstance(need, str)
            ],
            "dev",
        ),
    ],
)
def test_every_declared_need_is_locked(wanted: list[str], lock: str) -> None:
    assert {name_of(need) for need in wanted} - {name for name, _ in pins(lock)} == set()


def test_what_is_imported_is_declared_and_nothing_more() -> None:
    imported = set()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                imported |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    used = {
        name_of(owner) for top in imported for owner in OWNERS.get(top, OWNERS.get(first(top), []))
    }
    declared = {name_of(need) for need in project()["dependencies"]}

    # Time zones are data, read by the standard library; the others are named to Django.
    # pydantic-core is pydantic's own.
    assert used - {"forbear", "pydantic-core"} == declared - {"tzdata", "psycopg", "whitenoise"}
    settings = (ROOT / "src/forbear/web/settings.py").read_text(encoding="utf-8")
    assert "whitenoise.middleware" in settings


def test_version_is_told_once() -> None:
    assert forbear.__version__ == project()["version"]


def test_licence_is_apache() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")

    assert project()["license"] == "Apache-2.0"
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_notice_names_the_data_s_author_and_licence() -> None:
    text = (ROOT / "NOTICE").read_text(encoding="utf-8")

    assert "I-Cheng Yeh" in text
    assert "Creative Commons Attribution 4.0" in text


def test_make_alone_lists_every_target() -> None:
    done = run("make")

    listed = re.findall(r"^  make ([a-z-]+) +\S", done.stdout, re.MULTILINE)
    assert (done.returncode, sorted(listed)) == (0, list(TARGETS))


@pytest.mark.parametrize("target", [t for t in TARGETS if t != "help"])
def test_target_prints_what_it_does(target: str) -> None:
    done = run("make", "--dry-run", "--always-make", target)

    assert done.returncode == 0
    assert f'echo "==> {target}: ' in done.stdout


def fake(folder: Path, name: str, says: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{says}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def only(folder: Path) -> str:
    """A search path on which nothing but the shell's own tools and `folder` is found."""
    for tool in ("dirname", "sh"):
        (folder / tool).symlink_to(f"/usr/bin/{tool}")
    return str(folder)


def test_environment_without_python_says_what_to_install(tmp_path: Path) -> None:
    done = run("scripts/venv.sh", str(tmp_path / "v"), "x.txt", path=only(tmp_path))

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("Forbear needs Python 3.11, 3.12 or 3.13; install one")


def test_environment_with_an_old_python_says_what_to_install(tmp_path: Path) -> None:
    fake(tmp_path, "python3", "exit 1")

    done = run("scripts/venv.sh", str(tmp_path / "v"), "x.txt", path=only(tmp_path))

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("Forbear needs Python 3.11, 3.12 or 3.13; install one")


def test_environment_without_venv_says_what_to_install(tmp_path: Path) -> None:
    fake(tmp_path, "python3", 'case "$2" in *ensurepip*) exit 1;; esac')

    done = run("scripts/venv.sh", str(tmp_path / "v"), "x.txt", path=only(tmp_path))

    assert (done.returncode, done.stderr) == (
        1,
        "This Python cannot make virtual environments; "
        "on Debian or Ubuntu run: sudo apt-get install python3-venv\n",
    )
    assert not (tmp_path / "v").exists()

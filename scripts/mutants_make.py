"""Mutants of the rulebook: a copy of the tree in which each of them can be switched on.

mutmut makes them, in ``out/mutants``, and learns which tests run through which function.
"""

from __future__ import annotations

import ast
import difflib
import hashlib
import importlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "out" / "mutants"
#: Where mutmut leaves the changed tree.
CHANGED = WORK / "mutants"
RULEBOOK = "src/forbear/rulebook"
#: Left out: these take as long as all others together. What they notice would come on top.
LEFT_OUT = "--ignore-glob=*/test_properties*"
#: What the tests of the rulebook need of the tree.
NEEDED = ("src/forbear", "tests/rulebook", "tests/conftest.py", "docs", "pyproject.toml")
#: Lines that are words for people, and nothing else, are left alone.
SETTINGS = rf"""
[tool.mutmut]
source_paths = ["src/forbear"]
only_mutate = ["src/forbear/rulebook/*"]
pytest_add_cli_args_test_selection = ["tests/rulebook/", "{LEFT_OUT}"]
also_copy = ["docs", "src"]
do_not_mutate_patterns = [
  '^\s*f?"[^"]*[ \u3000-\uffef][^"]*"[,)]*$',
  '^\s*(en|lines|raise)\b.*f?"',
  'ValueError\(',
]
"""
#: A property test that fails has noticed; there is no need to look for its smallest example.
PROFILE = """
from hypothesis import Phase

settings.register_profile(
    "mutants", parent=settings.get_profile("forbear"), phases=(Phase.explicit, Phase.generate)
)
settings.load_profile("mutants")
"""


def prepare() -> None:
    """Copy the tree, make every mutant, and learn which tests run through which function."""
    shutil.rmtree(WORK, ignore_errors=True)
    for name in NEEDED:
        target = WORK / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, target)
    for path in sorted((WORK / RULEBOOK).rglob("*.py")):
        path.write_text(bared(path.read_text(encoding="utf-8")), encoding="utf-8")
    for name, more in (("pyproject.toml", SETTINGS), ("tests/conftest.py", PROFILE)):
        with (WORK / name).open("a", encoding="utf-8") as file:
            file.write(more)
    made = subprocess.run(
        [sys.executable, str(Path(__file__).resolve())],
        cwd=WORK,
        check=False,
        capture_output=True,
        text=True,
    )
    if made.returncode:
        sys.exit(f"the mutants could not be made:\n{made.stdout[-4000:]}{made.stderr[-4000:]}")


def bared(code: str) -> str:
    """The same code with the body of each decorated function in a bare one beside it.

    mutmut changes no decorated function; without this, properties, validators, cached functions and
    every method that overrides another would go untried.
    """
    tree = ast.parse(code)
    lines = code.splitlines(keepends=True)
    classes = (node.body for node in tree.body if isinstance(node, ast.ClassDef))
    found = [
        node for body in (tree.body, *classes) for node in body if isinstance(node, ast.FunctionDef)
    ]
    for node in sorted(found, key=lambda one: -one.lineno):
        names = [ast.unparse(one) for one in node.decorator_list]
        kept = [name for name in names if name != "override"]
        first, start = node.lineno - len(names) - 1, node.lineno - 1
        body = node.body[0].lineno - 1
        if not names or names == ["classmethod"] or body == start:
            continue
        header, indent = lines[start:body], " " * node.col_offset
        if kept:
            inner = [header[0].replace(f"def {node.name}(", f"def inner_{node.name}(", 1)]
            given = [one.arg for one in node.args.args]
            owner = given.pop(0) + "." if node.col_offset else ""
            given += [f"{one.arg}={one.arg}" for one in node.args.kwonlyargs]
            call = f"{indent}    return {owner}inner_{node.name}({', '.join(given)})\n\n"
            above = [f"{indent}@{name}\n" for name in kept]
            header = [*above, *header, call, *inner, *header[1:]]
        lines[first:body] = header
    return "".join(lines)


def make() -> None:
    """In the copy: the first steps of ``mutmut run``, without its way of trying mutants.

    It would try them in forks of one process, in which the threads of Polars are gone.
    """
    mutmut: Any = importlib.import_module("mutmut.__main__")
    mutmut.set_mutant_under_test("mutant_generation")
    Path("mutants").mkdir()
    mutmut.copy_src_dir()
    mutmut.copy_also_copy_files()
    mutmut.setup_source_paths()
    mutmut.store_lines_covered_by_tests()
    mutmut.create_mutants(1)
    mutmut.collect_or_load_stats(mutmut.get_mutant_runner(1))


def mutants() -> Iterator[str]:
    """Names of all mutants, in order."""
    for meta in sorted((CHANGED / "src").rglob("*.meta")):
        yield from json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]


def sample(names: list[str], size: int, seed: int) -> list[str]:
    """Some of the names; the same for a seed, and nearly so after a change to the code."""

    def drawn(name: str) -> bytes:
        return hashlib.sha256(f"{seed}:{name}".encode()).digest()

    return sorted(sorted(names, key=drawn)[:size])


def module(name: str) -> str:
    """The module of a mutant, below the rulebook."""
    return name.rpartition(".")[0].removeprefix("forbear.rulebook").lstrip(".")


def difference(name: str) -> str:
    """What a mutant changed, line by line."""
    path, _, mutant = name.rpartition(".")
    file = CHANGED / "src" / f"{path.replace('.', '/')}.py"
    if not file.exists():
        file = CHANGED / "src" / path.replace(".", "/") / "__init__.py"
    defined = {
        node.name: ast.unparse(ast.Module(node.body, [])).splitlines()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    before = defined[mutant.rpartition("__mutmut_")[0] + "__mutmut_orig"]
    lines = difflib.unified_diff(before, defined[mutant], lineterm="", n=0)
    return "\n".join(line for line in lines if line[:3] not in ("---", "+++") and line[:2] != "@@")


if __name__ == "__main__":
    make()

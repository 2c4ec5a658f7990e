"""Which share of small faults put into the rulebook its cases and tests notice.

mutmut makes the faults (mutants) in a copy of the tree and finds out which tests run through which
function. A sample of them, the same each time, is then tried one by one: the tests of that
function run in a process of their own until the first of them fails. What people read (texts of
messages) is left out of the faults.

    python scripts/mutants.py [--sample 200] [--seed 1] [--under clocks] [--least 90]
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "out" / "mutants"
#: What the tests of the rulebook need of the tree.
NEEDED = ("src/forbear", "tests/rulebook", "tests/conftest.py", "docs", "pyproject.toml")
SETTINGS = r"""
[tool.mutmut]
source_paths = ["src/forbear"]
only_mutate = ["src/forbear/rulebook/*"]
pytest_add_cli_args_test_selection = ["tests/rulebook/"]
also_copy = ["docs", "src"]
do_not_mutate_patterns = ['^\s*f?".*",?$', '^\s*(en|lines|raise)\b.*f?"', 'ValueError\(']
"""
#: Longest a mutant's tests may take, in seconds; one that hangs is noticed, too.
PATIENCE = 600


@dataclass(frozen=True)
class Tried:
    """One mutant and whether a test failed on it; None where no test runs through it."""

    name: str
    killed: bool | None
    seconds: float


def main(argv: Sequence[str] | None = None) -> int:
    """Try a sample and report; status 1 if fewer than ``--least`` percent were noticed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--under", default="", help="only modules whose name begins so: clocks")
    parser.add_argument("--least", type=int, default=90)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--again", action="store_true", help="use the mutants made before")
    parser.add_argument("--make", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args(argv)
    if given.make:
        make()
        return 0
    if not given.again:
        prepare()
    names = [name for name in mutants() if module(name).startswith(given.under)]
    chosen = random.Random(given.seed).sample(names, min(given.sample, len(names)))
    print(f"    {len(chosen)} of {len(names)} mutants", flush=True)
    with ThreadPoolExecutor(given.jobs) as workers:
        found = [told(one) for one in workers.map(tried, sorted(chosen))]
    share = report(found)
    return 0 if share >= given.least else 1


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
    with (WORK / "pyproject.toml").open("a", encoding="utf-8") as settings:
        settings.write(SETTINGS)
    subprocess.run(
        [sys.executable, str(Path(__file__).resolve()), "--make"],
        cwd=WORK,
        check=True,
        stdout=subprocess.DEVNULL,
    )


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
    for meta in sorted((WORK / "mutants" / "src").rglob("*.meta")):
        yield from json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]


def module(name: str) -> str:
    """The module of a mutant, below the rulebook."""
    return name.rpartition(".")[0].removeprefix("forbear.rulebook").lstrip(".")


def tried(name: str) -> Tried:
    """Run the tests that run through a mutant's function, quickest first, until one fails."""
    stats = json.loads((WORK / "mutants" / "mutmut-stats.json").read_text(encoding="utf-8"))
    took = stats["duration_by_test"]
    function = name.rpartition("__mutmut_")[0]
    tests = sorted(stats["tests_by_mangled_function_name"].get(function, []), key=took.__getitem__)
    if not tests:
        return Tried(name, None, 0.0)
    start = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    try:
        done = subprocess.run(
            command,
            cwd=WORK / "mutants",
            env={**os.environ, "MUTANT_UNDER_TEST": name, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        killed = done.returncode != 0
    except subprocess.TimeoutExpired:
        killed = True
    return Tried(name, killed, time.monotonic() - start)


def told(one: Tried) -> Tried:
    """Say what became of a mutant as soon as it is known."""
    words = {True: "noticed", False: "SURVIVED", None: "NO TEST"}[one.killed]
    print(f"    {words:8} {one.name} ({one.seconds:.0f} s)", flush=True)
    return one


def report(found: Sequence[Tried]) -> float:
    """Print the share by module and in all; give the whole share in percent."""
    tries, kills = Counter(module(one.name) for one in found), Counter[str]()
    kills.update(module(one.name) for one in found if one.killed)
    for name, count in sorted(tries.items()):
        print(f"    {name:24} {kills[name]:4} of {count:4}")
    share = 100 * sum(kills.values()) / max(len(found), 1)
    print(f"    noticed: {sum(kills.values())} of {len(found)}, {share:.1f} %")
    return share


if __name__ == "__main__":
    sys.exit(main())

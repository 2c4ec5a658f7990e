"""Try mutants of the rulebook one by one: does a test fail when it is switched on?

A worker is a process that has the changed tree loaded and switches on one mutant after another. It
loads everything anew for a mutant of what runs at loading. It is replaced now and then, and when a
mutant hangs; before it goes it runs all tests without any mutant, which have to pass: so nothing
was left behind that would make tests fail.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mutants_make import CHANGED, LEFT_OUT

#: Mutants a worker tries before it is replaced.
WORK_OF_ONE = 250
#: The quickest tests run first, by themselves: most mutants do not outlast them.
FIRST = 25
#: Most of them need no more memory than the tests; one that eats it is stopped.
MEMORY = 8 << 30
#: Arguments of every run: stop at the first failure, write nothing down.
QUIET = ("-x", "-q", "--tb=no", "--no-header", "-p", "no:cacheprovider", "--assert=plain", LEFT_OUT)
LIBRARIES = ("polars", "dataframely", "pydantic", "pytest", "hypothesis", "yaml", "holidays")


@dataclass(frozen=True)
class Tried:
    """One mutant and whether a test failed on it; None where no test runs through it."""

    name: str
    killed: bool | None
    seconds: float


def tried(names: Sequence[str]) -> Iterator[Tried]:
    """Each mutant in turn, as soon as it is known."""
    stats = json.loads((CHANGED / "mutmut-stats.json").read_text(encoding="utf-8"))
    took, through = stats["duration_by_test"], stats["tests_by_mangled_function_name"]
    worker = Worker()
    for name in names:
        tests = sorted(through.get(name.rpartition("__mutmut_")[0], []), key=took.__getitem__)
        start = time.monotonic()
        killed = None
        if tests:
            if worker.tried >= WORK_OF_ONE:
                worker.leave()
                worker = Worker()
            killed = worker.notices(name, tests, 60 + 5 * sum(map(took.__getitem__, tests)))
            if not worker.alive:
                worker = Worker()
        yield Tried(name, killed, time.monotonic() - start)
    worker.leave()


class Worker:
    """A process that runs tests with mutants switched on, in a tree that has them all."""

    def __init__(self) -> None:
        self.tried = 0
        self.alive = True
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).resolve())],
            cwd=CHANGED,
            env={**os.environ, "PYTHONPATH": str(CHANGED / "src"), "PYTHONDONTWRITEBYTECODE": ""},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def notices(self, name: str, tests: Sequence[str], patience: float) -> bool:
        """Whether a test fails, or none answers within so many seconds."""
        self.tried += 1
        sent, answers = self._process.stdin, self._process.stdout
        if sent is None or answers is None:
            raise RuntimeError("the worker has no pipes")
        sent.write(json.dumps({"mutant": name, "tests": list(tests)}) + "\n")
        sent.flush()
        ready, _, _ = select.select([answers], [], [], patience)
        answer = answers.readline() if ready else ""
        if not answer:
            self._process.kill()
            self._process.wait()
            self.alive = False
            return True
        return bool(json.loads(answer))

    def leave(self) -> None:
        """Run everything without a mutant, to be sure that none left anything behind; stop."""
        if self.notices("", ["tests/rulebook"], 3600):
            raise RuntimeError("the tests fail without a mutant: what was found does not count")
        self._process.communicate()


def work() -> None:
    """In the worker: read what to try, line by line, and answer whether a test failed."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    answers = os.fdopen(os.dup(1), "w")
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    for library in LIBRARIES:
        importlib.import_module(library)
    at_loading = early()
    for line in sys.stdin:
        asked = json.loads(line)
        function = asked["mutant"].rpartition("__mutmut_")[0]
        found = failing(asked["mutant"], asked["tests"], function in at_loading)
        answers.write(json.dumps(found) + "\n")
        answers.flush()


def failing(mutant: str, tests: Sequence[str], anew: bool) -> bool:
    """Whether one of these tests fails, the first of them tried by themselves."""
    trampoline: Any = importlib.import_module("mutmut.mutation.trampoline")
    trampoline.get_mutant_under_test = lambda: mutant
    if anew:
        forget()
    try:
        return any(part and _fails(part) for part in (tests[:FIRST], sorted(tests[FIRST:])))
    finally:
        clear()
        if anew:
            forget()


def _fails(tests: Sequence[str]) -> bool:
    pytest: Any = importlib.import_module("pytest")
    status = int(pytest.main([*QUIET, *tests]))
    if status == pytest.ExitCode.USAGE_ERROR:
        # The mutant renamed cases, so that some are not found, or cannot even be loaded.
        status = int(pytest.main([*QUIET, *dict.fromkeys(one.split("::")[0] for one in tests)]))
    if status == pytest.ExitCode.NO_TESTS_COLLECTED:
        raise RuntimeError(f"no tests among {list(tests)}")
    return status != 0


def early() -> list[str]:
    """Functions that run while the rulebook is loaded; a mutant of theirs needs that done anew."""
    found: set[str] = set()
    trampoline: Any = importlib.import_module("mutmut.mutation.trampoline")
    trampoline.get_mutant_under_test = lambda: "stats"
    kept = trampoline.record_trampoline_hit
    trampoline.record_trampoline_hit = lambda name, **_: found.add(name)
    importlib.import_module("forbear.rulebook.ways")
    trampoline.record_trampoline_hit = kept
    return sorted(found)


def loaded() -> Iterator[tuple[str, Any]]:
    """Modules that come from the changed tree."""
    here = f"{Path.cwd()}{os.sep}"
    for name, module in list(sys.modules.items()):
        if (getattr(module, "__file__", None) or "").startswith(here):
            yield name, module


def clear() -> None:
    """Forget what functions of the changed tree remember."""
    for _, module in loaded():
        for value in list(vars(module).values()):
            if hasattr(value, "cache_clear"):
                value.cache_clear()


def forget() -> None:
    """Unload the changed tree, tests and all."""
    for name, _ in loaded():
        del sys.modules[name]


if __name__ == "__main__":
    work()

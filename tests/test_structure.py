"""The house is laid out as design and contributors' guide say."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import forbear

SRC = Path(forbear.__file__).parent
ROOT = Path(__file__).resolve().parent.parent
ROOMS = sorted(path.parent.name for path in SRC.glob("*/__init__.py"))
PACKAGES = sorted(path.parent.relative_to(SRC).as_posix() for path in SRC.glob("*/**/__init__.py"))
MODULES = sorted(
    path.relative_to(SRC).as_posix()
    for path in SRC.rglob("*.py")
    if not path.match("migrations/0*.py")  # Django writes them
)

#: Modules that bring the clock, the network, chance or another process.
IMPURE = {
    "django",
    "http.client",
    "random",
    "requests",
    "secrets",
    "socket",
    "sqlite3",
    "subprocess",
    "time",
    "urllib.request",
}

#: Where the clock, the environment and the screen live, and everything in `web`.
OUTERMOST = {"cli.py", "cli_demo.py", "cli_web.py", "client.py", "console.py"}
#: Tests of several rooms at once.
JOURNEYS = {"web/journeys", "web/kill"}
#: Rooms that others import; `web` is imported by the command alone, module by module.
OFFERING = [room for room in ROOMS if room != "web"]

#: What asks the machine for the time or the environment.
ASKS = {"date.today", "datetime.now", "datetime.utcnow", "os.environ", "os.getenv"}


def parsed(module: str) -> ast.Module:
    return ast.parse((SRC / module).read_text(encoding="utf-8"))


@pytest.mark.parametrize("room", OFFERING)
def test_room_says_what_it_is_and_what_it_offers(room: str) -> None:
    package = importlib.import_module(f"forbear.{room}")

    assert len(package.__doc__ or "") > 40
    assert package.__all__
    assert [name for name in package.__all__ if not hasattr(package, name)] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_package_has_a_docstring(package: str) -> None:
    assert ast.get_docstring(parsed(f"{package}/__init__.py"))


@pytest.mark.parametrize("module", MODULES)
def test_module_has_a_docstring(module: str) -> None:
    assert ast.get_docstring(parsed(module))


@pytest.mark.parametrize("room", OFFERING)
def test_every_function_a_room_offers_is_tested(room: str) -> None:
    tests = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "tests" / room).rglob("*.py")
    )
    package = importlib.import_module(f"forbear.{room}")
    offered = [name for name in package.__all__ if inspect.isfunction(getattr(package, name))]

    assert [name for name in offered if not re.search(rf"\b{name}\b", tests)] == []


def test_every_room_stands_in_the_order_of_imports() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = config["tool"]["importlinter"]["contracts"]

    layers = [name for layer in contract["layers"] for name in layer.split(" | ")]
    assert sorted(layers) == sorted(
        f"forbear.{name}" for name in [*ROOMS, *(path.stem for path in SRC.glob("[a-z]*.py"))]
    )


def test_every_test_folder_mirrors_a_room() -> None:
    folders = {
        path.parent.relative_to(ROOT / "tests").as_posix()
        for path in (ROOT / "tests").rglob("test_*.py")
    }

    assert folders - {".", *PACKAGES, *JOURNEYS} == set()


@pytest.mark.parametrize(
    "module", [m for m in MODULES if m not in OUTERMOST and not m.startswith("web/")]
)
def test_no_clock_network_chance_or_environment_below_the_command(module: str) -> None:
    imported: set[str] = set()
    asked: set[str] = set()
    for node in ast.walk(parsed(module)):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            imported |= {node.module or ""}
            if ast.unparse(node) == "from random import Random":  # made from a seed
                imported -= {"random"}
        elif isinstance(node, ast.Attribute):
            asked |= {ast.unparse(node)}

    assert imported & IMPURE == set()
    assert asked & ASKS == set()


def test_reading_the_modules_starts_no_pool_of_polars() -> None:
    """A process that forks afterwards would lose them, and wait for them without end."""
    tasks = Path("/proc/self/task")
    if not tasks.is_dir():
        pytest.skip("threads can be listed on Linux only")
    below = [module for module in MODULES if not module.startswith(("web/", "cli", "__main__"))]
    names = [f"forbear.{path[:-3].replace('/', '.')}" for path in below]
    lines = (
        "import importlib, pathlib, sys",
        "for name in sys.argv[1:]: importlib.import_module(name.removesuffix('.__init__'))",
        "tasks = pathlib.Path('/proc/self/task')",
        "print([t.joinpath('comm').read_text().strip() for t in tasks.iterdir()])",
    )
    told = subprocess.run(
        [sys.executable, "-c", "\n".join(lines), *names], check=True, capture_output=True, text=True
    )
    assert "polars-0" not in told.stdout

"""Build what would be released, install it in an empty environment, and run the demo from there.

The source archive is built from the checkout, the wheel from the unpacked source archive, so that
a file missing from either shows. Nothing of the checkout is on the path when the demo runs.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

#: What a wheel must carry, beside the code.
MUST_CARRY = (
    "forbear/py.typed",
    "forbear/policy/default/bank.yaml",
    "forbear/web/static/built/names.json",
    ".dist-info/licenses/LICENSE",
    ".dist-info/licenses/NOTICE",
    ".dist-info/entry_points.txt",
)

#: What a demo must leave behind.
MUST_WRITE = ("report.html", "manifest.json")


def main() -> int:
    """Exit status 0 when the wheel works by itself."""
    with tempfile.TemporaryDirectory(prefix="forbear-release-") as folder:
        here = Path(folder)
        wheel = build(here / "build")
        print(f"    built {wheel.name}, {wheel.stat().st_size / 1024:,.0f} KiB", flush=True)
        faults = lacking(wheel)
        if not faults:
            faults = try_out(wheel, here)
        for fault in faults:
            print(f"release check: {fault}", file=sys.stderr)
    if not faults:
        print("    the wheel works in an empty environment")
    return 1 if faults else 0


def build(folder: Path) -> Path:
    """The wheel, built out of the source archive."""
    hatch = [sys.executable, "-m", "hatchling", "build", "--directory"]
    run([*hatch, str(folder), "--target", "sdist"], ROOT)
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as sources:
        sources.extractall(folder, filter="data")
    unpacked = folder / archive.name.removesuffix(".tar.gz")
    run([*hatch, str(folder), "--target", "wheel"], unpacked)
    (wheel,) = folder.glob("*.whl")
    return wheel


def lacking(wheel: Path) -> list[str]:
    """What the wheel should carry and doesn't, and what it shouldn't and does."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    faults = [f"{must} is not in the wheel" for must in MUST_CARRY if not has(names, must)]
    faults += [
        f"{name} has no place in the wheel"
        for name in names
        if not name.startswith(("forbear/", "forbear-")) or "__pycache__" in name
    ]
    return faults


def has(names: list[str], ending: str) -> bool:
    """Is there a name that ends so?"""
    return any(name.endswith(ending) for name in names)


def try_out(wheel: Path, folder: Path) -> list[str]:
    """Install the wheel by the hashed lock, run the demo away from the checkout, and look."""
    empty = folder / "empty"
    print("    installing it in an empty environment, by the hashed lock", flush=True)
    venv.create(empty, with_pip=True)
    python = str(empty / "bin" / "python")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, "--require-hashes", "--requirement", str(ROOT / "requirements/runtime.txt")], folder)
    run([*pip, "--no-deps", "--no-index", str(wheel)], folder)
    run([python, "-m", "pip", "check"], folder)
    print("    running the demo from there", flush=True)
    run([str(empty / "bin" / "forbear"), "demo", "--out", "demo"], folder)
    return [
        f"the demo left no {name}"
        for name in MUST_WRITE
        if not (folder / "demo" / name).is_file() or not (folder / "demo" / name).stat().st_size
    ]


def run(command: list[str], folder: Path) -> None:
    """Run a command with nothing of this process's Python path; its failure is ours."""
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(
        command, cwd=folder, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if done.returncode:
        print(done.stdout, done.stderr, sep="\n", file=sys.stderr)
        raise SystemExit(f"release check: {' '.join(command[:4])} ... failed ({done.returncode})")


if __name__ == "__main__":
    sys.exit(main())

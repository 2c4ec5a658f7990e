"""Look over the tracked files for what no linter sees.

- a module of the package longer than a reader can hold (400 lines);
- the address of a package registry, which a bank replaces by its own mirror;
- the path of somebody's machine;
- a package or archive, which is fetched by its name and never kept here.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

LONGEST = 400

REGISTRY = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.npmjs\.org|registry\.yarnpkg\.com"
    r"|crates\.io|proxy\.golang\.org|deb\.debian\.org|--(?:extra-)?index-url|--find-links[ =]"
)
MACHINE = re.compile(
    r"(?:(?<=file://)|(?<![\w./\-]))/(?:work|tmp|root|opt|mnt|home/\w+|Users/\w+)/[\w.]"
)

PACKED = {".whl", ".gz", ".tgz", ".bz2", ".xz", ".zip", ".jar", ".deb", ".rpm", ".so", ".exe"}


def main() -> int:
    """Print every finding; exit status 1 if there is one."""
    found = [
        fault for path in tracked(ROOT) for fault in faults(path.relative_to(ROOT), text_of(path))
    ]
    print("\n".join(found) if found else "    nothing found")
    return 1 if found else 0


def tracked(root: Path) -> list[Path]:
    """Files under version control, and those that would be."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [path for name in listed.split("\0") if name and (path := root / name).is_file()]


def text_of(path: Path) -> str:
    """The text of a file; empty for what is not text."""
    raw = path.read_bytes()
    return "" if b"\0" in raw else raw.decode("utf-8", errors="replace")


def made(path: Path) -> bool:
    """Whether a program wrote the module: nobody reads it from end to end."""
    return path.parent.name == "migrations" or path.as_posix() == "src/forbear/client.py"


def faults(path: Path, text: str) -> Iterator[str]:
    """What is wrong with one file, as ``file:line: what``."""
    if path.suffix in PACKED:
        yield f"{path}:1: a package or archive; name it in a lock file instead"
    lines = text.splitlines()
    written = path.parts[0] == "src" and path.suffix == ".py" and not made(path)
    if written and len(lines) > LONGEST:
        yield f"{path}:{LONGEST}: {len(lines)} lines; no module is longer than {LONGEST}: split it"
    for number, line in enumerate(lines, 1):
        if found := REGISTRY.search(line):
            yield f"{path}:{number}: names a package registry ({found[0]})"
        if found := MACHINE.search(line):
            yield f"{path}:{number}: names a path of somebody's machine ({found[0]}...)"


if __name__ == "__main__":
    sys.exit(main())

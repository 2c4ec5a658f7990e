"""docs/journal.md: its example, and its verifier, which knows nothing of Forbear's code."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

from forbear.evidence import export

PAGE = Path(__file__).resolve().parents[2] / "docs" / "journal.md"


@pytest.fixture(scope="module")
def verifier(tmp_path_factory):
    """The page's program in a file."""
    (program,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    file = tmp_path_factory.mktemp("page") / "verifier.py"
    file.write_text(program, encoding="utf-8")
    return file


def judged(verifier, lines, *root):
    """Whether the page's program accepts the lines."""
    file = verifier.with_name("export.jsonl")
    file.write_bytes(b"".join(lines))
    done = subprocess.run(
        [sys.executable, "-I", str(verifier), str(file), *root], capture_output=True, check=False
    )
    return done.returncode == 0


def test_hash_of_the_example_is_that_of_its_bytes():
    page = PAGE.read_text(encoding="utf-8")
    (line,) = re.findall(r'^    (\{"action".*\})$', page, re.MULTILINE)
    (told,) = re.findall(r"has the hash `([0-9a-f]{64})`", page)
    assert hashlib.sha256(line.encode()).hexdigest() == told


@pytest.mark.parametrize("kind", ["whole", "one"])
def test_verifier_of_the_page_accepts_what_was_exported(kind, verifier, journal, request):
    _, days, _ = journal()
    assert judged(verifier, request.getfixturevalue(kind), days[-1].hash)
    assert not judged(verifier, request.getfixturevalue(kind), "0" * 64)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8])
def test_verifier_of_the_page_accepts_trees_of_every_size(size, verifier, journal):
    chains, days, heads = journal([[(f"c{n}", "note") for n in range(size)]], still_open=0)
    assert judged(verifier, export(chains, days, heads))
    assert judged(verifier, export({"c0": chains["c0"]}, days, heads))


def test_verifier_of_the_page_refuses_every_line_changed_or_dropped(verifier, one):
    for at, line in enumerate(one):
        swapped = line.replace(b'":"', b'": "', 1) if b'":"' in line else line.replace(b"1", b"2")
        assert not judged(verifier, [*one[:at], swapped, *one[at + 1 :]])
        assert not judged(verifier, [*one[:at], *one[at + 1 :]])

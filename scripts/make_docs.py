"""Write the pages of docs/ that are made from the code, or check that they are in step.

usage: python scripts/make_docs.py [--check]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import typer.main

import made_sections
import role_pages
import rulebook_pages
from forbear.cli import app
from forbear.portfolio import published as tape
from forbear.rulebook import published as rules

ROOT = Path(__file__).resolve().parent.parent

#: Pages of which some sections are made from the code.
SECTIONS = ("operate.md", "journal.md", "architecture.md")
CLI_HEAD = """\
# The `forbear` command

This page is made from `src/forbear/cli.py` by `make docs`; every command also answers `--help`.
"""


def main(argv: list[str]) -> int:
    """Write every page; with ``--check`` only name those that are out of step (exit status 1)."""
    stale = {name: text for name, text in pages().items() if text_of(ROOT / name) != text}
    for name, text in stale.items():
        print(f"    {name}")
        if "--check" not in argv:
            (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / name).write_text(text, encoding="utf-8")
    if not stale:
        print("    every page is in step with the code")
    return 1 if stale and "--check" in argv else 0


def text_of(path: Path) -> str:
    """The text of a page; empty when it is not there yet."""
    return path.read_text(encoding="utf-8") if path.exists() else ""


def cli_page() -> str:
    """docs/cli.md: every command, argument and option."""
    parts = [CLI_HEAD]
    for name, command in commands(typer.main.get_command(app), "forbear"):
        places = [p for p in command.params if p.param_type_name == "argument"]
        shape = " ".join([name, *(placeholder(p) for p in places)])
        parts.append(f"## `{shape}`\n\n{prose(command.help)}\n")
        if rows := [row(p) for p in shown(command)]:
            parts.append(
                "\n".join(["| | what | if left out |", "| --- | --- | --- |", *rows]) + "\n"
            )
    return "\n".join(parts)


def shown(command: Any) -> list[Any]:
    """Arguments and options that a reader should know of."""
    return [p for p in command.params if not p.hidden and "completion" not in p.name]


def commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Every command that can be typed, with its whole name, in the order of ``--help``."""
    children = getattr(command, "commands", {})
    if not children or shown(command):
        yield name, command
    for child in children.values():
        if not child.hidden:
            yield from commands(child, f"{name} {child.name}")


def placeholder(argument: Any) -> str:
    """How an argument stands in the line one types."""
    shown: str = argument.metavar or argument.name.upper()
    return shown if argument.required else f"[{shown}]"


def row(param: Any) -> str:
    """One argument or option as a row of the table."""
    if param.param_type_name == "argument":
        name = placeholder(param).strip("[]")
    else:
        name = ", ".join([*param.opts, *param.secondary_opts])
    what = prose(param.help)
    kind = param.type_descriptor.annotation
    if isinstance(kind, type) and issubclass(kind, Enum):
        what += f" One of: {', '.join(str(member.value) for member in kind)}."
    return f"| `{name}` | {what} | {default(param)} |"


def default(param: Any) -> str:
    """What holds when the option is left out."""
    if param.required:
        return "must be given"
    value = getattr(param.default, "value", param.default)
    if value is None or value == "" or value == () or callable(value):
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"`{value}`"


def prose(text: str | None) -> str:
    """A docstring as paragraphs of one line each, safe inside a table's cell."""
    blocks = (text or "").replace("\b", "").strip().split("\n\n")
    return "\n\n".join(" ".join(block.split()) for block in blocks).replace("|", "\\|")


def pages() -> dict[str, str]:
    """Every page made from the code, by its path, with the text it should have."""
    schemas = {**tape.schemas(), **rules.schemas()}
    return {
        "docs/cli.md": cli_page(),
        "docs/tape-format.md": tape.filled(text_of(ROOT / "docs/tape-format.md")),
        **{
            f"docs/{name}": made_sections.filled(text_of(ROOT / "docs" / name)) for name in SECTIONS
        },
        **{f"docs/schema/{name}": text for name, text in schemas.items()},
        **role_pages.pages(),
        **rulebook_pages.pages(),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

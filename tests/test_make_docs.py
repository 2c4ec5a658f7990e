"""Pages are made from the command's own declarations, whatever they are."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pytest
import typer

import make_docs

small = typer.Typer()
tools = typer.Typer(help="A group.")
small.add_typer(tools, name="tools")


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@small.command()
def paint(
    wall: Annotated[Path, typer.Argument(help="What to paint.")],
    second: Annotated[Path | None, typer.Argument(help="Another.")] = None,
    *,
    colour: Annotated[Colour, typer.Option(help="Which colour.")] = Colour.BLUE,
    coats: Annotated[int, typer.Option("--coats", "-c", help="How many | coats.")] = 2,
    dry: Annotated[bool, typer.Option(help="Wait?")] = True,
    name: Annotated[str, typer.Option(help="For whom.")],
    secret: Annotated[bool, typer.Option(hidden=True)] = False,
) -> None:
    """Paint a wall.

    Takes a while, and
    wants two coats.
    """


@tools.command(name="list")
def listed() -> None:
    """Name the tools."""


@small.command(hidden=True)
def inner() -> None:
    """Not for people."""


def test_page_has_every_command_argument_and_option(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make_docs, "app", small)

    assert make_docs.cli_page().removeprefix(make_docs.CLI_HEAD + "\n").splitlines() == [
        "## `forbear paint WALL [SECOND]`",
        "",
        "Paint a wall.",
        "",
        "Takes a while, and wants two coats.",
        "",
        "| | what | if left out |",
        "| --- | --- | --- |",
        "| `WALL` | What to paint. | must be given |",
        "| `SECOND` | Another. | - |",
        "| `--colour` | Which colour. One of: red, blue. | `blue` |",
        "| `--coats, -c` | How many \\| coats. | `2` |",
        "| `--dry, --no-dry` | Wait? | yes |",
        "| `--name` | For whom. | must be given |",
        "",
        "## `forbear tools list`",
        "",
        "Name the tools.",
    ]


def test_checking_names_what_is_out_of_step_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(make_docs, "ROOT", tmp_path)
    monkeypatch.setattr(make_docs, "pages", lambda: {"a.md": "new\n", "b.md": "same\n"})
    (tmp_path / "b.md").write_text("same\n", encoding="utf-8")

    assert make_docs.main(["--check"]) == 1
    assert capsys.readouterr().out == "    a.md\n"
    assert not (tmp_path / "a.md").exists()


def test_writing_brings_pages_into_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make_docs, "ROOT", tmp_path)
    monkeypatch.setattr(make_docs, "pages", lambda: {"a.md": "新\n"})
    (tmp_path / "a.md").write_text("old\n", encoding="utf-8")

    assert make_docs.main([]) == 0
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == "新\n"
    assert make_docs.main(["--check"]) == 0

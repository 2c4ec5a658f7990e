"""The READMEs' figures are those that were measured, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import run

ROOT = Path(__file__).resolve().parent.parent


def row(figure: str, unit: str, value: Any, size: str = "1,000 accounts") -> dict[str, Any]:
    return {"benchmark": "night", "size": size, "figure": figure, "unit": unit, "value": value}


MEASURED = {
    "night": {
        "on": "A processor, 2 cores, 8 GiB",
        "date": "2026-11-22",
        "rows": [
            row("processor time", "s", 1.5),
            row("ratio to the floor", "x", 3.0),
            row("processor time", "s", 15.0, "10,000 accounts"),
            row("visits", "", 1200, "10,000 accounts"),
        ],
    },
    "routing": {"on": "Another", "date": "2026-11-23", "rows": []},
}


def test_table_holds_every_figure_with_its_machine() -> None:
    assert run.table(MEASURED, "en").splitlines() == [
        "| what | size | measured |",
        "| --- | --- | --- |",
        "| the night, without routes | 1,000 accounts | processor time 1.5 s · "
        "ratio to the floor 3.0 x |",
        "| the night, without routes | 10,000 accounts | processor time 15.0 s · visits 1,200 |",
        "",
        "Measured on A processor, 2 cores, 8 GiB (2026-11-22): the night, without routes.",
        "Measured on Another (2026-11-23): routes.",
    ]


def test_table_in_chinese_has_the_same_figures() -> None:
    english, chinese = (run.table(MEASURED, language).splitlines() for language in ("en", "zh"))

    assert len(english) == len(chinese)
    assert chinese[2] == (
        "| 整晚批处理（不含排路线） | 1,000 accounts | 处理器时间 1.5 s · 与下限之比 3.0 x |"
    )


@pytest.mark.parametrize(("language", "said"), [("en", "Not measured yet."), ("zh", "尚未测量。")])
def test_table_of_nothing_says_so(language: str, said: str) -> None:
    assert run.table({}, language) == said


def test_splicing_replaces_what_stood_between_the_marks() -> None:
    text = f"before\n{run.BEGIN}\nold\nolder\n{run.END}\nafter\n"

    once = run.spliced(text, "new")

    assert once == f"before\n{run.BEGIN}\nnew\n{run.END}\nafter\n"
    assert run.spliced(once, "new") == once


@pytest.mark.parametrize("text", ["", run.BEGIN, run.END, f"{run.END}{run.BEGIN}"])
def test_splicing_without_marks_is_refused(text: str) -> None:
    with pytest.raises(SystemExit, match="lacks"):
        run.spliced(text, "new")


def test_unknown_benchmark_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run.main(["speed"])

    assert "no such benchmark: speed" in capsys.readouterr().err


@pytest.mark.parametrize("language", sorted(run.READMES))
def test_readme_shows_what_was_measured(language: str) -> None:
    text = (ROOT / run.READMES[language]).read_text(encoding="utf-8")
    results = json.loads(run.RESULTS.read_text(encoding="utf-8"))

    assert run.spliced(text, run.table(results, language)) == text


@pytest.mark.parametrize("name", run.BENCHMARKS)
def test_benchmark_is_there_and_explained(name: str) -> None:
    assert (ROOT / "benchmarks" / f"{name}.py").is_file()
    assert f"`{name}.py`" in (ROOT / "benchmarks/README.md").read_text(encoding="utf-8")

"""The READMEs' figures are those that were measured, and nothing else."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

import allocation
import routing
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
            row("per million accounts", "", 1200, "10,000 accounts"),
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
        "| the night, without routes | 10,000 accounts | processor time 15.0 s · "
        "per million accounts 1,200 |",
        "",
        "Measured on A processor, 2 cores, 8 GiB (2026-11-22): the night, without routes.",
        "Measured on Another (2026-11-23): routes.",
    ]


@pytest.mark.parametrize(
    ("size", "chinese"),
    [
        ("1,000,000 accounts", "1,000,000个账户"),
        ("one customer, 9 channels, warm", "1位客户，9个渠道，已预热"),
        ("8 branches x 100 candidates", "8家机构 × 100个候选"),
    ],
)
def test_size_in_both_languages(size: str, chinese: str) -> None:
    assert (run.sized(size, "en"), run.sized(size, "zh")) == (size, chinese)


def test_size_without_a_chinese_word_is_refused() -> None:
    with pytest.raises(SystemExit, match="'doors' has no Chinese word"):
        run.sized("12 doors", "zh")


def test_table_in_chinese_has_the_same_figures() -> None:
    english, chinese = (run.table(MEASURED, language).splitlines() for language in ("en", "zh"))

    assert len(english) == len(chinese)
    assert chinese[2] == (
        "| 整晚批处理（不含排路线） | 1,000个账户 | 处理器时间 1.5 s · 与下限之比 3.0 x |"
    )


def figures_of(name: str) -> set[str]:
    """Figures that a benchmark's source names: keys of its dictionaries of (unit, value)."""
    tree = ast.parse((ROOT / "benchmarks" / f"{name}.py").read_text(encoding="utf-8"))
    return {
        key.value
        for made in ast.walk(tree)
        if isinstance(made, ast.Dict)
        for key, value in zip(made.keys, made.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(value, ast.Tuple)
    }


ROUTING = {"processor time a branch", *(f"prize above {name}" for name in routing.METHODS)}
FIGURES = {
    **{name: figures_of(name) for name in ("night", "rulebook", "allocation", "web")},
    "routing": ROUTING - {"prize above plan"},
}


def test_figures_are_found_in_the_benchmarks() -> None:
    assert FIGURES.keys() == set(run.BENCHMARKS)
    assert FIGURES["allocation"] == set(allocation.measure(100))
    assert FIGURES["allocation"] == {"processor time", "duality gap", "peak memory"}
    assert FIGURES["night"] == {
        "processor time",
        "peak memory",
        "floor",
        "ratio to the floor",
        "per million accounts",
    }
    assert {"wall time", "median, processor time"} < FIGURES["rulebook"]


@pytest.mark.parametrize("word", sorted({*run.BENCHMARKS}.union(*FIGURES.values())))
def test_every_benchmark_and_figure_has_a_chinese_name(word: str) -> None:
    said = run.said(word, "zh")

    assert said != word
    assert any("\u4e00" <= letter <= "\u9fff" for letter in said)


def test_chinese_names_are_those_of_benchmarks_and_figures() -> None:
    """None is left over, and no two figures share one."""
    assert run.CHINESE.keys() == {*run.BENCHMARKS}.union(*FIGURES.values())
    assert len(set(run.CHINESE.values())) == len(run.CHINESE)


def test_figure_without_a_chinese_name_is_not_written() -> None:
    results = {"night": {**MEASURED["night"], "rows": [row("speed", "m/s", 3)]}}

    with pytest.raises(SystemExit, match="'speed' has no Chinese name"):
        run.table(results, "zh")


def test_figure_without_a_chinese_name_is_refused_as_it_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = [row("processor time", "s", 1.5), row("speed", "m/s", 3)]
    script = "".join(f"print({json.dumps(json.dumps(one))})\n" for one in printed)
    (tmp_path / "night.py").write_text(f"print('a line passed on')\n{script}", encoding="utf-8")
    monkeypatch.setattr(run, "HERE", tmp_path)
    found = run.measure("night", ())

    assert next(found) == printed[0]
    with pytest.raises(SystemExit, match="'speed' has no Chinese name"):
        next(found)


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

"""The command as a person types it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from forbear import __version__
from forbear.cli import app, meter
from forbear.evidence import Head, close, export, follow
from forbear.lab import write_demo
from forbear.nightly import from_json
from forbear.policy import load
from forbear.portfolio import Mapping, json_schema

runner = CliRunner()
AS_OF = date(2026, 11, 22)


def run(*words: str | Path, lang: str = "en_GB.UTF-8") -> Result:
    return runner.invoke(app, [str(w) for w in words], env={"LANG": lang, "LC_ALL": lang})


@pytest.fixture(scope="module")
def tape(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "tape"
    write_demo(folder, accounts=600, as_of=AS_OF, seed=5)
    return folder


def test_version_is_printed() -> None:
    assert run("version").stdout == f"{__version__}\n"


def test_schema_is_the_tapes_json_schema() -> None:
    assert json.loads(run("schema").stdout) == json_schema()


def test_check_says_what_was_set_aside(tape: Path, tmp_path: Path) -> None:
    done = run("check", tape, "--as-of", "2026-11-22", "--out", tmp_path)
    assert done.exit_code == 0
    last = done.stdout.splitlines()[-2]
    assert last.startswith("accepted ")
    assert " = received " in last
    assert (tmp_path / "quarantine" / "summary.csv").exists()


def test_check_speaks_chinese_in_a_chinese_terminal(tape: Path, tmp_path: Path) -> None:
    done = run("check", tape, "--as-of", "2026-11-22", "--out", tmp_path, lang="zh_CN.UTF-8")
    assert done.stdout.splitlines()[-2].startswith("入库 ")


def test_map_proposes_what_it_reads_back(tape: Path, tmp_path: Path) -> None:
    file = tmp_path / "mapping.yaml"
    assert run("map", tape, "--out", file).exit_code == 0
    assert Mapping.load(file).dump() == run("map", tape).stdout.removesuffix("\n")


@pytest.mark.slow
def test_plan_ends_with_the_report(tape: Path, tmp_path: Path) -> None:
    policy = tmp_path / "policy"
    policy.mkdir()
    visits = re.sub(r"iterations: \d+", "iterations: 100", load().text("visits.yaml"))
    (policy / "visits.yaml").write_text(visits)
    out = tmp_path / "out"
    done = run("plan", tape, "--as-of", "2026-11-22", "--out", out, "--policy", policy)
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[-1] == f"report: {out / 'report.html'}"
    told = from_json((out / "summary.json").read_bytes())
    assert f"{told.totals.refused_contacts:,}" in done.stdout
    assert (out / "timings.json").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["plan", "nowhere", "--as-of", "2026-11-22", "--out", "x"], "nowhere: no such folder"),
        (["plan", "TAPE", "--as-of", "2026-13-22", "--out", "x"], "'2026-13-22' is no date"),
        (
            ["plan", "TAPE", "--as-of", "2026-11-22", "--out", "x", "--policy", "nowhere"],
            "nowhere: no such folder",
        ),
        (
            ["check", "TAPE", "--as-of", "2026-11-22", "--out", "x", "--mapping", "nowhere.yaml"],
            "nowhere.yaml",
        ),
        (["map", "nowhere"], "nowhere"),
        (["demo", "--accounts", "0"], "--accounts"),
        (["fly"], "fly"),
    ],
    ids=["no tape", "no date", "no policy", "no mapping", "nothing to map", "no accounts", "what?"],
)
def test_what_is_wrong_is_said_without_a_traceback(
    words: list[str], told: str, tape: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*(tape if word == "TAPE" else word for word in words))
    assert done.exit_code == 2
    assert told in done.output
    assert "Traceback" not in done.output
    assert not (tmp_path / "x").exists()


def test_demo_leaves_what_is_not_its_own_alone(tmp_path: Path) -> None:
    strange = tmp_path / "demo-tape"
    strange.mkdir()
    (strange / "thesis.txt").write_text("mine")
    done = run("demo", "--out", tmp_path / "demo", "--as-of", "2026-11-22")
    assert done.exit_code == 2
    assert "thesis.txt" in done.output
    assert (strange / "thesis.txt").read_text() == "mine"


def test_meter_only_goes_up() -> None:
    one, two = meter(), meter()
    assert two.wall >= one.wall
    assert two.cpu >= one.cpu
    assert two.peak >= one.peak > 10_000_000


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """An export of one case: a contact on a closed day, a note since."""
    at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    about = {"actor": "collector:7", "subject": "contact:1"}
    first = follow(None, "customer:C1", at=at, action="contact", content={"n": 1}, **about)
    second = follow(
        first, "customer:C1", at=at + timedelta(days=1), action="note", content={}, **about
    )
    heads = [Head("customer:C1", 0, first.hash)]
    file = tmp_path / "case.jsonl"
    lines = export({"customer:C1": [first, second]}, [close(None, at.date(), heads)], heads)
    file.write_bytes(b"".join(lines))
    return file


def test_verify_says_what_is_proved(exported: Path) -> None:
    done = run("verify", exported)
    assert done.exit_code == 0
    assert "whole and unchanged: 2 entries in 1 chains, 1 closed days" in done.stdout
    assert "1 of them were made since" in done.stdout
    root = re.search(r"root is ([0-9a-f]{64})", done.stdout)
    assert root is not None
    rooted = run("verify", exported, "--root", root[1])
    assert (rooted.exit_code, "root" in rooted.stdout) == (0, False)
    assert (
        "完整且未经改动：1 条链，2 条记录，1 个日结"
        in run("verify", exported, lang="zh_CN.UTF-8").stdout
    )


def test_verify_names_what_was_changed(exported: Path, tmp_path: Path) -> None:
    exported.write_bytes(exported.read_bytes().replace(b"collector:7", b"collector:8"))
    done = run("verify", exported)
    assert done.exit_code == 2
    assert "line 4: entry 0 of customer:C1 was changed" in done.stderr
    assert "can't be read" in run("verify", tmp_path / "none").stderr
    assert run("verify", exported, "--root", "0" * 64).stderr.count("root of this journal") == 1


@pytest.mark.parametrize(
    ("given", "ends"),
    [
        (None, "oversize_threshold:0,dirty_decay_ms:60000,muzzy_decay_ms:60000"),
        ("abort:false", "abort:false"),
    ],
)
def test_memory_is_kept_unless_the_operator_says_otherwise(given: str | None, ends: str) -> None:
    """Polars adds its own wishes in front; the last word counts."""
    name = "_RJEM_MALLOC_CONF"
    around = {k: v for k, v in os.environ.items() if k != name}
    show = f"import forbear.cli, os; print(os.environ['{name}'])"
    done = subprocess.run(
        [sys.executable, "-c", show],
        env=around | ({name: given} if given else {}),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip().endswith(ends)


def test_command_is_installed() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("forbear"), "version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"{__version__}\n"

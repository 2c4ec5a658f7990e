"""Asking the rulebook from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from forbear import policy
from forbear.cli import app
from forbear.rulebook import ways

runner = CliRunner()
VISIT = {
    "channel": "home_visit",
    "at": "2026-11-23T19:30:00+08:00",
    "zone": "Asia/Shanghai",
    "customer_id": "C1",
    "facts": {"product_card": True, "has_home": True, "minor": False},
    "tape": {"holds": [], "consents": [], "contacts": []},
}
NIGHT = {**VISIT, "at": "2026-11-23T22:00:00+08:00"}


def run(*words: str | Path, lang: str = "en_GB.UTF-8") -> Result:
    return runner.invoke(app, [str(w) for w in words], env={"LANG": lang, "LC_ALL": lang})


@pytest.fixture
def case(tmp_path: Path) -> Path:
    file = tmp_path / "case.json"
    file.write_text(json.dumps(VISIT))
    return file


def test_permit_answers_one_case_with_one_object(case: Path) -> None:
    done = run("permit", case, "--pack", "cn")
    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout)
    assert (answer["allowed"], answer["windows"]) == (True, [["08:00", "22:00"]])


def test_permit_answers_many_cases_in_their_order(tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    file.write_text(json.dumps([NIGHT, VISIT]))
    done = run("permit", file, "--pack", "cn")
    answers = json.loads(done.stdout)
    assert [a["allowed"] for a in answers] == [False, True]
    assert answers[0]["next_lawful"] == "2026-11-24T08:00:00+08:00"


def test_faulty_case_gets_no_permit_and_status_one(tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    file.write_text(json.dumps({**VISIT, "channel": "pigeon"}))
    done = run("permit", file, "--pack", "cn")
    assert done.exit_code == 1
    answer = json.loads(done.stdout)
    assert answer["allowed"] is False
    assert answer["problems"][0]["where"] == "channel"


@pytest.mark.parametrize(("lang", "head"), [("en_GB", "ALLOWED"), ("zh_CN", "允许")])
def test_permit_in_words_speaks_the_terminals_language(case: Path, lang: str, head: str) -> None:
    done = run("permit", case, "--pack", "cn", "--words", lang=f"{lang}.UTF-8")
    assert done.stdout.startswith(f"{head} · home_visit")


def test_what_is_never_done_is_said_as_such(case: Path) -> None:
    done = run("permit", case, "--pack", "cn", "--words")
    assert "requires never: Post notices in public places" in done.stdout


def test_list_names_rules_in_force_on_a_day() -> None:
    now = run("rules", "list", "--pack", "cn", "--on", "2026-11-23").stdout
    then = run("rules", "list", "--pack", "cn", "--on", "2012-01-01").stdout
    assert "CN-VISIT-001" in now
    assert "CN-VISIT-001" not in then
    assert "CN-INST-002" in then


def test_show_says_everything_of_a_rule() -> None:
    text = run("rules", "show", "CN-VISIT-001", "--pack", "cn").stdout
    assert "At least two collectors carry out a visit together." in text
    assert "Art. 22" in text
    assert "[S]" in text


def test_explain_says_how_each_rule_stands(case: Path) -> None:
    lines = run("rules", "explain", case, "--pack", "cn").stdout.splitlines()
    assert any(line.split()[:2] == ["requires", "CN-VISIT-001"] for line in lines)
    assert any(line.split()[:2] == ["allows", "BANK-DISP-001"] for line in lines)


def test_coverage_is_complete() -> None:
    done = run("rules", "coverage")
    total = done.stdout.splitlines()[-1].split()
    assert total[0] == "all"
    counts = ways.coverage(ways.open_books(None, policy.load().under("overlay")))["total"]
    kinds = ("rules", "clocks", "duties")
    assert total[1:4] == [str(counts[kind]) for kind in kinds]
    assert total[-3:] == ["100", "100", "100"]


def test_every_worked_case_comes_out_as_written() -> None:
    done = run("rules", "test")
    assert done.exit_code == 0
    assert done.stdout.rstrip().endswith("cases run, 0 came out otherwise")


def test_replay_on_an_old_day_ignores_later_rules(tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    file.write_text(json.dumps(NIGHT))
    then = json.loads(run("rules", "replay", file, "--on", "2020-01-01", "--pack", "cn").stdout)
    now = json.loads(run("rules", "replay", file, "--pack", "cn").stdout)
    assert (then["allowed"], now["allowed"]) == (True, False)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["permit", "nowhere.json"], "nowhere.json"),
        (["permit", "BROKEN"], "no JSON"),
        (["permit", "CASE", "--pack", "atlantis"], "atlantis"),
        (["rules", "show", "NOPE"], "NOPE"),
        (["rules", "list", "--on", "yesterday"], "yesterday"),
    ],
)
def test_what_is_wrong_is_said_without_a_traceback(
    words: list[str], told: str, case: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    files = {"CASE": case, "BROKEN": broken}
    done = run(*(files.get(word, word) for word in words))
    assert done.exit_code == 2
    assert told in done.output
    assert "Traceback" not in done.output

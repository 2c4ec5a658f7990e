"""``forbear permit`` and ``forbear rules``: asking the rulebook, and asking about it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from forbear.console import for_people, out, say
from forbear.policy import load as load_policy
from forbear.problems import Problem, refuse
from forbear.rulebook import ways

rules = typer.Typer(
    name="rules",
    help="The rules themselves: which there are and what they say.",
    no_args_is_help=True,
)

Packs = Annotated[
    list[str] | None, typer.Option("--pack", help="A pack to use; may be repeated. All without it.")
]
PolicyFolder = Annotated[
    Path | None, typer.Option("--policy", help="The bank's policy folder; without it the default.")
]
Cases = Annotated[Path, typer.Argument(help="JSON file of one case, or a list of cases.")]
RuleId = Annotated[str, typer.Argument(help="Id of a rule, as CN-VISIT-001.")]
On = Annotated[str | None, typer.Option("--on", help="Day whose rules count, as 2026-11-22.")]


def _books(packs: list[str] | None, policy: Path | None) -> ways.Books:
    return ways.open_books(packs, load_policy(policy).under("overlay"))


def _language() -> str:
    return say("en", "zh")


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no date; write it as 2026-11-22") from None


def _cases(file: Path) -> list[dict[str, Any]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise refuse(
            "case.file", str(file), f"can't be read ({error})", f"无法读取（{error}）"
        ) from None
    return ways.read_cases(text, str(file))


def _print(answers: list[dict[str, Any]], one: bool) -> None:
    typer.echo(json.dumps(answers[0] if one else answers, ensure_ascii=False, indent=2))


@for_people
def permit_command(
    file: Cases,
    packs: Packs = None,
    policy: PolicyFolder = None,
    words: Annotated[bool, typer.Option("--words", help="In words instead of JSON.")] = False,
) -> None:
    """Ask for permits: one case or many, as documented JSON. Status 1 if a case was faulty."""
    cases = _cases(file)
    answers = ways.answers(_books(packs, policy), cases)
    if words:
        for answer in answers:
            typer.echo(ways.spoken(answer, _language()))
    else:
        _print(answers, one=len(cases) == 1)
    if any("problems" in answer for answer in answers):
        raise typer.Exit(1)


@rules.command("list")
@for_people
def list_command(on: On = None, packs: Packs = None, policy: PolicyFolder = None) -> None:
    """List every rule and clock; with --on those in force that day."""
    table = Table(box=None, pad_edge=False)
    for title in (
        say("rule", "规则"),
        say("kind", "类型"),
        say("title", "名称"),
        say("instrument", "文件"),
        say("source", "来源"),
        say("since", "施行"),
    ):
        table.add_column(title, overflow="fold")
    language = _language()
    for row in ways.listed(_books(packs, policy), on=_day(on)):
        off = "" if row["enabled"] else say(" (off)", "（未启用）")
        table.add_row(
            row["rule_id"],
            row["kind"],
            row["title"][language],
            _said(row["instrument"], language),
            row["status"] + off,
            row["in_force"],
        )
    out.print(table)


def _said(text: Any, language: str) -> str:
    return str(getattr(text, language, text))


@rules.command("show")
@for_people
def show_command(rule: RuleId, packs: Packs = None, policy: PolicyFolder = None) -> None:
    """Everything one rule says: text, citation, source, dates, what lifts it, worked cases."""
    typer.echo(ways.shown(_books(packs, policy), rule, _language()))


@rules.command("explain")
@for_people
def explain_command(file: Cases, packs: Packs = None, policy: PolicyFolder = None) -> None:
    """How each rule stands on a case: aside, allows, requires or refuses."""
    books, language = _books(packs, policy), _language()
    for case in _cases(file):
        typer.echo(ways.spoken(ways.answers(books, [case])[0], language))
        for row in ways.explained(books, case):
            facts = ", ".join(f"{name}={_shown(value)}" for name, value in row["facts"].items())
            typer.echo(f"  {row['stance']:<9} {row['rule_id']:<20} {row['title'][language]}")
            if facts and row["stance"] != "aside":
                typer.echo(f"            {facts}")


def _shown(value: Any) -> str:
    return "?" if value is None else str(value)


@rules.command("coverage")
@for_people
def coverage_command(packs: Packs = None, policy: PolicyFolder = None) -> None:
    """Packs, rules, clocks, duties, cases and citations, counted."""
    found = ways.coverage(_books(packs, policy))
    table = Table(box=None, pad_edge=False)
    table.add_column(say("pack", "规则包"))
    heads = {
        "rules": say("rules", "规则"),
        "clocks": say("clocks", "期限"),
        "duties": say("duties", "机构义务"),
        "enabled": say("enabled", "启用"),
        "cases": say("cases", "案例"),
        "cited": say("cited %", "有出处 %"),
        "with_cases": say("3+ cases %", "三例以上 %"),
        "both_languages": say("zh, en %", "中英文 %"),
    }
    for head in heads.values():
        table.add_column(head, justify="right")
    language = _language()
    for row in found["packs"]:
        name = f"{row['pack']}  {row['title'][language]}"
        table.add_row(name, *(f"{row[key]:,}" for key in heads))
    table.add_row(say("all", "合计"), *(f"{found['total'][key]:,}" for key in heads), style="bold")
    out.print(table)


@rules.command("test")
@for_people
def try_command(packs: Packs = None, policy: PolicyFolder = None) -> None:
    """Run every worked case of every rule."""
    cases, faults = ways.tried(_books(packs, policy))
    for fault in faults:
        typer.echo(_told(fault), err=True)
    en = f"{cases:,} cases run, {len(faults)} came out otherwise"
    out.print(say(en, f"已运行 {cases:,} 例，{len(faults)} 例不符"))
    if faults:
        raise typer.Exit(1)


def _told(problem: Problem) -> str:
    return f"{problem.where}: {say(problem.en, problem.zh)}"


@rules.command("replay")
@for_people
def replay_command(
    file: Cases, on: On = None, packs: Packs = None, policy: PolicyFolder = None
) -> None:
    """Issue permits again under the rules of another day; without --on of each case's own day."""
    cases = _cases(file)
    _print(ways.replayed(_books(packs, policy), cases, _day(on)), one=len(cases) == 1)

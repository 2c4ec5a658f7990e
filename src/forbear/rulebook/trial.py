"""Trying a rule on its own cases."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from forbear.problems import Problem
from forbear.rulebook.compiled import ChannelRules
from forbear.rulebook.entry import Entry, InForce
from forbear.rulebook.evaluate import complete, evaluate
from forbear.rulebook.facts.given import tape_facts
from forbear.rulebook.facts.names import FACTS
from forbear.rulebook.holidays import holidays_on
from forbear.rulebook.rule import RuleCase, Verdict


def failures(entry: Entry) -> list[Problem]:
    """What each case that does not come out as written says; the rule is tried even if disabled."""
    found = []
    for case in entry.rule.cases:
        got = attempt(entry, case)
        want = (case.expect, case.remaining if case.remaining is not None else got[1], case.assumed)
        if got != want:
            found.append(
                Problem(
                    "rulebook.case",
                    f"{entry.file}: {entry.id}",
                    f"case '{case.en}' comes out as {_shown(got)}, not as {_shown(want)}",
                    f"案例“{case.zh}”的结果为 {_shown(got)}，应为 {_shown(want)}",
                )
            )
    return found


def attempt(entry: Entry, case: RuleCase) -> tuple[Verdict, int | None, bool]:
    """Verdict of this one rule, attempts it leaves, and whether it assumed an unknown fact."""
    version = entry.rule.on(case.day)
    if version is None or case.channel not in entry.rule.channels:
        return Verdict.ALLOWED, None, False
    rule = InForce(entry, version)
    rules = ChannelRules(case.channel, case.day, (rule,))
    facts, holidays = case_facts(case)
    row = evaluate(rules, facts, holidays).frame.row(0, named=True)
    refused = bool(row["refusals"]) or _closed(rule, case, facts, holidays)
    asked = row["requires"] and (Verdict.ADVISED if entry.rule.effect == "warn" else None)
    verdict = (
        Verdict.REFUSED
        if refused
        else asked or (Verdict.REQUIRED if row["requires"] else Verdict.ALLOWED)
    )
    return verdict, row["remaining"], bool(row["assumed"])


def case_facts(case: RuleCase) -> tuple[pl.DataFrame, dict[str, bool | None]]:
    """The one row of facts of a case, and what is known of the day."""
    given: dict[str, Any] = dict(tape_facts(case.tape, case.day) if case.tape else {})
    given |= case.facts
    holidays = {**holidays_on(case.day), **{k: v for k, v in given.items() if k in _DAY}}
    columns = {
        name: pl.Series(name, [value], dtype=FACTS[name].dtype) for name, value in given.items()
    }
    frame = pl.DataFrame(columns) if columns else pl.DataFrame({"_": [0]})
    return complete(frame), holidays


_DAY = set(holidays_on(date(2025, 1, 1)))


def _closed(
    rule: InForce, case: RuleCase, facts: pl.DataFrame, holidays: dict[str, bool | None]
) -> bool:
    """Whether the case's moment lies outside the hours of a rule that binds it."""
    if case.at is None or rule.value.hours() is None:
        return False
    rules = ChannelRules(case.channel, case.day, (rule,))
    bound = evaluate(rules, facts, holidays)
    position = bound.frame["windows"].item()
    hours = bound.spans[position]
    h, m, *s = (int(part) for part in case.at.split(":"))
    second = h * 3600 + m * 60 + (s[0] if s else 0)
    return not any(a * 60 <= second < b * 60 for a, b in hours)


def _shown(got: tuple[Verdict, int | None, bool]) -> str:
    verdict, remaining, assumed = got
    left = "" if remaining is None else f", {remaining} left"
    return f"{verdict}{left}{', assumed' if assumed else ''}"

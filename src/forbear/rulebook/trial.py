"""Trying a rule on its own cases."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import time
from typing import Any

import polars as pl

from forbear.problems import Problem
from forbear.rulebook.compiled import ChannelRules
from forbear.rulebook.entry import Entry, InForce
from forbear.rulebook.evaluate import bits
from forbear.rulebook.facts.given import tape_facts
from forbear.rulebook.facts.names import FACTS
from forbear.rulebook.holidays import CALENDARS, holidays_on
from forbear.rulebook.kinds.hours import Spans, inside
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
    """Verdict of this one rule, attempts it leaves, and whether it assumed an unknown fact.

    A case is about somebody who is under the rule, so nothing hangs on countries.
    """
    rule = replace(entry, countries=()).version(case.day)
    if rule is None or case.channel not in entry.rule.channels:
        return Verdict.ALLOWED, None, False
    rules = ChannelRules(case.channel, (rule,))
    facts, holidays = case_facts(case, rules.facts)
    known = [pl.lit(v, pl.Boolean).alias(f) for f, v in holidays.items() if f in rules.facts]
    row = bits(rules, facts.with_columns(known) if known else facts).row(0, named=True)
    spans, shut = rules.spans(row["bound"], case.day, holidays)
    return _verdict(rule, {**row, "refusals": row["refusals"] | shut}, spans, case.at)


def _verdict(
    rule: InForce, row: dict[str, Any], spans: Spans, at: str | None
) -> tuple[Verdict, int | None, bool]:
    if row["refusals"] or (at is not None and not inside(spans, time.fromisoformat(at))):
        verdict = Verdict.REFUSED
    elif row["requires"]:
        verdict = Verdict.ADVISED if rule.rule.effect == "warn" else Verdict.REQUIRED
    else:
        verdict = Verdict.ALLOWED
    return verdict, row["remaining"], bool(row["assumed"])


def case_facts(
    case: RuleCase, used: Collection[str]
) -> tuple[pl.DataFrame, dict[str, bool | None]]:
    """The one row of facts of a case, and what is known of the day, as far as it is used."""
    given: dict[str, Any] = {}
    if case.tape:
        given = tape_facts(case.tape, [case.day], asked=used).row(0, named=True)
    given |= case.facts
    holidays = {**holidays_on(case.day, used), **{k: v for k, v in given.items() if k in CALENDARS}}
    columns = {
        name: pl.Series(name, [value], dtype=FACTS[name].dtype) for name, value in given.items()
    }
    frame = pl.DataFrame(columns) if columns else pl.DataFrame({"_": [0]})
    return frame, holidays


def _shown(got: tuple[Verdict, int | None, bool]) -> str:
    verdict, remaining, assumed = got
    left = "" if remaining is None else f", {remaining} left"
    return f"{verdict}{left}{', assumed' if assumed else ''}"

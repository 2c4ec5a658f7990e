"""Cases in, answers out: permits as plain data, or what is wrong with the case."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from forbear.portfolio.words import Channel
from forbear.problems import ForbearError, refuse
from forbear.rulebook.ahead import Outlook
from forbear.rulebook.case import read_case
from forbear.rulebook.compiled import ChannelRules, binds
from forbear.rulebook.evaluate import complete
from forbear.rulebook.facts.names import FACTS
from forbear.rulebook.permit import permit
from forbear.rulebook.ways.books import Books


def read_cases(text: str, file: str) -> list[dict[str, Any]]:
    """The cases of a JSON file: one object, or a list of objects.

    Raises `ForbearError` with line and column if it is no JSON, or holds something else.
    """
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        where = f"{file}:{error.lineno}:{error.colno}"
        raise refuse("case.json", where, f"no JSON: {error.msg}", "不是有效的 JSON") from None
    cases = data if isinstance(data, list) else [data]
    for number, case in enumerate(cases):
        if not isinstance(case, dict):
            raise refuse(
                "case.json",
                f"{file}[{number}]",
                "a case is an object with channel, at or day, and what is known",
                "案例应为对象，含 channel、at 或 day 及已知事实",
            )
    return cases


def answers(books: Books, cases: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One answer a case: the permit, or ``allowed: false`` with the ``problems`` of the case."""
    return [_answer(books, case) for case in cases]


def _answer(books: Books, case: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return permit(books.rules, case, clocks=books.clocks).as_dict()
    except ForbearError as error:
        problems = [
            {"code": one.code, "where": one.where, "en": one.en, "zh": one.zh}
            for one in error.problems
        ]
        return {"allowed": False, "problems": problems}


def replayed(
    books: Books, cases: Sequence[Mapping[str, Any]], on: date | None = None
) -> list[dict[str, Any]]:
    """The answers under the rules of ``on``, whatever day the cases ask about.

    Without ``on``, by those of each case's own day: a permit of the past comes out as it was.
    """
    return answers(books if on is None else replace(books, rules=books.rules.as_of(on)), cases)


def explained(books: Books, case: Mapping[str, Any]) -> list[dict[str, Any]]:
    """How each rule of the channel stands on a case, sorted by id.

    ``stance``: aside (does not bind), allows, requires, refuses.
    """
    outlook = Outlook(books.rules, read_case(case, None, books.rules.zone))
    channel = Channel(outlook.case.channel)
    rules, facts = outlook.rules[0].channel(channel), outlook.known()
    answer = outlook.answer(channel)
    moment = outlook.when[1]
    refusing = {rule.id for rule in answer.refusing(moment.time() if moment else None)}
    requiring = {rule.id for rule in answer.required}
    assumed = {rule.id for rule in answer.assumed}
    bound = _bound(rules, facts.values)
    found = []
    for rule in rules.rules:
        names = rules.looks_at[rule.id]
        stance = "allows" if bound[rule.id] is not False else "aside"
        stance = "requires" if rule.id in requiring else stance
        stance = "refuses" if rule.id in refusing else stance
        found.append(
            {
                "rule_id": rule.id,
                "pack": rule.entry.pack,
                "title": rule.rule.title.model_dump(),
                "citation": {"en": rule.citation("en"), "zh": rule.citation("zh")},
                "stance": stance,
                "assumed": rule.id in assumed,
                "facts": {name: facts.values.get(name) for name in names},
            }
        )
    return found


def _bound(rules: ChannelRules, values: Mapping[str, Any]) -> dict[str, bool | None]:
    """Whether each rule binds: yes, no, or not known."""
    names = [name for name in FACTS if name in values]
    schema = {"_": pl.UInt8(), **{name: FACTS[name].dtype for name in names}}
    row = {"_": [0], **{name: [values[name]] for name in names}}
    frame = complete(pl.DataFrame(row, schema=schema), FACTS)
    if rules.channel is Channel.THIRD_PARTY:
        frame = frame.with_columns(addressee="party_role")
    return frame.select(binds(r, rules.channel).alias(r.id) for r in rules.rules).row(0, named=True)


def spoken(answer: Mapping[str, Any], language: str = "en") -> str:
    """An answer in a few lines for a person."""
    words = _WORDS[language]
    if "problems" in answer:
        wrong = [f"  {one['where']}: {one[language]}" for one in answer["problems"]]
        return "\n".join([words["unreadable"], *wrong])
    head = words["allowed"] if answer["allowed"] else words["refused"]
    lines = [f"{head} · {answer['channel']} · {answer['at'] or answer['day']} {answer['zone']}"]
    hours = ", ".join("-".join(span) for span in answer["windows"])
    lines.append(f"  {words['hours']}: {hours or words['none']}")
    if answer["remaining"] is not None:
        lines.append(f"  {words['remaining']}: {answer['remaining']}")
    if answer["fault"]:
        lines.append(f"  {words['fault']}: {answer['fault']}")
    for kind in ("refusals", "requires", "advice"):
        lines += [_point(kind, one, language) for one in answer[kind]]
    for one in answer["overrides"]:
        lines.append(f"  {words['lift']} {one['rule_id']}: {one[language]}")
    if answer["next_lawful"]:
        lines.append(f"  {words['next']}: {answer['next_lawful']}")
    for one in answer["deadlines"]:
        due = one["due_on"] or words["open"]
        lines.append(f"  {words['clock']} {one['title'][language]}: {one['state']} · {due}")
    for one in answer["retention"]:
        lines.append(f"  {words['keep']} {one['record'][language]} · {one['title'][language]}")
    lines.append(f"  {words['permit']}: {answer['permit_id']}")
    return "\n".join(lines)


def _point(kind: str, point: Mapping[str, Any], language: str) -> str:
    words = _WORDS[language]
    tokens = "; ".join(token[language] for token in point["tokens"])
    unsure = f" ({words['assumed']})" if point["assumed"] else ""
    what = tokens or point["title"][language]
    cited = f"{point['rule_id']}, {point['citation'][language]}"
    never = words["never"] if tokens and point["kind"] == "conduct" else ""
    return f"  {words[kind]} {never}{what}{unsure} [{cited}, {point['status']}]"


_WORDS = {
    "en": {
        "allowed": "ALLOWED",
        "refused": "REFUSED",
        "unreadable": "NO PERMIT: the case cannot be read",
        "hours": "hours",
        "none": "none",
        "remaining": "attempts that remain today",
        "fault": "something went wrong inside",
        "refusals": "refused by",
        "requires": "requires",
        "advice": "advises against going on:",
        "never": "never: ",
        "assumed": "assumed: a fact is not known",
        "lift": "would lift",
        "next": "next lawful moment",
        "clock": "clock",
        "open": "no end known",
        "keep": "keep",
        "permit": "permit",
    },
    "zh": {
        "allowed": "允许",
        "refused": "不允许",
        "unreadable": "无许可：案例无法读取",
        "hours": "可联系时间",
        "none": "无",
        "remaining": "当日剩余次数",
        "fault": "内部出错",
        "refusals": "不允许，依据",
        "requires": "要求",
        "advice": "不宜继续：",
        "never": "不得：",
        "assumed": "因事实不明从严认定",
        "lift": "可解除",
        "next": "下一合规时刻",
        "clock": "期限",
        "open": "无终期",
        "keep": "保存",
        "permit": "许可编号",
    },
}

"""An answer of the rulebook as pages show it, and two answers held against each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forbear.rulebook import issued_again
from forbear.rulebook.ways import explained
from forbear.rulebook.ways.told import BINDING, STATUS
from forbear.web import bank
from forbear.web.compliance.speaking import fact_rows, fact_words, speaker, value_words
from forbear.web.records.models import Permit

#: What has to come out the same, with its words. The next lawful moment hangs on facts of days to
#: come, which a permit does not tell.
SAME = {
    "allowed": ("verdict", "结论"),
    "windows": ("hours", "可联系时段"),
    "remaining": ("attempts left", "剩余次数"),
    "refusals": ("rules that refuse", "禁止的规则"),
    "requires": ("rules that require something", "提出要求的规则"),
    "advice": ("rules that advise against", "提示不宜的规则"),
    "book": ("rules of the day", "当日规则版本"),
    "permit_id": ("number", "许可编号"),
}


@dataclass(frozen=True)
class Difference:
    """Something that an answer issued again says otherwise."""

    what: str
    was: str
    now: str


def shown(answer: Mapping[str, Any]) -> dict[str, Any]:
    """What a page says of an answer, in its language."""
    lifts: dict[str, list[str]] = {}
    for one in answer["overrides"]:
        lifts.setdefault(one["rule_id"], []).append(one[speaker().language])
    refusals = [_point(point, lifts) for point in answer["refusals"]]
    requires = [_point(point, {}) for point in answer["requires"]]
    return {
        "state": state_of(answer),
        "channel": answer["channel"],
        "at": _local(answer["at"]),
        "day": answer["day"],
        "zone": answer["zone"],
        "hours": [f"{opens}–{closes}" for opens, closes in answer["windows"]],
        "remaining": answer["remaining"],
        "refusals": refusals,
        "requires": requires,
        "advice": [_point(point, {}) for point in answer["advice"]],
        "next": _local(answer["next_lawful"]),
        "facts": fact_rows(answer["facts"]),
        "permit_id": answer["permit_id"],
        "book": answer["book"],
        "fault": answer.get("fault"),
    }


def state_of(answer: Mapping[str, Any]) -> str:
    """``allowed``, ``required`` (allowed with requirements) or ``refused``."""
    if not answer["allowed"]:
        return "refused"
    return "required" if answer["requires"] else "allowed"


def again(permit: Permit) -> tuple[dict[str, Any], list[Difference]]:
    """A kept permit issued once more by the rules of its day, and what comes out otherwise."""
    made = issued_again(bank.policy().rules, permit.answer, permit.at).as_dict()
    return made, differences(permit.answer, made)


def differences(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[Difference]:
    """Where two answers to the same question differ."""
    say = speaker()
    return [
        Difference(say.either(*words), _said(name, was), _said(name, now))
        for name, words in SAME.items()
        if _plain(was[name]) != _plain(now[name])
    ]


def changed_facts(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Facts that one answer rests on and another saw otherwise."""
    old, new = before["facts"], after["facts"]
    return [
        Difference(
            fact_words(name),
            value_words(old.get(name, {}).get("value")),
            value_words(new.get(name, {}).get("value")),
        )
        for name in {**old, **new}
        if old.get(name, {}).get("value") != new.get(name, {}).get("value")
    ]


def stances(case: Mapping[str, Any]) -> list[dict[str, Any]]:
    """How each rule of the channel stands on a case; those that decide come first."""
    say = speaker()
    rank = ("refuses", "requires", "allows", "aside")
    return [
        {
            "rule_id": row["rule_id"],
            "title": row["title"][say.language],
            "citation": row["citation"][say.language],
            "policy": row["pack"] == "bank",
            "stance": row["stance"],
            "assumed": row["assumed"],
            "facts": [(fact_words(name), value_words(v)) for name, v in row["facts"].items()],
        }
        for row in sorted(
            explained(bank.books(), case),
            key=lambda row: (rank.index(row["stance"]), row["rule_id"]),
        )
    ]


def stances_of(permit: Permit) -> list[dict[str, Any]]:
    """How each rule of its day stood on the facts of a kept permit."""
    answer = permit.answer
    case = {
        "channel": answer["channel"],
        "at": permit.at,
        "zone": answer["zone"],
        "customer_id": answer["customer_id"],
        "facts": {name: fact["value"] for name, fact in answer["facts"].items()},
    }
    return stances(case)


def _local(moment: str | None) -> str:
    """A moment as clocks show it where the borrower is."""
    return f"{datetime.fromisoformat(moment):%Y-%m-%d %H:%M}" if moment else ""


def _point(point: Mapping[str, Any], lifts: Mapping[str, list[str]]) -> dict[str, Any]:
    say = speaker()
    tokens = [token[say.language] for token in point["tokens"]]
    return {
        "rule_id": point["rule_id"],
        "title": point["title"][say.language],
        "citation": point["citation"][say.language],
        "policy": point["bindingness"] == "policy",
        "binding": point["bindingness"],
        "binding_words": say.either(*BINDING.get(point["bindingness"], ("", ""))),
        "status": say.either(*STATUS.get(point["status"], ("", ""))),
        "tokens": tokens,
        "never": point["kind"] == "conduct",
        "assumed": point["assumed"],
        "unknown": [fact_words(name) for name in point["unknown"]],
        "facts": [(fact_words(name), value_words(v)) for name, v in point["facts"].items()],
        "lifts": lifts.get(point["rule_id"], []),
        "kept": point["rule_id"] != "COMMON-FAULT",
    }


def _plain(value: Any) -> Any:
    """As it is once it was kept: points by their rules, pairs as lists."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [one["rule_id"] if isinstance(one, Mapping) else list(one) for one in value]
    return value


def _said(name: str, answer: Mapping[str, Any]) -> str:
    value, say = _plain(answer[name]), speaker()
    if name == "allowed":
        return say.either("allowed", "允许") if value else say.either("refused", "不允许")
    if name == "windows":
        return say.listed("–".join(pair) for pair in value) or say.either("none", "无")
    if isinstance(value, list):
        return say.listed(value) or say.either("none", "无")
    return say.either("no limit", "不限") if value is None else str(value)[:16]

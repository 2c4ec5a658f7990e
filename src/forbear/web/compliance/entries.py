"""Entries of the journal in words, with links to what they tell of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from forbear.rulebook.facts.names import FACTS
from forbear.web import bank
from forbear.web.compliance.speaking import speaker
from forbear.web.journal.acts import WORDS, Act
from forbear.web.journal.keep import of_customer
from forbear.web.journal.models import Entry
from forbear.web.people.models import Role
from forbear.web.people.roles import ROLE_WORDS
from forbear.web.people.templatetags.words import in_chinese

CUSTOMER = of_customer("")
#: What of an entry's content is said in its line; the rest stands in the entry as it was recorded.
TOLD: dict[str, tuple[str, str]] = {
    "channel": ("by", "渠道"),
    "kind": ("kind", "类型"),
    "type": ("type", "格式"),
    "outcome": ("outcome", "结果"),
    "state": ("state", "状态"),
    "role": ("role", "角色"),
    "name": ("name", "名称"),
    "amount": ("amount", "金额"),
    "due_on": ("due", "到期日"),
    "at": ("at", "时间"),
    "valid_until": ("live until", "有效至"),
    "remaining": ("attempts left", "剩余次数"),
    "refused_by": ("refused by", "依据规则"),
    "from": ("from", "原"),
    "to": ("to", "改为"),
    "from_on": ("from", "自"),
    "to_on": ("until", "至"),
    "as_of": ("as of", "业务日期"),
    "plan_for": ("planned for", "计划日期"),
    "found": ("found", "命中"),
    "scopes": ("for", "权限"),
    "valid": ("valid", "有效"),
    "passed_on": ("passed", "通过日期"),
    "expires_at": ("expires", "到期"),
    "is_active": ("open", "启用"),
    "anew": ("password and second factor reset", "重置密码和第二因素"),
    "made": ("account made", "新建账户"),
    "of": ("of", "范围"),
    "problems": ("why", "原因"),
    "address": ("from address", "来源地址"),
    "reason": ("reason", "理由"),
    "next_step": ("next", "后续"),
}


@dataclass(frozen=True)
class Spoken:
    """An entry as a page shows it."""

    at: datetime
    actor: str
    act: str
    said: list[tuple[str, str]]
    #: What it is about, and where that is to be seen, if anywhere.
    about: str
    link: str
    #: Where the thing itself is to be seen: a permit.
    more: str
    chain: str
    number: int
    hash: str
    raw: str


def spoken(entry: Entry) -> Spoken:
    """An entry in the page's language."""
    content: dict[str, Any] = json.loads(entry.content)
    about, link = _about(entry.chain)
    return Spoken(
        entry.at,
        entry.actor,
        act_words(entry.action),
        _said(content, entry.at),
        about,
        link,
        _more(entry.subject, content),
        entry.chain,
        entry.number,
        entry.hash,
        json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True),
    )


def act_words(action: str) -> str:
    """An act's words; one of a later version stands for itself."""
    return WORDS[Act(action)][in_chinese()] if action in list(Act) else action


def _said(content: Mapping[str, Any], at: datetime) -> list[tuple[str, str]]:
    found, when = [], _moment(at.isoformat())
    for key, words in TOLD.items():
        value = content.get(key)
        if value not in (None, "", [], {}, "None"):
            said = _value(value, content.get("currency") if key == "amount" else None)
            # What was done at the moment of the entry need not say so again.
            if key != "at" or said != when:
                found.append((words[in_chinese()], said))
    return found


def _value(value: Any, currency: str | None = None) -> str:
    say = speaker()
    if currency is not None:
        digits = bank.policy().bank.minor
        return f"{value / 10**digits:,.{digits}f} {currency}"
    if isinstance(value, bool):
        return say.either("yes", "是") if value else say.either("no", "否")
    if isinstance(value, Mapping):
        return say.listed(f"{key} {_value(one)}" for key, one in value.items())
    if isinstance(value, list):
        return say.listed(_value(one) for one in value)
    text = str(value)
    if text in list(Role):
        return ROLE_WORDS[Role(text)][in_chinese()]
    if text in FACTS:
        return say.named(text, FACTS)
    return _moment(text) or say.code(text)


def _moment(text: str) -> str | None:
    """A moment of the bank's clocks; None for what is none."""
    if len(text) < len("2026-11-23T10:00") or text[10:11] != "T":
        return None
    try:
        return f"{datetime.fromisoformat(text).astimezone(bank.zone()):%Y-%m-%d %H:%M}"
    except ValueError:
        return None


def _about(chain: str) -> tuple[str, str]:
    """What a chain is of, and its page."""
    kind, _, name = chain.partition(":")
    say = speaker()
    if kind == "customer":
        return name, reverse("compliance:case", args=[name])
    if kind == "night" and name.isdecimal():
        return say.either(f"night {name}", f"批处理 {name}"), reverse("nights:night", args=[name])
    if kind == "tape" and name.isdecimal():
        return say.either(f"tape {name}", f"数据 {name}"), reverse("nights:tape", args=[name])
    return name or chain, ""


def _more(subject: str, content: Mapping[str, Any]) -> str:
    """The page of the permit that an entry tells of, or under which a contact was made."""
    kind, _, name = subject.partition(":")
    told = name if kind == "permit" else content.get("permit", "")
    try:
        return reverse("compliance:permit", args=[UUID(str(told))])
    except ValueError:
        return ""


def day_of(text: str) -> date | None:
    """A day as a form gives it; None for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

"""One entry of the book as words in one language: what a page of it shows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from forbear.rulebook.duties import HOUSE
from forbear.rulebook.entry import Entry
from forbear.rulebook.facts.names import FACTS
from forbear.rulebook.facts.plan import PROOFS
from forbear.rulebook.rule import Text
from forbear.rulebook.ways.books import AnyEntry
from forbear.rulebook.ways.rules import channels_of, kind_of
from forbear.rulebook.ways.words import Speaker

#: How well a text is known.
STATUS = {
    "P": ("Text seen", "已见原文"),
    "S": ("Known from reports of the text", "依据对原文的报道"),
    "D": ("Draft, not in force", "征求意见稿，未生效"),
    "M": ("From memory, not checked", "凭记忆，未核对"),
    "B": ("The bank's own", "本行自定"),
}
BINDING = {
    "law": ("Law", "法律"),
    "regulation": ("Administrative regulation", "行政法规"),
    "departmental_rule": ("Departmental rule", "部门规章"),
    "supervisory_rule": ("Supervisory rule", "监管规范性文件"),
    "national_standard": ("National standard", "国家标准"),
    "self_regulation": ("Self-regulation of the industry", "行业自律"),
    "code": ("Code of conduct", "行为守则"),
    "policy": ("Bank policy, no law", "本行政策，非法规"),
    "practical": ("What cannot be done; no norm", "客观条件，非规范"),
}
MODALITY = {
    "must": ("must", "应当"),
    "must_not": ("must not", "不得"),
    "should": ("should", "宜"),
    "should_not": ("should not", "不应、不宜"),
}
#: What a case may come out as: sign, tone, English, Chinese.
OUTCOMES = {
    "allowed": ("✓", "good", "allowed", "允许"),
    "met": ("✓", "good", "met", "已履行"),
    "ended": ("○", "grey", "run out", "已届满"),
    "stopped": ("○", "grey", "stopped", "已终止"),
    "none": ("○", "grey", "does not apply", "不适用"),
    "running": ("→", "act", "running", "进行中"),
    "suspended": ("→", "act", "stands still", "中止"),
    "required": ("!", "warn", "allowed with requirements", "满足要求后允许"),
    "advised": ("!", "warn", "advised against", "不宜"),
    "late": ("!", "warn", "done late", "逾期完成"),
    "unknown": ("?", "grey", "not known", "不明"),
    "refused": ("✕", "bad", "refused", "不允许"),
    "overdue": ("✕", "bad", "overdue", "已逾期"),
    "broken": ("✕", "bad", "broken", "违反"),
}
#: What an entry is about, by its kind.
KINDS = {
    "window": ("Hours", "联系时段"),
    "cap": ("Frequency", "联系频次"),
    "cooldown": ("Waiting time", "间隔期"),
    "hold": ("Stops contact", "停止催收"),
    "party": ("Who may be addressed", "联系对象"),
    "only_if": ("Condition", "前提条件"),
    "consent": ("Consent", "征得同意"),
    "staffing": ("How many go", "到场人数"),
    "requirement": ("Requirement", "操作要求"),
    "disclosure": ("What has to be said", "告知事项"),
    "conduct": ("Conduct", "行为禁令"),
    "deadline": ("Deadline", "办理期限"),
    "period": ("Period", "期间"),
    "retention": ("Keeping records", "资料保存"),
    "limitation": ("Limitation", "诉讼时效"),
    "duty": ("Duty of the house", "机构义务"),
    "fault": ("Fault", "系统故障"),
}
LABELS = {
    "lawful": ("Lawful", "合规"),
    "unlawful": ("Unlawful", "不合规"),
    "edge": ("Edge", "边界"),
}


def told(entry: AnyEntry, speaker: Speaker) -> dict[str, Any]:
    """Everything an entry says: words for people, nothing to decide by."""
    rule, language = entry.rule, speaker.language
    kind = kind_of(entry)
    soft = getattr(rule, "effect", "refuse") == "warn"
    return {
        "id": rule.id,
        "title": getattr(rule.title, language),
        "explains": getattr(rule.explains, language),
        "enabled": rule.enabled,
        "modality": word_of(MODALITY[rule.modality], language),
        "soft": soft,
        "channels": speaker.listed(speaker.code(one) for one in channels_of(entry)),
        "products": _codes(rule.products or entry.instrument.products, speaker),
        "binds": _codes(rule.binds, speaker) if len(rule.binds) < 3 else "",
        "addressees": _codes(getattr(rule, "addressees", ()), speaker),
        "when": _when(entry, speaker),
        "lifts": [speaker.named(name, FACTS) for name in getattr(rule, "lifted_by", ())],
        "evidence": [speaker.named(name, PROOFS) for name in rule.evidence],
        "tightens": getattr(rule, "tightens", None),
        "versions": [_version(kind, one, speaker) for one in rule.versions],
        "cases": [_case(entry, case, speaker) for case in getattr(rule, "cases", ())],
    }


def _when(entry: AnyEntry, speaker: Speaker) -> str:
    given = getattr(entry.rule, "when", None)
    if not given:
        return ""
    return speaker.condition(given, FACTS if isinstance(entry, Entry) else HOUSE)


def _version(kind: str, version: Any, speaker: Speaker) -> dict[str, Any]:
    value = version.value.model_dump(mode="json", exclude_none=True, by_alias=True)
    return {
        "from": version.in_force.isoformat(),
        "until": version.until.isoformat() if version.until else None,
        "article": said(version.citation.article, speaker),
        "sources": version.citation.source,
        "status": str(version.status),
        "known": word_of(STATUS[str(version.status)], speaker.language),
        "says": speaker.value(kind, value),
        "remark": said(version.remark, speaker),
    }


def _facts(entry: AnyEntry, case: Any, speaker: Speaker) -> list[str]:
    """The facts of a worked example; a clock's has events instead."""
    facts = FACTS if isinstance(entry, Entry) else HOUSE
    known = getattr(case, "facts", {})
    return [speaker.condition({name: value}, facts) for name, value in known.items()]


def _case(entry: AnyEntry, case: Any, speaker: Speaker) -> dict[str, Any]:
    expect = case.expect if isinstance(case.expect, str) else case.expect.state
    sign, tone, en, zh = OUTCOMES[str(expect)]
    return {
        "label": word_of(LABELS[case.label], speaker.language),
        "text": getattr(case, speaker.language),
        "facts": _facts(entry, case, speaker),
        "day": case.day.isoformat(),
        "at": getattr(case, "at", None),
        "sign": sign,
        "tone": tone,
        "outcome": speaker.either(en, zh),
        "assumed": getattr(case, "assumed", False),
    }


def _codes(codes: Iterable[object], speaker: Speaker) -> str:
    return speaker.listed(speaker.code(code) for code in codes)


def said(text: Text | None, speaker: Speaker) -> str:
    """A text in the speaker's language; empty if there is none."""
    return getattr(text, speaker.language) if text else ""


def word_of(pair: tuple[str, str], language: str) -> str:
    """The one of two words, English and Chinese, that is in a language."""
    return pair[language != "en"]

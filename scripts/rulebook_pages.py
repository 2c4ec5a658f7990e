"""The rulebook as pages for people who read no code: docs/rulebook-site/, in English and Chinese.

One page a pack, rule by rule with cases, and a front page that says what is covered and which rules
bind which channel. Plain HTML without scripts; it is read from the folder, without a server.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from forbear import policy
from forbear.portfolio.words import Channel
from forbear.rulebook.duties import HOUSE
from forbear.rulebook.entry import Entry
from forbear.rulebook.facts.names import FACTS
from forbear.rulebook.facts.plan import PROOFS
from forbear.rulebook.rule import Text
from forbear.rulebook.ways import Books, coverage, open_books
from forbear.rulebook.ways.books import AnyEntry
from forbear.rulebook.ways.rules import channels_of, kind_of
from rulebook_words import Speaker

HERE = Path(__file__).resolve().parent / "rulebook_site"
FOLDER = "docs/rulebook-site"
LANGUAGES = ("en", "zh")

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
LABELS = {
    "lawful": ("Lawful", "合规"),
    "unlawful": ("Unlawful", "不合规"),
    "edge": ("Edge", "边界"),
}


def pages() -> dict[str, str]:
    """Every page by its path in the tree, with the text it should have."""
    books = open_books(None, policy.load().under("overlay"))
    made = {f"{FOLDER}/site.css": (HERE / "site.css").read_text(encoding="utf-8")}
    made[f"{FOLDER}/index.html"] = _written("door.html.j2", "en", {})
    for language in LANGUAGES:
        speaker = Speaker(language)
        packs = coverage(books)
        front = {
            "covered": packs,
            "channels": [_channel(books, channel, speaker) for channel in Channel],
            "status": [(code, _of(pair, language)) for code, pair in STATUS.items()],
        }
        made[f"{FOLDER}/{language}/index.html"] = _written("front.html.j2", language, front)
        for pack in packs["packs"]:
            page = {"pack": pack, "known": _known(books, pack["pack"]), "groups": []}
            page["groups"] = _groups([e for e in books.entries if e.pack == pack["pack"]], speaker)
            name = f"{FOLDER}/{language}/{pack['pack']}.html"
            made[name] = _written("pack.html.j2", language, page)
    return made


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _written(template: str, language: str, data: dict[str, Any]) -> str:
    other = next(one for one in LANGUAGES if one != language)
    text = _templates().get_template(template).render(lang=language, other=other, **data)
    return text.rstrip() + "\n"


def _of(pair: tuple[str, str], language: str) -> str:
    return pair[LANGUAGES.index(language)]


def _known(books: Books, pack: str) -> dict[str, Any] | None:
    known = books.rules.registered.get(pack)
    if known is None:
        return None
    return {"covers": known.covers.model_dump(), "checked_on": known.checked_on.isoformat()}


def _channel(books: Books, channel: Channel, speaker: Speaker) -> dict[str, Any]:
    """Which rules bind a channel, pack by pack."""
    bound: dict[str, list[dict[str, str]]] = {}
    for entry in books.rules.entries:
        if channel in entry.rule.channels and entry.rule.enabled:
            title = getattr(entry.rule.title, speaker.language)
            bound.setdefault(entry.pack, []).append({"id": entry.id, "title": title})
    word = speaker.code(channel)
    return {"name": word[:1].upper() + word[1:], "packs": sorted(bound.items())}


def _groups(entries: list[AnyEntry], speaker: Speaker) -> list[dict[str, Any]]:
    """The entries of a pack by instrument, from law down to policy."""
    folders: dict[str, list[AnyEntry]] = {}
    for entry in entries:
        folders.setdefault(entry.folder, []).append(entry)
    rank = list(BINDING)
    by_rank = sorted(
        folders.items(), key=lambda kv: (rank.index(str(kv[1][0].instrument.bindingness)), kv[0])
    )
    return [_group(found, speaker) for _, found in by_rank]


def _group(entries: list[AnyEntry], speaker: Speaker) -> dict[str, Any]:
    instrument = entries[0].instrument
    return {
        "title": getattr(instrument.title, speaker.language),
        "binding": _of(BINDING[str(instrument.bindingness)], speaker.language),
        "issued": instrument.issued,
        "remark": _text(instrument.remark, speaker),
        "sources": instrument.source,
        "rules": [_rule(entry, speaker) for entry in entries],
    }


def _rule(entry: AnyEntry, speaker: Speaker) -> dict[str, Any]:
    rule, language = entry.rule, speaker.language
    kind = kind_of(entry)
    soft = getattr(rule, "effect", "refuse") == "warn"
    return {
        "id": rule.id,
        "title": getattr(rule.title, language),
        "explains": getattr(rule.explains, language),
        "enabled": rule.enabled,
        "modality": _of(MODALITY[rule.modality], language),
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
        "cases": [_case(case, speaker) for case in getattr(rule, "cases", ())],
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
        "article": _text(version.citation.article, speaker),
        "sources": version.citation.source,
        "status": str(version.status),
        "known": _of(STATUS[str(version.status)], speaker.language),
        "says": speaker.value(kind, value),
        "remark": _text(version.remark, speaker),
    }


def _case(case: Any, speaker: Speaker) -> dict[str, Any]:
    expect = case.expect if isinstance(case.expect, str) else case.expect.state
    sign, tone, en, zh = OUTCOMES[str(expect)]
    return {
        "label": _of(LABELS[case.label], speaker.language),
        "text": getattr(case, speaker.language),
        "day": case.day.isoformat(),
        "at": getattr(case, "at", None),
        "sign": sign,
        "tone": tone,
        "outcome": speaker.either(en, zh),
        "assumed": getattr(case, "assumed", False),
    }


def _codes(codes: Iterable[object], speaker: Speaker) -> str:
    return speaker.listed(speaker.code(code) for code in codes)


def _text(text: Text | None, speaker: Speaker) -> str:
    return getattr(text, speaker.language) if text else ""

"""About the rules themselves: which there are, what one says, how much is covered and checked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from forbear.problems import Problem
from forbear.rulebook.clocks.rule import ClockBase
from forbear.rulebook.duties.rule import Duty
from forbear.rulebook.entry import Entry
from forbear.rulebook.rule import Text
from forbear.rulebook.trial import failures
from forbear.rulebook.ways.books import AnyEntry, Books, in_force


def listed(
    books: Books, *, on: date | None = None, packs: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """One row a rule, clock or duty, sorted by id; with ``on``, those that decide on that day."""
    return [
        {
            "rule_id": entry.id,
            "pack": entry.pack,
            "kind": kind_of(entry),
            "title": entry.rule.title.model_dump(),
            "instrument": entry.instrument.short,
            "bindingness": str(entry.instrument.bindingness),
            "status": str(entry.rule.versions[-1].status),
            "in_force": entry.rule.versions[0].in_force.isoformat(),
            "enabled": entry.rule.enabled,
            "channels": channels_of(entry),
        }
        for entry in books.entries
        if in_force(entry, on) and (not packs or entry.pack in packs)
    ]


def kind_of(entry: AnyEntry) -> str:
    """The kind of a rule or clock; a duty is one."""
    return str(getattr(entry.rule, "kind", "duty"))


def channels_of(entry: AnyEntry) -> list[str]:
    """Channels that a rule binds; a clock binds none."""
    return [str(channel) for channel in getattr(entry.rule, "channels", ())]


def shown(books: Books, rule_id: str, language: str = "en") -> str:
    """Everything one rule says, as text. Raises `ForbearError` if there is no such rule."""
    entry, words = books.entry(rule_id), _WORDS[language]
    rule = entry.rule

    def said(text: Text | None) -> str:
        return getattr(text, language) if text else ""

    lines = [
        f"{rule.id} · {said(rule.title)}",
        f"  {said(rule.explains)}",
        f"  {words['instrument']}: {said(entry.instrument.title)} ({entry.instrument.bindingness})",
        f"  {words['kind']}: {kind_of(entry)} · {rule.modality}"
        + ("" if rule.enabled else f" · {words['disabled']}"),
        f"  {words['binds']}: {', '.join(rule.binds)}"
        + f" · {', '.join(channels_of(entry)) or '-'} · "
        + (", ".join(map(str, rule.products or entry.instrument.products)) or words["all"]),
    ]
    if lifts := getattr(rule, "lifted_by", ()):
        lines.append(f"  {words['lifts']}: {', '.join(lifts)}")
    for one in rule.versions:
        article = said(one.citation.article) or "-"
        until = f" - {one.until}" if one.until else ""
        value = one.value.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        lines.append(f"  {one.in_force}{until} [{one.status}] {article}: {value}")
        lines += [f"    {source}" for source in one.citation.source]
        if one.remark:
            lines.append(f"    {said(one.remark)}")
    for case in getattr(rule, "cases", ()):
        expect = case.expect if isinstance(case.expect, str) else case.expect.state
        lines.append(f"  {words[case.label]}: {getattr(case, language)} -> {expect}")
    return "\n".join(lines)


def coverage(books: Books) -> dict[str, Any]:
    """Per pack and in all: rules, clocks, duties, cases; shares cited and in both languages.

    Shares are whole percents, rounded down, so that 100 means every one.
    """
    by_pack: dict[str, list[AnyEntry]] = {}
    for entry in books.entries:
        by_pack.setdefault(entry.pack, []).append(entry)
    registered = books.rules.registered
    packs = []
    for pack, entries in sorted(by_pack.items()):
        known = registered.get(pack)
        title = known.title.model_dump() if known else {"en": "Bank policy", "zh": "本行政策"}
        checked = {"since": known.since.isoformat(), "checked": known.checked} if known else {}
        packs.append({"pack": pack, "title": title, **checked, **_counts(entries)})
    return {"packs": packs, "total": {"packs": len(packs), **_counts(books.entries)}}


def _counts(entries: Sequence[AnyEntry]) -> dict[str, int]:
    cited = sum(all(_cited(v) for v in entry.rule.versions) for entry in entries)
    spoken = sum(_speaks(entry) for entry in entries)
    worked = sum(len(getattr(entry.rule, "cases", ())) >= 3 for entry in entries)
    return {
        "rules": sum(isinstance(entry, Entry) for entry in entries),
        "clocks": sum(isinstance(entry.rule, ClockBase) for entry in entries),
        "duties": sum(isinstance(entry.rule, Duty) for entry in entries),
        "enabled": sum(entry.rule.enabled for entry in entries),
        "cases": sum(len(getattr(entry.rule, "cases", ())) for entry in entries),
        "cited": 100 * cited // len(entries),
        "with_cases": 100 * worked // len(entries),
        "both_languages": 100 * spoken // len(entries),
    }


def _cited(version: Any) -> bool:
    citation = version.citation
    return bool(citation.source) and (citation.article is not None or version.remark is not None)


def _speaks(entry: AnyEntry) -> bool:
    texts = (entry.rule.title, entry.rule.explains, entry.instrument.title)
    return all(text.en and text.zh and not text.zh.isascii() for text in texts)


def tried(books: Books) -> tuple[int, list[Problem]]:
    """How many worked cases were run, and what is said of each that came out otherwise."""
    faults = [fault for entry in books.rules.entries for fault in failures(entry)]
    cases = sum(len(getattr(entry.rule, "cases", ())) for entry in books.entries)
    return cases, [*faults, *books.clocks.failures(), *books.duties.failures()]


_WORDS = {
    "en": {
        "instrument": "instrument",
        "kind": "kind",
        "disabled": "disabled: shown, decides nothing",
        "binds": "binds",
        "all": "all products",
        "lifts": "lifted by",
        "lawful": "lawful",
        "unlawful": "unlawful",
        "edge": "on the edge",
    },
    "zh": {
        "instrument": "文件",
        "kind": "类型",
        "disabled": "未启用：仅展示，不参与判定",
        "binds": "约束",
        "all": "全部产品",
        "lifts": "可由其解除",
        "lawful": "合规",
        "unlawful": "不合规",
        "edge": "边界",
    },
}

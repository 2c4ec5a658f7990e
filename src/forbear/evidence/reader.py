"""Reading an export line by line, holding each against what stands before it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from forbear.evidence import merkle
from forbear.evidence.canonical import canonical
from forbear.evidence.days import Day, Head
from forbear.evidence.entry import NOTHING, Entry
from forbear.evidence.export import FORMAT, VERSION
from forbear.problems import Problem

_COUNTED = ("days", "heads", "chains", "entries")


class Reader:
    """What has been read of an export, and what is wrong with it.

    Memory grows with the chains (one head each), not with the entries.
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.days: list[Day] = []
        self.chains = 0
        self.entries = 0
        #: Entries that no closed day ties down.
        self.loose = 0
        self._at = 0
        self._told: dict[str, int] = {}
        self._heads: dict[str, Head] = {}
        self._read_heads = 0
        self._leaves: list[bytes] = []
        self._seen: set[str] = set()
        self._last: Entry | None = None
        #: The hash the last entry gives itself: that it is wrong is told once, not of the next too.
        self._last_hash = NOTHING

    def wrong(self, en: str, zh: str, code: str = "evidence.broken") -> None:
        """Note a problem: of the present line if something is broken there."""
        here = code == "evidence.broken"
        self.problems.append(Problem(code, f"line {self._at}" if here else "", en, zh))

    def take(self, line: bytes) -> None:
        """Take the next line."""
        self._at += 1
        step = self._next()
        try:
            given = json.loads(line)
            if not isinstance(given, dict) or canonical(given) + b"\n" != line:
                raise ValueError("not in its one way of writing")
        except (ValueError, RecursionError):
            en, zh = self._names(step)
            self.wrong(f"bytes were changed: this should be {en}", f"内容被改动：此处应为{zh}")
            self._skip(step)
            return
        step(given)

    def finish(self, line: bytes | None, seal: bytes) -> None:
        """Take the last line, and look whether all is there."""
        self._at += 1
        self._chain_ends()
        have = {
            "days": len(self.days),
            "heads": self._read_heads,
            "chains": self.chains,
            "entries": self.entries,
        }
        for name in _COUNTED:
            if self._told and have[name] != self._told[name]:
                self.wrong(
                    f"{self._told[name]} {name} were exported, {have[name]} are here",
                    f"导出时有 {self._told[name]} 项（{name}），本文件有 {have[name]} 项",
                    "evidence.missing",
                )
        if self._heads:
            lost = ", ".join(sorted(self._heads)[:5])
            self.wrong(
                f"all entries are missing of: {lost}",
                f"下列链的记录全部缺失：{lost}",
                "evidence.missing",
            )
        if line != seal:
            self.wrong(
                "the seal does not fit what stands before it: something was changed, or the end "
                "is missing",
                "封印与前文不符：内容被改动，或结尾缺失",
            )

    def _next(self) -> Callable[[dict[str, Any]], None]:
        """What should stand on the present line."""
        if self._at == 1 or not self._told:
            return self._header
        if self._at <= 1 + self._told["days"]:
            return self._day
        if self._at <= 1 + self._told["days"] + self._told["heads"]:
            return self._head
        return self._entry

    def _names(self, step: Callable[[dict[str, Any]], None]) -> tuple[str, str]:
        if step == self._header:
            return "the header", "文件头"
        if step == self._day:
            return f"day {len(self.days) + 1} of the journal", f"第 {len(self.days) + 1} 个日结"
        if step == self._head:
            return f"head {self._read_heads + 1}", f"第 {self._read_heads + 1} 个链头"
        last = self._last
        if last is None:
            return "the first entry", "第一条记录"
        return (
            f"entry {last.number + 1} of {last.chain}, or the first of the next chain",
            f"{last.chain} 第 {last.number + 1} 号记录，或下一条链的首条记录",
        )

    def _skip(self, step: Callable[[dict[str, Any]], None]) -> None:
        """Count a line that can't be read as what it should be, to go on behind it."""
        if step == self._head:
            self._read_heads += 1
        elif step == self._entry:
            self.entries += 1

    def _header(self, given: dict[str, Any]) -> None:
        counts = {name: given.get(name) for name in _COUNTED}
        known = given.get("format") == FORMAT and given.get("version") == VERSION
        if not known or any(type(n) is not int or n < 0 for n in counts.values()):
            self.wrong(
                f"is not the header of an export of version {VERSION}",
                f"不是第 {VERSION} 版导出文件的文件头",
            )
            return
        self._told = {name: int(given[name]) for name in _COUNTED}

    def _day(self, given: dict[str, Any]) -> None:
        try:
            day = Day.read(given)
        except (ValueError, TypeError) as error:
            self.wrong(f"is no closed day: {error}", f"不是日结：{error}")
            return
        last = self.days[-1] if self.days else None
        if day.hash != given["hash"]:
            self.wrong(f"day {day.day} was changed", f"{day.day} 日结被改动")
        if day.before != (NOTHING if last is None else last.hash) or (last and day.day <= last.day):
            self.wrong(
                f"day {day.day} does not follow from the day before: one was dropped or changed",
                f"{day.day} 日结与前一日不衔接：有日结被删除或改动",
            )
        self.days.append(day)

    def _head(self, given: dict[str, Any]) -> None:
        self._read_heads += 1
        try:
            if set(given) != {"chain", "number", "hash", "place", "path"}:
                raise ValueError("fields missing or unknown")
            head = Head(str(given["chain"]), int(given["number"]), str(given["hash"]))
            if given["path"] is None:
                self._leaves.append(head.leaf())
                tree = self._whole_tree()
            else:
                size = self.days[-1].chains
                tree = merkle.proven(head.leaf(), given["place"], size, given["path"])
        except (ValueError, TypeError, IndexError) as error:
            self.wrong(f"is no head of a chain: {error}", f"不是链头：{error}")
            return
        if tree is not None and tree != self.days[-1].tree:
            self.wrong(
                f"the head of {head.chain} is not in the tree of day {self.days[-1].day}: one of "
                "the two was changed",
                f"{head.chain} 的链头不在 {self.days[-1].day} 日结的哈希树中：其中一项被改动",
            )
        self._heads[head.chain] = head

    def _whole_tree(self) -> str | None:
        """The tree over all heads, once the last of them is there."""
        return merkle.root(self._leaves) if self._read_heads == self._told["heads"] else None

    def _entry(self, given: dict[str, Any]) -> None:
        self.entries += 1
        name = f"entry {given.get('number')} of {given.get('chain')}"
        name_zh = f"{given.get('chain')} 第 {given.get('number')} 号记录"
        try:
            entry = Entry.read(given)
        except (ValueError, TypeError) as error:
            self.wrong(f"{name} was changed: {error}", f"{name_zh}被改动：{error}")
            return
        if entry.hash != given["hash"]:
            self.wrong(
                f"{name} was changed: its content does not give its hash",
                f"{name_zh}被改动：内容与哈希不符",
            )
        if self._last is None or self._last.chain != entry.chain:
            self._chain_begins(entry.chain, name, name_zh)
        self._follows(entry, name, name_zh)
        self._last, self._last_hash = entry, given["hash"]

    def _follows(self, entry: Entry, name: str, name_zh: str) -> None:
        last = self._last
        number, before = (0, NOTHING) if last is None else (last.number + 1, self._last_hash)
        if entry.number != number:
            self.wrong(
                f"{name} stands where entry {number} should: entries were dropped or moved",
                f"{name_zh}所在位置应为第 {number} 号记录：有记录被删除或移动",
            )
        elif entry.before != before:
            self.wrong(
                f"{name} does not follow from the entry before it: one of the two was changed",
                f"{name_zh}与前一条记录不衔接：其中一条被改动",
            )
        head = self._heads.get(entry.chain)
        if head is None or entry.number > head.number:
            self.loose += 1
        elif entry.number == head.number and entry.hash != head.hash:
            self.wrong(
                f"{name} is not the one that the closed day ties down: it was changed",
                f"{name_zh}与日结所锁定的不符：已被改动",
            )

    def _chain_begins(self, chain: str, name: str, name_zh: str) -> None:
        self._chain_ends()
        if chain in self._seen:
            self.wrong(f"{name} stands away from its chain", f"{name_zh}不在所属链中")
        else:
            self.chains += 1
        self._seen.add(chain)

    def _chain_ends(self) -> None:
        last, self._last = self._last, None
        if last is None:
            return
        head = self._heads.pop(last.chain, None)
        if head is not None and head.number > last.number:
            first = last.number + 1
            many = head.number > first
            self.wrong(
                f"entries {first} to {head.number} of {last.chain} are missing"
                if many
                else f"entry {first} of {last.chain} is missing",
                f"{last.chain} 第 {first}{f' 至 {head.number}' if many else ''} 号记录缺失",
                "evidence.missing",
            )

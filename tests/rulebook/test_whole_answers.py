"""Answers word for word, of a pack small enough to read: what people and programs are told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from forbear.rulebook import ways
from forbear.rulebook.ways import Books

Pack = Callable[[Mapping[str, str]], Path]

CASE: dict[str, Any] = {
    "channel": "call",
    "at": "2026-11-23T22:30:00+08:00",
    "zone": "Asia/Shanghai",
    "customer_id": "C7",
    "facts": {"calls_connected_today": 3, "product_card": True},
    "events": [
        {"subject_id": "K1", "event": "complaint_received", "on": "2026-11-01"},
        {"subject_id": "K1", "event": "complaint_complex", "on": "2026-11-05"},
        {"subject_id": "R1", "event": "call_recorded", "on": "2026-11-05"},
    ],
}


def cited(number: int) -> dict[str, str]:
    return {"en": f"Act Art. {number}", "zh": f"法 第{'一二三四五六七八'[number - 1]}条"}


def point(rule: str, kind: str, en: str, zh: str, number: int, **more: Any) -> dict[str, Any]:
    return {
        "rule_id": rule,
        "version": "2020-01-01",
        "kind": kind,
        "title": {"en": en, "zh": zh},
        "citation": cited(number),
        "source": ("example.com/act",),
        "status": "P",
        "bindingness": "law",
        "assumed": False,
        "facts": {},
        "unknown": (),
        "lifted_by": (),
        "pack": "xx",
        "tokens": (),
        "evidence": (),
        **more,
    }


COUNT = {"calls_connected_today": 3}
CAP = point(
    "XX-FREQ-001",
    "cap",
    "Three a day",
    "每日三次",
    1,
    assumed=True,
    facts=COUNT,
    unknown=("consent_frequency",),
    lifted_by=("consent_frequency",),
    evidence=(
        {
            "name": "dial_log",
            "en": "Each dial with number, time and outcome",
            "zh": "每次拨打的号码、时间和结果",
        },
    ),
)
HOURS = point(
    "XX-TIME-001",
    "window",
    "By day only",
    "仅限日间",
    2,
    version="2021-01-01",
    source=("example.com/act", "example.com/b"),
)
SAY = point(
    "XX-SAY-001",
    "requirement",
    "Say who calls",
    "表明身份",
    3,
    facts={"product_card": True},
    tokens=({"name": "show_id", "en": "Show identification", "zh": "出示身份证明"},),
    evidence=({"name": "call_audio", "en": "Recording of the call", "zh": "通话录音"},),
)
CALM = point(
    "XX-CALM-001",
    "conduct",
    "No threats",
    "不得威胁",
    4,
    tokens=(
        {
            "name": "threaten",
            "en": "Threaten, abuse, deceive or use force",
            "zh": "威胁、辱骂、欺诈或使用暴力",
        },
    ),
)
SOFT = point("XX-SOFT-001", "cap", "Better once", "一次为宜", 5, facts=COUNT)
CLOCK: dict[str, Any] = {
    "rule_id": "XX-CMP-001",
    "version": "2020-01-01",
    "pack": "xx",
    "title": {"en": "Fifteen days to answer", "zh": "十五日内答复"},
    "citation": cited(7),
    "status": "P",
    "subject": "K1",
    "kind": "deadline",
    "state": "running",
    "started_on": "2026-11-01",
    "due_on": "2026-12-01",
    "done_on": None,
    "moved_by": "complaint_complex",
    "moved_on": "2026-11-05",
}
KEPT: dict[str, Any] = {
    "rule_id": "XX-KEEP-001",
    "version": "2020-01-01",
    "pack": "xx",
    "title": {"en": "Recordings two years", "zh": "录音保存两年"},
    "citation": {"en": "Act", "zh": "法"},
    "status": "P",
    "record": {"name": "call_audio", "en": "Recording of the call", "zh": "通话录音"},
    "keep": {"years": 2},
    "until": "debt_settled",
    "bound": "at_least",
}


def test_permit_says_all_of_it(books: Books) -> None:
    found = ways.answers(books, [CASE])[0]
    hashes = {key: found.pop(key) for key in ("permit_id", "book")}
    assert hashes["book"] == books.rules.on(date(2026, 11, 23)).version
    assert len(hashes["permit_id"]) == 64
    assert found == {
        "channel": "call",
        "customer_id": "C7",
        "day": "2026-11-23",
        "zone": "Asia/Shanghai",
        "at": "2026-11-23T22:30:00+08:00",
        "allowed": False,
        "windows": (),
        "instants": (),
        "remaining": 0,
        "refusals": (CAP, HOURS),
        "requires": (CALM, SAY),
        "advice": (SOFT,),
        "overrides": (
            {
                "rule_id": "XX-FREQ-001",
                "fact": "consent_frequency",
                "en": "Agreed to more frequent contact",
                "zh": "同意提高联系频次",
            },
        ),
        "next_lawful": "2026-11-24T08:00:00+08:00",
        "facts": {
            "product_card": {"value": True, "source": "given"},
            "calls_connected_today": {"value": 3, "source": "given"},
        },
        "packs": ({"pack": "xx", "by": (), "assumed": False},),
        "deadlines": (CLOCK,),
        "retention": (KEPT,),
        "fault": None,
    }
    assert list(found["facts"]) == ["product_card", "calls_connected_today"]


def test_permit_that_allows_says_all_of_it(books: Books) -> None:
    case = {**CASE, "at": "2026-11-23T21:30:00+08:00", "facts": {"calls_connected_today": 0}}
    found = ways.answers(books, [case])[0]
    assert (found["allowed"], found["remaining"], found["refusals"]) == (True, 3, ())
    assert found["windows"] == (("08:00", "22:00"),)
    assert found["instants"] == (("2026-11-23T08:00:00+08:00", "2026-11-23T22:00:00+08:00"),)
    assert (found["overrides"], found["advice"], found["next_lawful"]) == ((), (), None)
    unsure = {**SAY, "facts": {}, "unknown": ("product_card",)}
    assert found["requires"] == (CALM, unsure)


def test_explained_says_all_of_it(books: Books) -> None:
    case = {**CASE, "facts": {"calls_connected_today": 2, "product_card": False}}
    rows = ways.explained(books, case)
    plain = {"pack": "xx", "assumed": False}
    known = {"calls_connected_today": 2}
    assert [row for row in rows if row["pack"] == "xx"] == [
        {**plain, "rule_id": one["rule_id"], "title": one["title"], "citation": one["citation"]}
        | {"stance": stance, "facts": facts}
        for one, stance, facts in (
            (CALM, "requires", {"threaten": None}),
            (CAP, "allows", {**known, "consent_frequency": None}),
            (SAY, "aside", {"product_card": False, "show_id": None}),
            (SOFT, "requires", known),
            (HOURS, "refuses", {"actor": None}),
        )
    ]


SPOKEN = {
    "en": """\
REFUSED · call · 2026-11-23T22:30:00+08:00 Asia/Shanghai
  hours: none
  attempts that remain today: 0
  refused by Three a day (assumed: a fact is not known) [XX-FREQ-001, Act Art. 1, P]
  refused by By day only [XX-TIME-001, Act Art. 2, P]
  requires never: Threaten, abuse, deceive or use force [XX-CALM-001, Act Art. 4, P]
  requires Show identification [XX-SAY-001, Act Art. 3, P]
  advises against going on: Better once [XX-SOFT-001, Act Art. 5, P]
  would lift XX-FREQ-001: Agreed to more frequent contact
  next lawful moment: 2026-11-24T08:00:00+08:00
  clock Fifteen days to answer: running · 2026-12-01
  keep Recording of the call · Recordings two years
  permit: """,
    "zh": """\
不允许 · call · 2026-11-23T22:30:00+08:00 Asia/Shanghai
  可联系时间: 无
  当日剩余次数: 0
  不允许，依据 每日三次 (因事实不明从严认定) [XX-FREQ-001, 法 第一条, P]
  不允许，依据 仅限日间 [XX-TIME-001, 法 第二条, P]
  要求 不得：威胁、辱骂、欺诈或使用暴力 [XX-CALM-001, 法 第四条, P]
  要求 出示身份证明 [XX-SAY-001, 法 第三条, P]
  不宜继续： 一次为宜 [XX-SOFT-001, 法 第五条, P]
  可解除 XX-FREQ-001: 同意提高联系频次
  下一合规时刻: 2026-11-24T08:00:00+08:00
  期限 十五日内答复: running · 2026-12-01
  保存 通话录音 · 录音保存两年
  许可编号: """,
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_spoken_answer_word_for_word(books: Books, language: str) -> None:
    found = ways.answers(books, [CASE])[0]
    assert ways.spoken(found, language) == SPOKEN[language] + found["permit_id"]


def test_spoken_answer_to_a_day_and_with_unknown_facts(books: Books) -> None:
    case = {"channel": "call", "day": "2026-11-23", "zone": "Asia/Shanghai"}
    found = ways.answers(books, [case])[0]
    lines = ways.spoken(found).splitlines()
    assert lines[:4] == [
        "REFUSED · call · 2026-11-23 Asia/Shanghai",
        "  hours: none",
        "  attempts that remain today: 0",
        "  refused by Three a day (assumed: a fact is not known) [XX-FREQ-001, Act Art. 1, P]",
    ]
    open_ = {**found, "windows": [["08:00", "12:00"], ["14:00", "22:00"]], "remaining": None}
    open_ |= {"allowed": True, "fault": "KeyError: 'x'", "deadlines": [{**CLOCK, "due_on": None}]}
    assert ways.spoken(open_).splitlines()[:3] == [
        "ALLOWED · call · 2026-11-23 Asia/Shanghai",
        "  hours: 08:00-12:00, 14:00-22:00",
        "  something went wrong inside: KeyError: 'x'",
    ]
    assert "  clock Fifteen days to answer: running · no end known" in ways.spoken(open_)
    wrong = ways.answers(books, [{"channel": "pigeon", "day": "2026-11-23"}])[0]
    assert ways.spoken(wrong).splitlines()[0] == "NO PERMIT: the case cannot be read"
    assert ways.spoken(wrong, "zh") == "无许可：案例无法读取\n  channel: 不符合要求"

"""Answers word for word, of a pack small enough to read: what people and programs are told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from forbear import rulebook
from forbear.rulebook import ways
from forbear.rulebook.clocks import load_clocks
from forbear.rulebook.duties import load_duties
from forbear.rulebook.ways import Books

Pack = Callable[[Mapping[str, str]], Path]

RULES = """\
rules:
  - id: XX-FREQ-001
    kind: cap
    title: {en: Three a day, zh: 每日三次}
    explains: {en: Three calls a day., zh: 每日三次通话。}
    modality: must_not
    channels: [call]
    lifted_by: [consent_frequency]
    evidence: [dial_log]
    versions:
      - in_force: 2020-01-01
        status: P
        citation: {article: {en: Art. 1, zh: 第一条}, source: [example.com/act]}
        value: {max: 3, counts: calls_connected_today}
    cases: &cases
      - {label: lawful, en: other, zh: 其他, day: 2019-01-01, channel: call, expect: allowed}
      - {label: unlawful, en: other, zh: 其他, day: 2019-01-01, channel: call, expect: allowed}
      - {label: edge, en: other, zh: 其他, day: 2019-01-01, channel: call, expect: allowed}
  - id: XX-TIME-001
    kind: window
    title: {en: By day only, zh: 仅限日间}
    explains: {en: By day only., zh: 仅限日间。}
    modality: must_not
    channels: [call, home_visit]
    binds: [bank]
    versions:
      - in_force: 2020-01-01
        until: 2020-06-01
        status: S
        citation: {article: null, source: [example.com/old]}
        value: {allowed: ["09:00-12:00"]}
        remark: {en: The article was not seen., zh: 未见条号。}
      - in_force: 2021-01-01
        status: P
        citation: {article: {en: Art. 2, zh: 第二条}, source: [example.com/act, example.com/b]}
        value: {allowed: ["08:00-22:00"]}
    cases: *cases
  - id: XX-SAY-001
    kind: requirement
    title: {en: Say who calls, zh: 表明身份}
    explains: {en: Say who calls., zh: 表明身份。}
    modality: must
    channels: [call]
    products: [card]
    evidence: [call_audio]
    versions:
      - in_force: 2020-01-01
        status: P
        citation: {article: {en: Art. 3, zh: 第三条}, source: [example.com/act]}
        value: {needs: [show_id]}
    cases: *cases
  - id: XX-CALM-001
    kind: conduct
    title: {en: No threats, zh: 不得威胁}
    explains: {en: No threats., zh: 不得威胁。}
    modality: must_not
    channels: [call]
    versions:
      - in_force: 2020-01-01
        status: P
        citation: {article: {en: Art. 4, zh: 第四条}, source: [example.com/act]}
        value: {never: [threaten]}
    cases: *cases
  - id: XX-SOFT-001
    kind: cap
    title: {en: Better once, zh: 一次为宜}
    explains: {en: Once., zh: 一次。}
    modality: should_not
    effect: warn
    channels: [call]
    versions:
      - in_force: 2020-01-01
        status: P
        citation: {article: {en: Art. 5, zh: 第五条}, source: [example.com/act]}
        value: {max: 1, counts: calls_connected_today}
    cases: *cases
  - id: XX-OFF-001
    kind: hold
    title: {en: Not in force, zh: 未生效}
    explains: {en: A draft., zh: 草案。}
    modality: must_not
    enabled: false
    channels: [call]
    versions:
      - in_force: 2020-01-01
        status: D
        citation: {article: {en: Art. 6, zh: 第六条}, source: [example.com/act]}
        value: {holds: [dispute]}
    cases: *cases
"""
CLOCKS = """\
clocks:
  - id: XX-CMP-001
    kind: deadline
    title: {en: Fifteen days to answer, zh: 十五日内答复}
    explains: {en: Fifteen days., zh: 十五日。}
    modality: must
    versions:
      - in_force: 2020-01-01
        status: P
        citation: {article: {en: Art. 7, zh: 第七条}, source: [example.com/act]}
        value: {starts: [complaint_received], ends: [complaint_answered], within: {days: 15},
          extended: [{by: complaint_complex, within: {days: 30}}]}
    cases: &none
      - {label: lawful, en: a, zh: 甲, day: 2026-01-11, expect: {state: none}}
      - {label: unlawful, en: b, zh: 乙, day: 2026-01-12, expect: {state: none}}
      - {label: edge, en: c, zh: 丙, day: 2026-01-12, expect: {state: none}}
  - id: XX-KEEP-001
    kind: retention
    title: {en: Recordings two years, zh: 录音保存两年}
    explains: {en: Two years., zh: 两年。}
    modality: must
    versions:
      - in_force: 2020-01-01
        status: P
        citation: {article: null, source: [example.com/act]}
        value: {item: call_audio, starts: [call_recorded], keep: {years: 2}, until: debt_settled}
        remark: {en: Not seen., zh: 未见。}
    cases: *none
"""
DUTIES = """\
duties:
  - id: XX-DUTY-001
    about: plan
    title: {en: Five years, zh: 五年}
    explains: {en: Five years., zh: 五年。}
    modality: must_not
    versions:
      - in_force: 2020-01-01
        status: P
        citation: {article: {en: Art. 8, zh: 第八条}, source: [example.com/act]}
        value: {must: {term_months: {to: 60}}}
    cases:
      - {label: lawful, en: a, zh: 甲, day: 2026-11-23, facts: {term_months: 60}, expect: met}
      - {label: unlawful, en: b, zh: 乙, day: 2026-11-23, facts: {term_months: 61},
         expect: broken}
      - {label: edge, en: c, zh: 丙, day: 2026-11-23, expect: unknown}
"""
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


@pytest.fixture
def books(pack: Pack, files: dict[str, str]) -> Books:
    own = {**files, "xx/act/rules.yaml": RULES}
    own |= {"xx/act/time.clock.yaml": CLOCKS, "xx/act/plan.duty.yaml": DUTIES}
    folder = pack(own)
    return Books(
        rulebook.load(["xx"], folder=folder),
        load_clocks(["xx"], folder=folder),
        load_duties(["xx"], folder=folder),
    )


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


SHOWN = {
    "XX-TIME-001": """\
XX-TIME-001 · By day only
  By day only.
  instrument: Act (law)
  kind: window · must_not
  binds: bank · call, home_visit · all products
  2020-01-01 - 2020-06-01 [S] -: {'allowed': ['09:00-12:00']}
    example.com/old
    The article was not seen.
  2021-01-01 [P] Art. 2: {'allowed': ['08:00-22:00']}
    example.com/act
    example.com/b
  lawful: other -> allowed
  unlawful: other -> allowed
  on the edge: other -> allowed""",
    "XX-OFF-001": """\
XX-OFF-001 · Not in force
  A draft.
  instrument: Act (law)
  kind: hold · must_not · disabled: shown, decides nothing
  binds: bank, agency, purchaser · call · all products
  2020-01-01 [D] Art. 6: {'holds': ['dispute']}
    example.com/act
  lawful: other -> allowed
  unlawful: other -> allowed
  on the edge: other -> allowed""",
    "XX-KEEP-001": """\
XX-KEEP-001 · Recordings two years
  Two years.
  instrument: Act (law)
  kind: retention · must
  binds: bank, agency, purchaser · - · all products
  2020-01-01 [P] -: {'item': 'call_audio', 'starts': ['call_recorded'], 'keep': {'years': 2}, \
'until': 'debt_settled'}
    example.com/act
    Not seen.
  lawful: a -> none
  unlawful: b -> none
  on the edge: c -> none""",
}


@pytest.mark.parametrize("rule", SHOWN)
def test_rule_is_shown_word_for_word(books: Books, rule: str) -> None:
    assert ways.shown(books, rule) == SHOWN[rule]


def test_rule_is_shown_in_chinese(books: Books) -> None:
    assert ways.shown(books, "XX-FREQ-001", "zh") == (
        "XX-FREQ-001 · 每日三次\n"
        "  每日三次通话。\n"
        "  文件: 法 (law)\n"
        "  类型: cap · must_not\n"
        "  约束: bank, agency, purchaser · call · 全部产品\n"
        "  可由其解除: consent_frequency\n"
        "  2020-01-01 [P] 第一条: {'max': 3, 'counts': 'calls_connected_today'}\n"
        "    example.com/act\n"
        "  合规: 其他 -> allowed\n"
        "  不合规: 其他 -> allowed\n"
        "  边界: 其他 -> allowed"
    )
    assert "(law)\n  类型: requirement · must\n" in ways.shown(books, "XX-SAY-001", "zh")
    assert "· call · card\n" in ways.shown(books, "XX-SAY-001", "zh")


def test_rules_are_listed_whole(books: Books) -> None:
    base = {"pack": "xx", "instrument": "ACT", "bindingness": "law", "enabled": True}
    rows = {row["rule_id"]: row for row in ways.listed(books, packs=["xx"])}
    kinds = ["conduct", "deadline", "duty", "cap", "retention", "hold", "requirement", "cap"]
    assert [row["kind"] for row in rows.values()] == [*kinds, "window"]
    assert rows["XX-TIME-001"] == base | {
        "rule_id": "XX-TIME-001",
        "kind": "window",
        "title": HOURS["title"],
        "status": "P",
        "in_force": "2020-01-01",
        "channels": ["call", "home_visit"],
    }
    assert rows["XX-KEEP-001"] == base | {
        "rule_id": "XX-KEEP-001",
        "kind": "retention",
        "title": KEPT["title"],
        "status": "P",
        "in_force": "2020-01-01",
        "channels": [],
    }
    assert (rows["XX-OFF-001"]["enabled"], rows["XX-OFF-001"]["status"]) == (False, "D")
    early = {row["rule_id"]: row for row in ways.listed(books, on=date(2020, 5, 31))}
    assert early["XX-TIME-001"]["in_force"] == "2020-01-01"
    assert "XX-OFF-001" not in early
    assert "XX-TIME-001" not in {r["rule_id"] for r in ways.listed(books, on=date(2020, 6, 1))}
    assert ways.listed(books, on=date(2019, 12, 31)) == []


def test_coverage_counts_what_there_is(books: Books) -> None:
    counts = {
        "rules": 6,
        "clocks": 2,
        "duties": 1,
        "enabled": 8,
        "cases": 27,
        "cited": 100,
        "with_cases": 100,
        "both_languages": 100,
    }
    registered = {"title": {"en": "X", "zh": "甲"}, "since": "2020-01-01", "checked": "own"}
    assert ways.coverage(books) == {
        "packs": [{"pack": "xx", **registered, **counts}],
        "total": {"packs": 1, **counts},
    }
    assert ways.tried(books) == (27, [])


def test_books_hold_the_banks_rules_clocks_and_duties() -> None:
    own = {"overlay/a.yaml": RULES, "overlay/b.clock.yaml": CLOCKS, "overlay/c.duty.yaml": DUTIES}
    own = {
        name: text.replace("XX-", "BANK-").replace("status: P", "status: B")
        for name, text in own.items()
    }
    books = ways.open_books(["sg"], own)
    bank = [row["rule_id"] for row in ways.listed(books, packs=["bank"])]
    assert len(bank) == 9
    assert {"BANK-FREQ-001", "BANK-CMP-001", "BANK-DUTY-001"} <= set(bank)
    counts = {row["pack"]: row for row in ways.coverage(books)["packs"]}["bank"]
    assert (counts["rules"], counts["clocks"], counts["duties"]) == (6, 2, 1)
    assert counts["title"] == {"en": "Bank policy", "zh": "本行政策"}
    assert "since" not in counts

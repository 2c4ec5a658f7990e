"""Rules word for word, of a pack small enough to read: shown, listed, counted."""

from __future__ import annotations

from datetime import date

import pytest

from forbear.rulebook import ways
from forbear.rulebook.ways import Books

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
        "title": {"en": "By day only", "zh": "仅限日间"},
        "status": "P",
        "in_force": "2020-01-01",
        "channels": ["call", "home_visit"],
    }
    assert rows["XX-KEEP-001"] == base | {
        "rule_id": "XX-KEEP-001",
        "kind": "retention",
        "title": {"en": "Recordings two years", "zh": "录音保存两年"},
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


def test_books_hold_the_banks_rules_clocks_and_duties(small: dict[str, str]) -> None:
    own = {
        "overlay/a.yaml": small["rules"],
        "overlay/b.clock.yaml": small["clocks"],
        "overlay/c.duty.yaml": small["duties"],
    }
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

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from forbear.nightly.report import Summary
from forbear.nightly.report.model import RefusalSum, Text
from forbear.nightly.report.sections.permits import SHOWN, permits

PLAIN = RefusalSum("R-1", "call", 7, Text("Why", "理由"), None, "", "policy")
FIRST, LAST = date(2026, 11, 24), date(2027, 1, 3)


def refused(summary: Summary, *rows: RefusalSum) -> Summary:
    return replace(summary, refusals=rows)


def test_channels_are_split_in_three(busy: Summary) -> None:
    call, sms = permits(busy).channels[:2]
    assert (call.free, call.conditional, call.refused) == (0, 5402, 788)
    assert (sms.free, sms.conditional, sms.refused) == (5455, 0, 735)
    assert sum(call.widths) == pytest.approx(100)


def test_rules_come_by_the_customers_they_refuse(busy: Summary) -> None:
    made = permits(busy)
    counts = [r.customers for r in made.rules]
    assert counts == sorted(counts, reverse=True)
    assert made.rules[0].rule == "CN-TP-002"
    assert made.refused_finding == Text(
        "“Others only when the debtor is lost” keeps us from most: 5,711 customers",
        "限制最多的规则是“仅在债务人失联时方可联系第三人”：5,711位客户",
    )
    assert (made.count, made.by_law) == (9, 5)


def test_policy_is_never_shown_as_law(busy: Summary) -> None:
    shown = {(r.basis, r.basis_text.en, r.citation is None) for r in permits(busy).rules}
    assert ("policy", "Bank policy", True) in shown
    assert ("policy", "Law", True) not in shown
    assert {r.citation for r in permits(busy).rules if r.basis == "policy"} == {None}


@pytest.mark.parametrize(
    ("changes", "en", "zh"),
    [
        ({}, "no end is known", "期限未知"),
        ({"lifts": Text("he agrees", "客户同意")}, "he agrees", "客户同意"),
        ({"first_ends_on": FIRST}, "ends 2026-11-24", "11月24日到期"),
        ({"first_ends_on": FIRST, "last_ends_on": FIRST}, "ends 2026-11-24", "11月24日到期"),
        (
            {"first_ends_on": FIRST, "last_ends_on": LAST, "open_ended": 3},
            "ends from 2026-11-24 to 2027-01-03; for 3 no end is known",
            "11月24日至2027年1月3日陆续到期；3位期限未知",
        ),
        ({"open_ended": 3}, "no end is known", "期限未知"),
    ],
)
def test_refusal_says_what_lifts_it_and_when_it_ends(
    busy: Summary, changes: dict[str, object], en: str, zh: str
) -> None:
    row = replace(PLAIN, **changes)  # type: ignore[arg-type]
    (rule,) = permits(refused(busy, row)).rules
    assert rule.ends == Text(en, zh)


def test_rule_on_several_channels_is_one_row(busy: Summary) -> None:
    rows = (PLAIN, replace(PLAIN, channel="sms"), replace(PLAIN, channel="letter"))
    (rule,) = permits(refused(busy, *rows)).rules
    assert (rule.customers, rule.channels) == (7, Text("Call, SMS, Letter", "电话、短信、信函"))


def test_channels_are_counted_where_they_differ(busy: Summary) -> None:
    rows = (PLAIN, replace(PLAIN, channel="sms", customers=9_000))
    (rule,) = permits(refused(busy, *rows)).rules
    assert (rule.customers, rule.channels.en) == (9_000, "Call 7, SMS 9,000")


def test_empty_citation_is_none(busy: Summary) -> None:
    (rule,) = permits(refused(busy, replace(PLAIN, citation=Text("", "")))).rules
    assert rule.citation is None


def test_unknown_status_stands_for_itself(busy: Summary) -> None:
    (rule,) = permits(refused(busy, replace(PLAIN, status="X"))).rules
    assert rule.status == Text("X", "X")


def test_long_lists_are_cut_and_it_is_said(busy: Summary) -> None:
    rows = [replace(PLAIN, rule=f"R-{n}", customers=n) for n in range(SHOWN + 3)]
    made = permits(refused(busy, *rows))
    assert len(made.rules) == SHOWN
    assert made.more == Text("3 more rules are only in the files.", "另有3条规则仅见于明细文件。")


def test_night_without_refusals(bare: Summary, busy: Summary) -> None:
    assert permits(bare).finding.en == "Nothing is overdue"
    assert permits(bare).refused_finding is None
    free = replace(busy, totals=replace(busy.totals, refused_customers=0))
    assert permits(free).finding.zh == "每位逾期客户至少有一种方式可以联系"

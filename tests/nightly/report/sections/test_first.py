from __future__ import annotations

from dataclasses import replace

from forbear.nightly.report import Summary
from forbear.nightly.report.figures import Money
from forbear.nightly.report.model import FunnelStep, Text
from forbear.nightly.report.sections.first import answers, funnel, npl_ratio

CNY = Money("CNY", 2)


def test_first_screen_answers_four_questions(busy: Summary) -> None:
    made = answers(busy, CNY)
    assert [a.figure.en for a in made] == [
        "CNY 35.2m",
        "4,855 contacts",
        "CNY 476k",
        "15,021 contacts",
    ]
    assert [a.anchor for a in made] == ["overdue", "treatments", "sure", "permits"]


def test_what_is_overdue_in_both_languages(busy: Summary) -> None:
    overdue = answers(busy, CNY)[0]
    assert overdue.lines == (
        Text("on 6,819 of 30,000 accounts (22.7%)", "30,000个账户中6,819个逾期（22.7%）"),
        Text("with CNY 220m of principal still to be repaid", "逾期账户本金余额2.20亿元"),
        Text("NPL ratio 2.43% of CNY 1.83bn outstanding", "贷款余额18.3亿元，不良率2.43%"),
    )


def test_channels_come_in_order_of_use(busy: Summary) -> None:
    plan = answers(busy, CNY)[1]
    assert plan.lines[1].en == "SMS 2,377 · Call 1,920 · Letter 310 · Home visit 241 · Agency 200"


def test_night_without_anything_still_answers(bare: Summary) -> None:
    made = answers(bare, CNY)
    assert [a.figure.zh for a in made] == ["0元", "0次联系", "0元", "0次联系"]
    assert funnel(bare, CNY) is None


def test_by_itself_is_left_out_when_unknown(busy: Summary) -> None:
    silent = replace(busy, totals=replace(busy.totals, expected_by_itself=None))
    assert len(answers(busy, CNY)[2].lines) == 3
    assert len(answers(silent, CNY)[2].lines) == 2


def test_npl_ratio_counts_the_three_worst_classes(busy: Summary) -> None:
    bad = sum(t.outstanding for t in busy.tiers[2:])
    assert npl_ratio(busy) == f"{100 * bad / sum(t.outstanding for t in busy.tiers):.2f}%"


def test_funnel_says_what_fell_away(busy: Summary) -> None:
    made = funnel(busy, CNY)
    assert made is not None
    assert [s.fell.en if s.fell else None for s in made.steps] == [
        None,
        "16,310 are not late",
        "148 may not be contacted on any channel",
        "for 973 no contact would bring more than it costs",
        "257 must wait: no capacity left",
    ]
    assert [round(s.width) for s in made.steps] == [100, 28, 27, 23, 21]
    assert made.finding.zh == "6,190位逾期客户中，计划联系4,812位（78%）"


def test_funnel_takes_a_step_of_the_caller_s_own(busy: Summary) -> None:
    steps = (FunnelStep("tape", 3, 0), FunnelStep("called", 2, 0))
    made = funnel(replace(busy, funnel=steps), CNY)
    assert made is not None
    assert [(s.name.en, s.fell) for s in made.steps] == [
        ("On the tape", None),
        ("called", Text("one less", "减少1位")),
    ]
    assert made.finding.en == "Nothing is overdue"

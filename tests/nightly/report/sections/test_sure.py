from __future__ import annotations

from dataclasses import replace

from forbear.nightly.report import Summary
from forbear.nightly.report.figures import Money
from forbear.nightly.report.model import AllocationQuality, QuarantineReason, Text, Worklist
from forbear.nightly.report.sections.sure import SHOWN, allocation, received, score
from forbear.nightly.report.sections.worklists import worklists

CNY = Money("CNY", 2)


def test_tape_adds_up(busy: Summary) -> None:
    made = received(busy)
    assert made is not None
    assert made.balanced
    assert made.total == (Text("Total", "合计"), "528,777", "528,031", "746")
    assert made.finding.en == "746 of 528,777 rows (0.14%) were set aside"
    assert made.reasons[0][1:] == (
        Text("Its account was set aside", "所属账户已被隔离"),
        "parent",
        "240",
    )


def test_tape_that_does_not_add_up_raises_alarm(busy: Summary) -> None:
    first, *rest = busy.tape
    made = received(replace(busy, tape=(replace(first, accepted=first.accepted - 1), *rest)))
    assert made is not None
    assert not made.balanced


def test_clean_tape_is_said_to_be_whole(busy: Summary) -> None:
    clean = tuple(replace(t, accepted=t.received, quarantined=0) for t in busy.tape)
    made = received(replace(busy, tape=clean, quarantine=()))
    assert made is not None
    assert made.finding == Text("All 528,777 rows were accepted", "528,777行全部接收")


def test_many_reasons_are_cut_and_it_is_said(busy: Summary) -> None:
    many = tuple(
        QuarantineReason("accounts", f"r{n}", Text("x", "某"), n + 1) for n in range(SHOWN + 2)
    )
    made = received(replace(busy, quarantine=many))
    assert made is not None
    assert len(made.reasons) == SHOWN
    assert made.more == Text("2 more reasons are only in the files.", "另有2项原因仅见于明细文件。")


def test_score_names_where_it_is_furthest_off(busy: Summary) -> None:
    made = score(busy)
    assert made is not None
    assert made.finding.zh == "评分AUC为0.77；M4偏差最大，相差5.0个百分点"
    assert made.rows[0][4:] == ("0.768", "0.412", "0.136", "0.011")
    assert made.note == busy.score_note


def test_unmeasured_quality_is_a_dash(busy: Summary) -> None:
    row = replace(busy.score[1], auc=None, ks=None)
    made = score(replace(busy, score=(row,)))
    assert made is not None
    assert made.rows[0][4:6] == ("–", "–")
    assert made.finding.en.startswith("The score ranks with an AUC of –")


def test_parts_left_out_are_left_out(bare: Summary) -> None:
    assert received(bare) is None
    assert score(bare) is None
    assert allocation(bare, CNY) is None
    assert worklists(bare, CNY) is None


def test_allocation_says_how_near_the_bound_it_is(busy: Summary) -> None:
    quality = AllocationQuality(47_610_400, 47_618_800, 8_400 / 47_618_800)
    made = allocation(replace(busy, allocation=quality), CNY)
    assert made is not None
    finding, note = made
    assert finding.en == "Within 0.018% of the best possible plan, if the assumptions hold"
    assert note.zh == (
        "本计划价值47.6万元。在同样的产能、许可与效果之下，任何计划最多再多84.00元（对偶上界）。"
    )


def test_worklists_name_branch_and_file(busy: Summary) -> None:
    lists = (Worklist("B01", 3, 391, 480_000_00, "worklists/B01.csv"), Worklist("B99", 1, 1, 5))
    made = worklists(replace(busy, worklists=lists), CNY)
    assert made is not None
    assert made.finding.en == "392 cases for 4 collectors"
    assert [(r.branch, r.owed.en, r.file) for r in made.rows] == [
        ("德清支行", "480", "worklists/B01.csv"),
        ("B99", "0", None),
    ]

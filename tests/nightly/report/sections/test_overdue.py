from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from forbear.nightly.report import Summary
from forbear.nightly.report.figures import Money
from forbear.nightly.report.model import BucketSum, Roll, Text
from forbear.nightly.report.sections.overdue import figures, finding

CNY = Money("CNY", 2)
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def only(summary: Summary, **parts: object) -> Summary:
    empty = {"buckets": (), "tiers": (), "rolls": ()}
    return replace(summary, **(empty | parts))  # type: ignore[arg-type]


def test_each_figure_has_its_finding(busy: Summary) -> None:
    assert [f.finding.en for f in figures(busy, CNY)] == [
        "M3 and later: 24% of the overdue accounts, 72% of the money",
        "2.43% of the outstanding principal is non-performing",
        "In 2026-10, 30% of late accounts were cured; of those in M6, 84% got worse",
        "More of M0 gets worse: 5% at first, 11% last",
    ]


def test_figures_left_out_are_not_drawn(bare: Summary) -> None:
    assert figures(bare, CNY) == ()
    assert finding(bare, CNY).en == "Nothing is overdue"


def test_tables_behind_hold_exact_sums(busy: Summary) -> None:
    buckets = figures(busy, CNY)[0]
    m1 = Text("M1", "M1")
    assert buckets.rows[1] == (m1, "3,655", "3,402", "4,121,000.00", "94,102,200.00")
    assert len(buckets.rows) == 8
    assert [h.zh for h in buckets.heads][3] == "逾期金额（元）"


@pytest.mark.parametrize(
    ("rows", "en"),
    [
        ([("M1", 10, 0), ("M2", 5, 0)], "Nothing is overdue"),
        ([("M1", 10, 100)], "M1 holds 100% of the overdue money"),
        (
            [("M1", 90, 10), ("M2", 10, 90)],
            "M2 and later: 10% of the overdue accounts, 90% of the money",
        ),
        ([("M1", 10, 90), ("M2", 90, 10)], "M1 holds 90% of the overdue money"),
    ],
)
def test_finding_of_buckets(busy: Summary, rows: list[tuple[str, int, int]], en: str) -> None:
    late = tuple(BucketSum(name, n, n, owed, 0) for name, n, owed in rows)
    (made,) = figures(only(busy, buckets=late), CNY)
    assert made.finding.en == en


def roll(month: date, was: str, now: str, accounts: int) -> Roll:
    return Roll(month, was, now, accounts, 0)


def test_matrix_takes_the_last_month(busy: Summary) -> None:
    moves = (
        roll(MAY, "M1", "M2", 100),
        roll(JUNE, "M0", "M0", 90),
        roll(JUNE, "M0", "M1", 10),
        roll(JUNE, "M1", "M0", 30),
        roll(JUNE, "M1", "M1", 10),
        roll(JUNE, "M1", "M2", 60),
    )
    matrix, trend = figures(only(busy, rolls=moves), CNY)
    assert matrix.finding.zh == "6月，逾期账户中30%恢复正常；M1账户中60%继续恶化"
    assert matrix.rows == (
        ("M0", "100", "90.0%", "10.0%", "0.0%"),
        ("M1", "100", "30.0%", "10.0%", "60.0%"),
        ("M2", "0", "0.0%", "0.0%", "0.0%"),
    )
    assert trend.rows == (
        (Text("2026-05", "5月"), "–", "100.0%"),
        (Text("2026-06", "6月"), "10.0%", "60.0%"),
    )
    assert trend.finding.en == "Less of M1 gets worse: 100% at first, 60% last"


def test_month_in_which_nobody_was_late(busy: Summary) -> None:
    (made,) = figures(only(busy, rolls=(roll(MAY, "M0", "M0", 9),)), CNY)
    assert made.finding.en == "In 2026-05 no late account got worse"


def test_months_without_a_common_bucket_have_no_trend(busy: Summary) -> None:
    moves = (roll(MAY, "M0", "M1", 90), roll(JUNE, "M1", "M2", 90))
    (_, trend) = figures(only(busy, rolls=moves), CNY)
    assert trend.finding.en == "Too few accounts or months to see a trend"


def test_titles_are_not_made_of_a_handful_of_accounts(busy: Summary) -> None:
    """Two accounts of M5 that both got worse are no finding, and one more or less no trend."""
    moves = (
        roll(MAY, "M1", "M1", 40),
        roll(MAY, "M2", "M2", 29),
        roll(JUNE, "M1", "M0", 20),
        roll(JUNE, "M1", "M2", 20),
        roll(JUNE, "M2", "M3", 29),
        roll(JUNE, "M5", "M6", 2),
    )
    matrix, trend = figures(only(busy, rolls=moves), CNY)
    assert (
        matrix.finding.en
        == "In 2026-06, 28% of late accounts were cured; of those in M1, 50% got worse"
    )
    assert trend.finding.en == "More of M1 gets worse: 0% at first, 50% last"
    few = tuple(m for m in moves if m.was != "M1")
    matrix, trend = figures(only(busy, rolls=(*few, roll(JUNE, "M1", "M0", 9))), CNY)
    assert matrix.finding.zh == "6月，逾期账户中22%恢复正常"
    assert trend.finding.zh == "账户或月份太少，看不出趋势"


def test_at_most_five_lines(busy: Summary) -> None:
    assert len(figures(busy, CNY)[3].heads) == 1 + 5

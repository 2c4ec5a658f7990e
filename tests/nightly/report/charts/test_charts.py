from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from forbear.nightly.report import Summary
from forbear.nightly.report.charts.days import Day, days
from forbear.nightly.report.charts.overdue import buckets, tiers
from forbear.nightly.report.charts.rolls import matrix, worse
from forbear.nightly.report.charts.score import expected
from forbear.nightly.report.figures import Money
from forbear.nightly.report.model import BucketSum, Stop, TeamDay, TierSum

CNY = Money("CNY", 2)


def texts(drawn: str, css: str) -> list[str]:
    found = re.findall(rf'<text [^>]*class="{css}[^"]*"[^>]*>(.*?)</text>', drawn)
    english = [re.sub(r'<tspan class="zh".*?</tspan>', "", t) for t in found]
    return [re.sub(r"<[^>]+>", "", t) for t in english]


def test_buckets_label_every_bar() -> None:
    rows = [BucketSum("M1", 3655, 3402, 412_100_000, 0), BucketSum("M2", 15, 14, 588_400_000, 0)]
    drawn = buckets(rows, CNY)
    assert texts(drawn, "value") == ["3,655", "15", "4.12", "5.88"]
    assert texts(drawn, "name") == ["M1", "M2"]
    assert texts(drawn, "head") == ["Accounts", "Owed, CNY m"]


@pytest.mark.parametrize("size", [0, 7, 10**4, 10**7])
def test_tick_labels_do_not_meet(size: int) -> None:
    drawn = buckets([BucketSum("M1", size, size, size * 10**5, 0)], CNY)
    ends = []
    for x, label in re.findall(r'<text x="([\d.]+)"[^>]*class="tick"[^>]*>([^<]+)<', drawn):
        half = len(label) * 0.58 * 10.5 / 2
        ends.append((float(x) - half, float(x) + half))
    ends.sort()
    assert all(a[1] <= b[0] for a, b in pairwise(ends))


def test_tiers_brace_the_non_performing() -> None:
    rows = [
        TierSum("normal", 9, 0, 900),
        TierSum("substandard", 1, 5, 80),
        TierSum("loss", 1, 5, 20),
    ]
    drawn = tiers(rows)
    assert texts(drawn, "value") == ["90.00%", "8.00%", "2.00%", "10.00%"]
    assert drawn.count("data d2") == 2


def test_tiers_of_nothing_have_no_share() -> None:
    assert texts(tiers([TierSum("loss", 0, 0, 0)]), "value") == ["–", "–"]


def test_matrix_shades_better_same_and_worse() -> None:
    shares = {("M0", "M0"): 0.9, ("M0", "M1"): 0.1, ("M1", "M0"): 0.996, ("M1", "M1"): 0.004}
    drawn = matrix(["M0", "M1"], shares)
    assert re.findall(r'rect class="([^"]+)"', drawn) == [
        "same s4",
        "worse s0",
        "better s4",
        "same s0",
    ]
    assert texts(drawn, "cell") == ["90%", "10%", "100%", "<1%".replace("<", "&lt;")]


def test_lines_are_labelled_at_their_ends_without_touching() -> None:
    months = [date(2026, 9, 1), date(2026, 10, 1)]
    drawn = worse(months, {"M0": [0.1, 0.2], "M1": [0.1, 0.201], "M2": [None, None]})
    assert texts(drawn, "value") == ["M1  20%", "M0  20%"]
    heights = [float(y) for y in re.findall(r'y="([\d.]+)" class="value', drawn)]
    assert heights[1] - heights[0] == pytest.approx(14, abs=0.2)


def test_line_of_one_month_is_a_dot() -> None:
    drawn = worse([date(2026, 9, 1)], {"M0": [0.1]})
    assert drawn.count("<circle") == 1


def test_score_marks_what_was_expected_and_what_came_true(busy: Summary) -> None:
    drawn = expected(busy.score)
    assert texts(drawn, "value")[-1] == "+5.0 pp"
    assert drawn.count('class="ring"') == len(busy.score) + 1


TEAM = TeamDay("T1", "B1", ("王*国",), 510, 1050, 12, 6000, 700)
STOPS = (
    Stop("T1", 1, "visit", 540, 540, 570, 30, 15_000, 10),
    Stop("T1", 2, "break", 570, 570, 600, 0, 0, 10),
    Stop("T1", 3, "visit", 610, 660, 688, 10, 5_000, 10),
)


def test_day_shows_visits_breaks_and_travel() -> None:
    drawn = days([Day(0, TEAM, STOPS)])
    assert drawn.count('class="visit f0"') == 2
    assert drawn.count('class="break"') == 1
    assert drawn.count('class="travel t0"') == 4
    assert texts(drawn, "name") == ["T1 · 2 visits · back 11:40"]


def test_clock_spans_the_shift_even_when_a_team_is_late() -> None:
    late = replace(TEAM, home_at=1130)
    assert texts(days([Day(0, late, STOPS)]), "tick")[0] == "08:00"
    hours = texts(days([Day(0, late, STOPS), Day(1, TEAM, ())]), "tick")
    assert hours == ["08:00", "10:00", "12:00", "14:00", "16:00", "18:00"]

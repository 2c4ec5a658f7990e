from __future__ import annotations

from dataclasses import replace

import pytest

from forbear.nightly.report import Summary
from forbear.nightly.report.figures import Money
from forbear.nightly.report.model import Stop, TeamDay, Text, UnroutedPoint
from forbear.nightly.report.sections.branch import POINTS, BranchView
from forbear.nightly.report.sections.visits import BRANCHES, Visits, visits

CNY = Money("CNY", 2)


def made(summary: Summary) -> Visits:
    found = visits(summary, CNY)
    assert found is not None
    return found


def view(summary: Summary, name: str) -> BranchView:
    (found,) = [b for b in made(summary).branches if b.branch_id == name]
    return found


def small(busy: Summary, *stops: Stop, teams: int = 1) -> Summary:
    """One branch, with the given stops for its first team."""
    days = tuple(
        TeamDay(f"T{n}", "B01", ("王*国", "李*"), 510, 1050, 12, 6_000, 700)
        for n in range(1, teams + 1)
    )
    return replace(busy, teams=days, stops=stops, unrouted=(), unrouted_points=())


VISIT = Stop(
    "T1", 1, "visit", 540, 555, 585, 30, 15_000, 62, "C1", "张*明", "home", 480, 1320, 30.6, 119.9
)
CARD, CAMERA = Text("identity card", "工作证"), Text("camera", "记录仪")


def test_night_without_teams_has_no_section(bare: Summary) -> None:
    assert visits(bare, CNY) is None


def test_finding_counts_visits_teams_and_branches(busy: Summary) -> None:
    assert made(busy).finding == Text(
        "259 visits by 24 teams from 8 branches; 360 candidates wait",
        "8家网点、24个外访组共外访259次；另有360次候选外访未排入",
    )


def test_glance_adds_up_each_branch(busy: Summary) -> None:
    rows = made(busy).glance
    assert sum(int(g.visits) for g in rows) == 259
    assert [g.teams for g in rows] == ["3", "2", "3", "4", "6", "2", "3", "1"]
    assert [g.anchor for g in rows] == [f"branch-{n}" for n in range(1, 9)]


def test_way_and_road_include_the_way_home(busy: Summary) -> None:
    (row,) = made(small(busy, VISIT)).glance
    assert (row.way.en, row.road) == ("21.0 km", "8%")


def test_reasons_are_summed_over_branches(busy: Summary) -> None:
    assert [(why.en, n) for why, n, _ in made(busy).reasons] == [
        ("no team had time left", "144"),
        ("brings less than the way costs", "120"),
        ("no permitted window could be met", "96"),
    ]


def test_six_teams_are_drawn_three_and_three(busy: Summary) -> None:
    branch = view(busy, "B05")
    assert len(branch.panels) == 2
    assert [str(clock).count('class="mark') for _, clock in branch.panels] == [3, 3]
    assert [t.mark for t in branch.teams[:3]] == [t.mark for t in branch.teams[3:]]


def test_stop_says_when_where_and_how_long(busy: Summary) -> None:
    (stop,) = view(small(busy, VISIT), "B01").teams[0].stops
    assert (stop.number, stop.arrive, stop.begin, stop.window) == (
        "1",
        "09:00",
        "09:15",
        "08:00–22:00",
    )
    assert (stop.stay.en, stop.travel.zh, stop.slack.en) == (
        "30 min",
        "30分钟，15.0公里",
        "1 h 02",
    )
    assert (stop.name, stop.place.zh, stop.must) == ("张*明", "住所", False)


def test_break_has_neither_window_nor_name(busy: Summary) -> None:
    rest = Stop("T1", 2, "break", 600, 600, 645, 0, 0, 30)
    stop = view(small(busy, VISIT, rest), "B01").teams[0].stops[1]
    assert (stop.place.en, stop.window, stop.name, stop.travel.en) == ("Break", "", None, "")


def test_what_every_visit_needs_is_said_once(busy: Summary) -> None:
    one = replace(VISIT, bring=(CARD, CAMERA))
    two = replace(VISIT, stop=2, bring=(CAMERA,))
    team = view(small(busy, one, two), "B01").teams[0]
    assert team.bring == CAMERA
    assert [s.bring for s in team.stops] == [CARD, None]


def test_team_without_stops_is_still_listed(busy: Summary) -> None:
    branch = view(small(busy, teams=1), "B01")
    assert branch.teams[0].stops == ()
    assert branch.teams[0].bring is None
    assert branch.headline.en.startswith("0 visits by 1 team")


def test_candidates_outside_the_map_or_beyond_its_limit_are_counted(busy: Summary) -> None:
    base = busy.branches[0]
    near = tuple(UnroutedPoint("B01", base.lat, base.lon + n * 1e-5) for n in range(POINTS + 5))
    far = (UnroutedPoint("B01", 10.0, 10.0),)
    branch = view(replace(small(busy, VISIT), unrouted_points=near + far), "B01")
    assert [n.en for n in branch.notes] == [
        "Crosses are 200 candidates not visited.",
        "6 more lie outside or are not drawn.",
    ]


def test_branch_unknown_to_the_tape_is_in_the_table_only(busy: Summary) -> None:
    lost = replace(small(busy, VISIT), branches=())
    assert made(lost).branches == ()
    assert [(g.name, g.anchor) for g in made(lost).glance] == [("B01", None)]
    assert made(lost).cut == Text(
        "One more branch is only in the files.", "另有1家网点仅见于明细文件。"
    )


@pytest.mark.parametrize(("branches", "shown"), [(BRANCHES, BRANCHES), (300, BRANCHES)])
def test_busiest_branches_are_drawn(busy: Summary, branches: int, shown: int) -> None:
    bases = tuple(replace(busy.branches[0], branch_id=f"X{n:03d}") for n in range(branches))
    teams = tuple(
        TeamDay(f"T{n}", b.branch_id, (), 510, 1050, 0, 0, 600) for n, b in enumerate(bases)
    )
    stops = tuple(
        replace(VISIT, team_id=f"T{n}", stop=i + 1)
        for n in range(branches)
        for i in range(1 + n % 7)
    )
    whole = made(replace(busy, branches=bases, teams=teams, stops=stops, unrouted=()))
    assert len(whole.branches) == shown
    assert len(whole.glance) == branches
    if branches > shown:
        assert whole.cut is not None
        assert {len(b.teams[0].stops) for b in whole.branches} == {7}


def test_branch_with_more_stops_than_the_report_holds_is_left_to_the_files(busy: Summary) -> None:
    stops = tuple(replace(VISIT, stop=n) for n in range(1, 3_002))
    assert made(small(busy, *stops)).branches == ()

"""What the charts say, from figures made by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

Sums = dict[tuple[str, str], tuple[int, int, int]]


@pytest.fixture
def charts(django: None) -> Callable[..., dict[str, Any]]:
    """``charts(page, as_of, {measure: {(row, column): (items, customers, amount)}})`` by name."""

    def make(
        name: str,
        sums: dict[str, Sums],
        as_of: date = date(2026, 11, 22),
        language: str = "en",
        month: str = "",
    ) -> dict[str, Any]:
        import importlib

        from django.utils import translation

        from forbear.nightly.figures.measures import Measure
        from forbear.web.oversight.asked import Asked, Counted

        class Made(Asked):
            def sums(self, *measures: Measure) -> Any:
                told: Any = sums
                return {
                    m: {at: Counted(*counts) for at, counts in told.get(str(m), {}).items()}
                    for m in measures
                }

        night: Any = SimpleNamespace(pk=1, as_of=as_of, plan_for=date(2026, 11, 23))
        user: Any = None
        asked = Made(user, night, (night,), (), "", "", month)
        page = importlib.import_module(f"forbear.web.oversight.pages.{name}")
        with translation.override(language):
            return {chart.name: chart for chart in page.charts(asked)}

    return make


def table(chart: Any) -> list[tuple[Any, ...]]:
    return [row.cells for row in chart.table.rows]


def both(amounts: dict[str, tuple[int, int]]) -> Sums:
    """Owed and outstanding by row."""
    return {
        **{(row, "owed"): (1, 1, owed) for row, (owed, _) in amounts.items()},
        **{(row, "outstanding"): (1, 1, left) for row, (_, left) in amounts.items()},
    }


BOOK = {
    "bucket": both({"M0": (0, 700_00), "M1": (10_00, 100_00), "M2": (50_00, 200_00)}),
    "tier": both(
        {"normal": (0, 700_00), "special_mention": (30_00, 280_00), "loss": (30_00, 2000)}
    ),
}


def test_book_says_what_is_overdue_and_the_npl_ratio(charts: Any) -> None:
    made = charts("book", BOOK)
    assert made["exposure"].title == ("CNY 300 of loans are overdue, 30.0% of the book; most in M2")
    assert made["classes"].title == "CNY 20.00 are non-performing: an NPL ratio of 2.0%"
    assert made["accounts"].title == "2 accounts are overdue, 1 of them beyond M1"
    assert made["exposure"].series[0].values == (100_00, 200_00, 0, 0, 0, 0, 0)
    assert table(made["exposure"])[:2] == [
        ("M0", 1, 1, 0, 700_00, 0.7),
        ("M1", 1, 1, 10_00, 100_00, 0.1),
    ]
    # Nobody has a case while nothing is overdue.
    assert made["exposure"].table.rows[0].link is None
    assert "npl" not in made
    assert "branches" not in made


def test_book_in_chinese(charts: Any) -> None:
    made = charts("book", BOOK, language="zh-hans")
    assert made["exposure"].title == "逾期贷款余额300元，占全部余额30.0%，M2最多"
    assert made["classes"].labels == ("关注", "次级", "可疑", "损失")


def test_empty_book_says_so(charts: Any) -> None:
    made = charts("book", {})
    assert made["exposure"].title == "Nothing is overdue"
    assert made["classes"].title == "CNY 0 are non-performing: an NPL ratio of –"


ROLLS = {
    "roll": {
        ("2026-09 M1", "M0"): (2, 0, 0),
        ("2026-09 M1", "M2"): (2, 0, 0),
        ("2026-10 M1", "M0"): (1, 0, 0),
        ("2026-10 M1", "M1"): (2, 0, 0),
        ("2026-10 M1", "M2"): (4, 0, 0),
        ("2026-10 M1", "M3"): (1, 0, 0),
        ("2026-10 M2", "M2"): (3, 0, 0),
        ("2026-11 M1", "M0"): (4, 0, 0),
        ("2026-11 M1", "M2"): (1, 0, 0),
    }
}


def test_matrix_is_of_the_last_whole_month_unless_another_is_chosen(charts: Any) -> None:
    made = charts("movement", ROLLS)["rolls"]
    assert made.title == (
        "Of accounts in M1 at the start of 2026-10, 62.5% fell further behind and 12.5% caught up"
    )
    assert {(c.y, c.x): c.value for c in made.cells} == {
        (1, 0): 1 / 8,
        (1, 1): 2 / 8,
        (1, 2): 4 / 8,
        (1, 3): 1 / 8,
        (2, 2): 1.0,
    }
    assert [name for name, _ in made.links] == ["2026-11", "2026-10", "2026-09"]
    assert {cell.link for cell in made.cells} == {None}
    so_far = charts("movement", ROLLS, month="2026-11")["rolls"]
    assert so_far.title == (
        "Of accounts in M1 at the start of 2026-11, 20.0% have fallen further behind so far and "
        "80.0% have caught up"
    )
    assert {cell.link for cell in so_far.cells} == {None, "/board/cases/?bucket=M2"}
    assert charts("movement", ROLLS, month="2020-01")["rolls"].title == made.title


def test_month_that_ends_today_is_whole(charts: Any) -> None:
    made = charts("movement", ROLLS, as_of=date(2026, 11, 30))
    assert "2026-11, 20.0% fell further behind and 80.0% caught up" in made["rolls"].title
    assert made["down"].labels == ("2026-09", "2026-10", "2026-11")


def test_way_down_compares_whole_months(charts: Any) -> None:
    made = charts("movement", ROLLS)["down"]
    assert made.title == "From M1 to worse: 62.5% in 2026-10, 50.0% the month before"
    assert {one.name: one.values for one in made.series} == {"M1": (0.5, 0.625), "M2": (None, 0.0)}


CURES = {
    "cure": {
        ("2026-07", "00"): (1, 0, 0),
        ("2026-07", "02"): (2, 0, 0),
        ("2026-07", "04"): (1, 0, 0),
        ("2026-07", "still"): (6, 0, 0),
        ("2026-11", "00"): (3, 0, 0),
    }
}


def test_cure_curve_grows_month_by_month_up_to_the_last_that_is_over(charts: Any) -> None:
    made = charts("movement", CURES)["cures"]
    assert (
        made.title == "Of accounts that fell behind in 2026-07, 30.0% had caught up after 3 months"
    )
    # November is not over: neither the fourth month of July nor anything of November is told.
    assert [(one.name, one.values) for one in made.series] == [("2026-07", (0.1, 0.1, 0.3, 0.3))]
    assert table(made) == [
        ("2026-07", 10, 6, 0.1, 0.1, 0.3, 0.3),
        ("2026-11", 3, 0, None, None, None, None),
    ]
    # Each point leads to those who are still behind.
    assert set(made.series[0].links) == {"/board/cases/?since=2026-07"}
    assert [row.link for row in made.table.rows] == [
        "/board/cases/?since=2026-07",
        "/board/cases/?since=2026-11",
    ]


def test_cures_draw_the_five_latest_and_tell_all(charts: Any) -> None:
    months = [f"2026-{month:02}" for month in range(1, 11)]
    made = charts("movement", {"cure": {(m, "00"): (1, 0, 0) for m in months}})["cures"]
    # October has one month that is over, which makes no line.
    assert [one.name for one in made.series] == months[4:9]
    # May is the oldest drawn, and no wider than its six months that are over is the chart.
    assert made.labels == tuple("012345")
    assert [row[0] for row in table(made)] == months


RECOVERY = {
    "recovered_day": {
        ("2026-11-01", ""): (2, 0, 100_00),
        ("2026-11-21", ""): (1, 0, 200_00),
        ("2026-10-31", ""): (1, 0, 70_00),
    },
    "recovered_month": {
        ("2026-10", ""): (4, 0, 500_00),
        ("2026-09", ""): (4, 0, 800_00),
        ("2026-11", ""): (3, 0, 300_00),
    },
    "target": {
        ("2026-11", "M1"): (5, 0, 400_00),
        ("2026-11", "M2"): (5, 0, 200_00),
        ("2026-10", "M1"): (5, 0, 1000_00),
        ("2026-09", "M1"): (5, 0, 800_00),
    },
}


def test_recovery_runs_up_against_the_months_target(charts: Any) -> None:
    made = charts("recovery", RECOVERY)["recovery-days"]
    assert made.title == (
        "CNY 300 recovered this month by 2026-11-22: 50.0% of the month's target of CNY 600"
    )
    now, before, target = made.series
    assert now.values == (*[100_00] * 20, 300_00, 300_00)
    assert before.values == (*[0] * 30, 70_00)
    assert (target.values[0], target.values[-1], len(target.values)) == (20_00, 600_00, 30)
    assert len(made.labels) == 31
    assert table(made)[20] == (date(2026, 11, 21), 1, 200_00, 300_00, 420_00)
    assert made.table.rows[20].link == ("/figures/behind/payments/?from=2026-11-21&to=2026-11-21")


def test_recovery_tells_which_months_reached_their_target(charts: Any) -> None:
    made = charts("recovery", RECOVERY)["recovery-months"]
    assert made.title == ("1 of 2 whole months reached their target; 2026-10 came to 50.0% of it")
    assert [row[4] for row in table(made)] == [1.0, 0.5, 0.5]


def test_recovery_without_a_target_says_so(charts: Any) -> None:
    made = charts("recovery", {k: v for k, v in RECOVERY.items() if k != "target"})
    assert "the policy sets no target" in made["recovery-days"].title
    assert [one.name for one in made["recovery-days"].series] == ["2026-11", "2026-10"]


CONTACTS = {
    "contact": {
        ("call", "made"): (100, 60, 6000),
        ("call", "reached"): (40, 30, 0),
        ("call", "followed"): (20, 15, 0),
        ("sms", "made"): (50, 50, 250),
        ("sms", "followed"): (25, 25, 0),
        ("home_visit", "made"): (2, 2, 6000),
        ("home_visit", "followed"): (2, 2, 0),
    },
    "hour": {
        ("09", "call"): (60, 0, 0),
        ("09", "call.reached"): (30, 0, 0),
        ("10", "call"): (40, 0, 0),
        ("10", "call.reached"): (10, 0, 0),
        ("10", "visit"): (2, 0, 0),
        ("10", "visit.reached"): (2, 0, 0),
        ("10", "message"): (50, 0, 0),
    },
}


def test_channels_are_compared_where_there_are_enough_contacts(charts: Any) -> None:
    made = charts("channels", CONTACTS)
    # Two visits out of two followed say nothing.
    assert made["channels"].title == (
        "Most often followed by a payment: text message, 50.0% within 7 days"
    )
    assert "not caused by" in made["channels"].caution
    followed, reached = made["channels"].series
    assert followed.values == (0.2, 0.5, 1.0)
    assert reached.values == (0.4, None, 0.0)
    assert made["cost"].title == (
        "A contact that a payment followed cost CNY 0.10 by text message and CNY 30.00 by visit at "
        "home"
    )


def test_hours_tell_when_most_is_done_and_most_are_reached(charts: Any) -> None:
    made = charts("channels", CONTACTS)
    assert made["hours"].title == "Most contacts are made between 10:00 and 11:00"
    assert made["right-party"].title == (
        "Calls reach the debtor most often from 09:00: 50.0%, against 40.0% over the day"
    )
    calls, visits = made["right-party"].series
    assert (calls.values, visits.values) == ((0.5, 0.25), (None, None))
    assert table(made["right-party"])[1] == ("10:00", 40, 0.25, 2, 1.0)


def test_refusals_lead_to_their_cases_even_of_rules_now_gone(charts: Any) -> None:
    sums = {("CN-TP-002", "call"): (3, 3, 0), ("GONE-1", "sms"): (5, 5, 0)}
    made = charts("refusals", {"refusal": sums})["refusals"]
    assert made.title == "GONE-1 (GONE-1) binds hardest: it keeps 5 customers from one channel"
    assert [cell.link for cell in made.cells] == [
        "/board/cases/?rule=GONE-1&channel=sms",
        "/board/cases/?rule=CN-TP-002&channel=call",
    ]
    assert charts("refusals", {})["refusals"].title == "No rule refuses anything"


def test_chart_of_too_many_lines_is_refused(django: None) -> None:
    from forbear.web.oversight.charts import Chart, Series, Table

    six = tuple(Series(str(n), (1,)) for n in range(6))
    with pytest.raises(ValueError, match="6 series"):
        Chart("x", "", "", "line", "count", Table((), ()), series=six)


@pytest.mark.parametrize("name", ["book", "movement", "recovery", "channels", "refusals"])
def test_every_chart_says_what_it_draws_and_its_table_has_all_columns(
    charts: Any, name: str
) -> None:
    for sums in ({}, BOOK | ROLLS | CURES | RECOVERY | CONTACTS):
        for chart in charts(name, sums).values():
            assert chart.title
            assert chart.note
            assert {len(row.cells) for row in chart.table.rows} <= {len(chart.table.head)}
            spec = chart.spec(2)
            for series in spec.get("series", []):
                assert len(series["values"]) <= len(spec["x"]["labels"])
                assert len(series["links"]) in (0, len(series["values"]))

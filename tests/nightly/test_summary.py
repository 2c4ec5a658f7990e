"""What the report says is what the night's frames say."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from forbear.lab import ABOUT
from forbear.nightly import from_json, spend
from forbear.nightly.report.model import RunFacts, Summary
from forbear.nightly.run import Run
from forbear.nightly.summary import POINTS, summary

pytestmark = pytest.mark.slow

STEPS = ["tape", "overdue", "permitted", "worth_doing", "planned"]


@pytest.fixture(scope="module")
def told(made: Path) -> Summary:
    return from_json((made / "summary.json").read_bytes())


@pytest.fixture(scope="module")
def decided(made: Path) -> pl.DataFrame:
    return pl.read_parquet(made / "decisions" / "*.parquet")


@pytest.fixture(scope="module")
def planned(decided: pl.DataFrame) -> pl.DataFrame:
    return decided.filter(pl.col("channel").is_not_null())


@pytest.fixture(scope="module")
def aged(made: Path) -> pl.DataFrame:
    return pl.read_parquet(made / "aged" / "*.parquet")


@pytest.fixture(scope="module")
def stops(made: Path) -> pl.DataFrame:
    return pl.read_parquet(made / "itineraries.parquet")


def test_totals_are_those_of_the_accounts(told: Summary, aged: pl.DataFrame) -> None:
    overdue = aged.filter(pl.col("days_past_due") > 0)

    assert (told.totals.accounts, told.totals.overdue_accounts) == (aged.height, overdue.height)
    assert told.totals.overdue_customers == overdue["customer_id"].n_unique()
    assert told.totals.owed == overdue["owed"].sum()
    assert told.totals.outstanding == aged["outstanding"].sum()
    assert told.totals.overdue_outstanding == overdue["outstanding"].sum()


def test_totals_are_those_of_the_decisions(
    told: Summary, decided: pl.DataFrame, planned: pl.DataFrame, stops: pl.DataFrame
) -> None:
    assert told.totals.planned_contacts == planned.height
    assert told.totals.planned_customers == planned["customer_id"].n_unique()
    assert told.totals.visits == stops.filter(pl.col("kind") == "visit").height
    assert told.totals.cost == planned["cost"].sum()
    assert told.totals.expected_net_recovery == round(planned["value"].sum())


def test_customers_whom_no_channel_may_reach_are_the_refused(told: Summary, made: Path) -> None:
    permits = pl.read_parquet(made / "permits" / "*.parquet")
    reachable = permits.group_by("customer_id").agg(pl.col("allowed").any())

    assert told.totals.refused_customers == (~reachable["allowed"]).sum()
    assert told.totals.refused_contacts == permits["barred"].sum()


def test_funnel_narrows_step_by_step(told: Summary, planned: pl.DataFrame) -> None:
    customers = [step.customers for step in told.funnel]

    assert [step.step for step in told.funnel] == STEPS
    assert customers == sorted(customers, reverse=True)
    assert customers[0] == told.totals.customers
    assert (customers[-1], told.funnel[-1].owed) == (planned.height, planned["owed"].sum())


def test_buckets_and_classes_hold_every_account(told: Summary, aged: pl.DataFrame) -> None:
    assert {row.bucket: row.accounts for row in told.buckets} == Counter(aged["bucket"])
    assert {row.five_tier: row.accounts for row in told.tiers} == Counter(aged["five_tier"])
    assert sum(row.outstanding for row in told.tiers) == told.totals.outstanding


def test_channels_hold_every_customer_asked_about(told: Summary) -> None:
    sums = {row.permitted + row.refused + row.impossible for row in told.permits}

    assert sums == {told.totals.overdue_customers}
    assert [row for row in told.permits if row.conditional > row.permitted] == []


def test_treatments_are_chosen_as_decided(told: Summary, decided: pl.DataFrame, run: Run) -> None:
    chosen = {row.treatment: row.chosen for row in told.treatments}

    assert list(chosen) == list(run.settings.strategy.treatments.names)
    assert {name: n for name, n in chosen.items() if n} == Counter(decided["treatment"])
    assert sum(row.cost for row in told.treatments) == decided["cost"].sum()


def test_resources_are_used_as_decided(told: Summary, decided: pl.DataFrame, run: Run) -> None:
    used = spend.used(decided, run.settings, run.capacities)

    assert [(row.resource, row.branch_id) for row in told.resources] == list(run.capacities.named())
    assert [row.used for row in told.resources] == used.tolist()
    assert [row.capacity for row in told.resources] == run.capacities.limit.tolist()
    assert min(row.price for row in told.resources) == 0


def test_stops_are_the_itineraries_in_order(told: Summary, stops: pl.DataFrame) -> None:
    keys = ["team_id", "stop", "kind", "arrive", "begin", "leave", "travel", "customer_id"]
    shown = [tuple(getattr(stop, key) for key in keys) for stop in told.stops]

    assert shown == stops.sort("branch_id", "team_id", "stop").select(keys).rows()


def test_stops_say_what_to_bring_and_breaks_say_nothing(told: Summary) -> None:
    visits = [stop for stop in told.stops if stop.kind == "visit"]
    breaks = [stop for stop in told.stops if stop.kind == "break"]

    assert [stop for stop in visits if not stop.bring or not stop.place] == []
    assert {(stop.name, stop.customer_id, stop.bring, stop.must) for stop in breaks} <= {
        (None, None, (), False)
    }


def test_names_of_customers_are_masked(told: Summary) -> None:
    names = [stop.name for stop in told.stops if stop.kind == "visit"]

    assert [name for name in names if not name or "*" not in name] == []


def test_teams_come_back_within_their_shift(told: Summary, run: Run) -> None:
    teams = pl.read_parquet(run.folder("route") / "teams.parquet")
    far = dict(teams.select("team_id", "metres").iter_rows())
    for team in told.teams:
        driven = sum(stop.metres for stop in told.stops if stop.team_id == team.team_id)
        assert driven + team.home_metres == far[team.team_id]
        assert team.starts <= team.home_at <= team.ends
        assert team.home_metres >= 0


def test_candidates_are_visited_or_left_with_a_reason(told: Summary, run: Run) -> None:
    doors = pl.read_parquet(run.folder("route") / "doors.parquet")
    visits = sum(stop.kind == "visit" for stop in told.stops)
    left = Counter[str]()
    for row in told.unrouted:
        left[row.branch_id] += row.visits

    assert visits + sum(left.values()) == doors.height
    drawn = Counter(point.branch_id for point in told.unrouted_points)
    assert drawn == {branch: min(n, POINTS) for branch, n in left.items()}


def test_worklists_hold_what_is_planned_beside_the_visits(told: Summary, made: Path) -> None:
    assert sum(row.cases for row in told.worklists) == (
        told.totals.planned_contacts - told.totals.visits
    )
    for row in told.worklists:
        assert row.file is not None
        assert (made / row.file).is_dir()


def test_score_is_measured_by_bucket_and_whole(told: Summary) -> None:
    whole = [row for row in told.score if row.bucket == "all"]
    parts = [row for row in told.score if row.bucket != "all"]

    assert len(whole) == 1
    assert whole[0].accounts == sum(row.accounts for row in parts) > 100
    assert all(0 <= row.observed <= 1 and 0 <= row.predicted <= 1 for row in told.score)


def test_assumptions_are_the_effects_with_a_source(told: Summary, run: Run) -> None:
    treatments = run.settings.strategy.treatments
    sourced = [treatments[name] for name in treatments.names if treatments[name].source]

    assert [row.title.en for row in told.assumptions] == [one.en for one in sourced]
    assert told.assumptions[0].value.en == f"{sourced[0].effect:.1%} at most"


def test_rows_set_aside_are_told_by_reason(told: Summary, run: Run) -> None:
    assert [(q.table, q.rule, q.rows) for q in told.quarantine] == (
        run.checked.reasons.select("table", "rule", "rows").rows()
    )
    assert [row for row in told.tape if row.accepted + row.quarantined != row.received] == []


def test_portfolio_of_a_bank_has_no_notes_and_no_measured_score(told: Summary, run: Run) -> None:
    facts = RunFacts("0", "", (), 7)
    lists = pl.DataFrame(
        schema={
            "branch_id": pl.String,
            "collector_id": pl.String,
            "cases": pl.Int64,
            "owed": pl.Int64,
        }
    )
    own = summary(replace(run, order=replace(run.order, about=None)), facts, lists)

    assert (told.demo, told.notes, told.score_note) == (True, ABOUT.notes, ABOUT.outcome_note)
    assert (own.demo, own.notes, own.score, own.score_note) == (False, (), (), None)
    assert own.worklists == ()
    assert (own.totals, own.stops, own.resources) == (told.totals, told.stops, told.resources)

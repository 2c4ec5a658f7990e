"""What the report says, out of the night's sums and short frames."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from forbear.nightly import spend
from forbear.nightly.refusals import refusals
from forbear.nightly.report import model
from forbear.nightly.report.model import Text
from forbear.nightly.run import Run
from forbear.scoring import validate
from forbear.strategy import Result
from forbear.visits import bring

#: Points of unvisited candidates drawn on a branch's map, at most.
POINTS = 150


def summary(run: Run, run_facts: model.RunFacts, lists: pl.DataFrame) -> model.Summary:
    """Fill the report's model. ``lists`` are the worklists written (`worklists.write`)."""
    bank, about = run.settings.bank, run.order.about
    decided = pl.concat([pl.read_parquet(p) for p in sorted(run.folder("decide").glob("*"))])
    first = spend.saved(run.folder("allocate") / "result.json")
    return model.Summary(
        bank=Text(bank.name.en, bank.name.zh),
        as_of=run.order.as_of,
        plan_for=run.order.plan_for,
        currency=bank.currency,
        minor=bank.minor,
        totals=_totals(run, decided),
        run=run_facts,
        demo=about is not None,
        notes=about.notes if about else (),
        tape=_rows(run.checked.counts, model.TapeTable),
        quarantine=tuple(
            model.QuarantineReason(r["table"], r["rule"], Text(r["en"], r["zh"]), r["rows"])
            for r in run.checked.reasons.iter_rows(named=True)
        ),
        funnel=_funnel(run, decided),
        buckets=_rows(run.sums("buckets"), model.BucketSum),
        tiers=_rows(run.sums("tiers").drop("customers"), model.TierSum),
        rolls=_rows(run.sums("rolls"), model.Roll),
        permits=_rows(run.sums("channels"), model.ChannelPermits),
        refusals=refusals(run),
        treatments=_treatments(run, decided),
        resources=_resources(run, decided, first),
        allocation=model.AllocationQuality(round(first.value), round(first.bound), first.gap),
        branches=_rows(
            run.shared["branches"].select("branch_id", "name", "lat", "lon").sort("branch_id"),
            model.Branch,
        ),
        teams=_teams(run),
        stops=_stops(run),
        unrouted=_unrouted(run),
        unrouted_points=_points(run),
        worklists=_worklists(lists),
        score=_score(run),
        score_note=about.outcome_note if about else None,
        assumptions=_assumptions(run),
    )


def _rows(frame: pl.DataFrame, of: type[Any]) -> tuple[Any, ...]:
    return tuple(of(**row) for row in frame.iter_rows(named=True))


def _totals(run: Run, decided: pl.DataFrame) -> model.Totals:
    sums = run.sums("totals").row(0, named=True)
    planned = decided.filter(pl.col("channel").is_not_null())
    return model.Totals(
        accounts=sums["accounts"],
        customers=sums["customers"],
        overdue_accounts=sums["overdue_accounts"],
        overdue_customers=sums["overdue_customers"],
        owed=sums["owed"],
        outstanding=sums["outstanding"],
        overdue_outstanding=sums["overdue_outstanding"],
        planned_contacts=planned.height,
        planned_customers=planned["customer_id"].n_unique(),
        visits=int((decided["state"] == "visit").sum()),
        expected_net_recovery=round(planned["value"].sum()),
        cost=int(planned["cost"].sum()),
        refused_customers=sums["overdue_customers"] - sums["permitted_customers"],
        refused_contacts=sums["refused_contacts"],
        expected_by_itself=sums["by_itself"],
    )


def _funnel(run: Run, decided: pl.DataFrame) -> tuple[model.FunnelStep, ...]:
    sums = run.sums("totals").row(0, named=True)
    planned = decided.filter(pl.col("channel").is_not_null())
    return (
        model.FunnelStep("tape", sums["customers"], sums["owed"]),
        model.FunnelStep("overdue", sums["overdue_customers"], sums["owed"]),
        model.FunnelStep("permitted", sums["permitted_customers"], sums["permitted_owed"]),
        model.FunnelStep("worth_doing", sums["worth_customers"], sums["worth_owed"]),
        model.FunnelStep("planned", planned.height, int(planned["owed"].sum())),
    )


def _treatments(run: Run, decided: pl.DataFrame) -> tuple[model.TreatmentSum, ...]:
    chosen = {
        row["treatment"]: row
        for row in decided.group_by("treatment")
        .agg(chosen=pl.len(), cost=pl.col("cost").sum(), value=pl.col("value").sum())
        .iter_rows(named=True)
    }
    counts = {row["treatment"]: row for row in run.sums("treatments").iter_rows(named=True)}
    none = {"chosen": 0, "cost": 0, "value": 0.0}
    treatments = run.settings.strategy.treatments
    return tuple(
        model.TreatmentSum(
            treatment=name,
            title=Text(treatments[name].en, treatments[name].zh),
            channel=treatments[name].channel,
            proposed=counts[name]["proposed"],
            permitted=counts[name]["permitted"],
            chosen=chosen.get(name, none)["chosen"],
            cost=int(chosen.get(name, none)["cost"]),
            value=round(chosen.get(name, none)["value"]),
            effect=treatments[name].effect or None,
        )
        for name in treatments.names
    )


def _resources(run: Run, decided: pl.DataFrame, first: Result) -> tuple[model.ResourceUse, ...]:
    """Limits with what the decisions use of them, and the price that the allocator found."""
    declared = run.settings.strategy.resources.resources
    used = spend.used(decided, run.settings, run.capacities)
    return tuple(
        model.ResourceUse(
            resource=resource,
            title=Text(declared[resource].en, declared[resource].zh),
            unit=Text(declared[resource].unit.en, declared[resource].unit.zh),
            branch_id=branch,
            capacity=int(first.capacity[n]),
            used=int(used[n]),
            price=float(np.round(first.price[n], 4)),
        )
        for n, (resource, branch) in enumerate(run.capacities.named())
    )


def _teams(run: Run) -> tuple[model.TeamDay, ...]:
    names = dict(run.shared["officers"].select("officer_id", "name").iter_rows())
    back = _way_back(run)
    made = []
    for row in _frame(run, "teams").iter_rows(named=True):
        travel, metres = back.get(row["team_id"], (0, 0))
        made.append(
            model.TeamDay(
                team_id=row["team_id"],
                branch_id=row["branch_id"],
                officers=tuple(names.get(m) or m for m in row["members"].split(";")),
                starts=row["starts"],
                ends=row["ends"],
                home_travel=travel,
                home_metres=metres,
                home_at=row["back"] if row["back"] is not None else row["starts"],
            )
        )
    return tuple(made)


def _way_back(run: Run) -> dict[str, tuple[int, int]]:
    """Minutes and metres from each team's last stop to the branch: the day less its stops."""
    stops = _frame(run, "itineraries").group_by("team_id").agg(pl.col("travel", "metres").sum())
    whole = _frame(run, "teams").select("team_id", all_="travel", far="metres")
    left = whole.join(stops, on="team_id", how="left").select(
        "team_id",
        pl.col("all_") - pl.col("travel").fill_null(0),
        pl.col("far") - pl.col("metres").fill_null(0),
    )
    return {team: (travel, metres) for team, travel, metres in left.iter_rows()}


def _stops(run: Run) -> tuple[model.Stop, ...]:
    found = _frame(run, "doors").select("visit_id", "place", "must", "requires")
    names = pl.concat(
        [
            pl.read_parquet(run.assessed(s, "cases"), columns=["customer_id", "name"])
            for s in run.shards
        ]
    )
    stops = (
        _frame(run, "itineraries")
        .join(found, on="visit_id", how="left")
        .join(names, on="customer_id", how="left")
        .sort("branch_id", "team_id", "stop")
    )
    return tuple(_stop(run, row) for row in stops.iter_rows(named=True))


def _stop(run: Run, row: dict[str, Any]) -> model.Stop:
    needs = [n for n in (row["requires"] or "").split(";") if n]
    return model.Stop(
        team_id=row["team_id"],
        stop=row["stop"],
        kind=row["kind"],
        arrive=row["arrive"],
        begin=row["begin"],
        leave=row["leave"],
        travel=row["travel"],
        metres=row["metres"],
        slack=row["slack"],
        customer_id=row["customer_id"],
        name=row["name"],
        place=row["place"],
        opens=row["opens"],
        closes=row["closes"],
        lat=row["lat"],
        lon=row["lon"],
        must=bool(row["must"]),
        bring=tuple(Text(b.en, b.zh) for b in bring(needs, run.settings.visits))
        if row["kind"] == "visit"
        else (),
        prize=row["prize"],
    )


def _unrouted(run: Run) -> tuple[model.UnroutedSum, ...]:
    left = (
        _left_out(run)
        .group_by("branch_id", "reason")
        .agg(visits=pl.len(), prize=pl.col("prize").sum())
        .sort("branch_id", "reason")
    )
    return _rows(left, model.UnroutedSum)


def _points(run: Run) -> tuple[model.UnroutedPoint, ...]:
    shown = (
        _left_out(run)
        .sort(["branch_id", "prize", "visit_id"], descending=[False, True, False])
        .group_by("branch_id", maintain_order=True)
        .head(POINTS)
        .select("branch_id", "lat", "lon")
    )
    return _rows(shown, model.UnroutedPoint)


def _left_out(run: Run) -> pl.DataFrame:
    return _frame(run, "unrouted").join(_frame(run, "doors"), on="visit_id")


def _worklists(lists: pl.DataFrame) -> tuple[model.Worklist, ...]:
    by_branch = (
        lists.group_by("branch_id")
        .agg(
            collectors=pl.col("collector_id").n_unique() - pl.col("collector_id").is_null().any(),
            cases=pl.col("cases").sum(),
            owed=pl.col("owed").sum(),
        )
        .sort("branch_id")
        .with_columns(file=pl.format("worklists/{}", pl.col("branch_id")))
    )
    return _rows(by_branch, model.Worklist)


def _score(run: Run) -> tuple[model.ScoreQuality, ...]:
    """How the chances compare with what became of the accounts, where that is known."""
    if run.order.about is None:
        return ()
    known = pl.concat([pl.read_parquet(run.assessed(s, "outcomes")) for s in run.shards])
    by_bucket = known.with_columns(pl.col("bucket").cast(pl.String))
    measured = pl.concat(
        [
            validate(by_bucket, by="bucket"),
            validate(by_bucket.with_columns(bucket=pl.lit("all")), by="bucket"),
        ]
    )
    return _rows(
        measured.rename({"paid_share": "observed", "mean_p": "predicted"}), model.ScoreQuality
    )


def _assumptions(run: Run) -> tuple[model.Assumption, ...]:
    treatments = run.settings.strategy.treatments
    sourced = [(t, t.source) for t in (treatments[n] for n in treatments.names) if t.source]
    return tuple(
        model.Assumption(
            Text(treatment.en, treatment.zh),
            Text(f"{treatment.effect:.1%} at most", f"至多 {treatment.effect:.1%}"),
            Text(source.en, source.zh),
        )
        for treatment, source in sourced
    )


def _frame(run: Run, name: str) -> pl.DataFrame:
    return pl.read_parquet(run.folder("route") / f"{name}.parquet")

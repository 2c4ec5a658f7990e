"""The stages after the check. Each fills one folder from the folders before it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl

from forbear import strategy
from forbear.nightly import spend
from forbear.nightly.assess import Assessed, assess
from forbear.nightly.decide import channels, decide, settle_visits
from forbear.nightly.doors import PLACES, appointments, candidates, doors
from forbear.nightly.run import Run
from forbear.portfolio.words import AddressKind
from forbear.problems import ForbearError
from forbear.rulebook.holidays import CALENDARS
from forbear.visits import plan_all, verify

#: Frames of a planned day of visits that are kept.
DAY = ("itineraries", "unrouted", "teams", "summary")
#: Iterations times visits that are planned sooner than processes for them are started.
SHORT = 100_000


def assess_shard(run: Run, shard: int, folder: Path) -> None:
    """Age, permit, score and weigh one shard."""
    tape = run.tape(shard)
    done = assess(
        tape,
        run.settings,
        as_of=run.order.as_of,
        day=run.order.plan_for,
        branches=run.branches,
        lap=run.work.lap,
    )
    frames = {
        "aged": done.aged,
        "cases": done.cases,
        "permits": done.permits,
        "scored": done.scored,
        **{f"sum-{name}": frame for name, frame in done.sums.items()},
    }
    for name, frame in frames.items():
        keep(frame, folder / f"{name}.parquet")
    if about := run.order.about:
        keep(outcomes(done, tape["accounts"], about.outcome), folder / "outcomes.parquet")
    np.save(folder / "branch.npy", done.values.branch)
    np.save(folder / "value.npy", done.values.value)


def outcomes(done: Assessed, accounts: pl.DataFrame, column: str) -> pl.DataFrame:
    """Chance and outcome of every scored account: account_id, bucket, p_self, paid."""
    known = accounts.select("account_id", paid=pl.col(column).cast(pl.Int64) == 0).drop_nulls()
    return (
        done.scored.select("account_id", "p_self")
        .join(done.aged.select("account_id", "bucket"), on="account_id")
        .join(known, on="account_id")
        .select("account_id", "bucket", "p_self", "paid")
        .sort("account_id")
    )


def allocate(run: Run, folder: Path) -> None:
    """Spend every capacity where it brings most; visits are provisional until routed."""
    dishes = strategy.menu(run.settings.strategy.treatments, run.capacities)
    made = strategy.plan(run.all_values(), dishes, run.capacities)
    for shard in run.shards:
        keep(made.write(shard, run.values(shard)), folder / f"{shard:03d}.parquet")
    spend.save(made.result, folder / "result.json")


def route(run: Run, workers: int, max_seconds: float | None, folder: Path) -> None:
    """Plan every branch's day on the road."""
    found = pl.concat([_doors(run, shard) for shard in run.shards]).sort("case_id")
    day = run.order.plan_for
    service = {kind.value: run.settings.visits.service[kind] for kind in AddressKind}
    wanted = candidates(
        found, day=day, policy=run.settings.policy, service=service, holiday=_is_holiday(run)
    )
    staff = (run.shared["teams"], run.shared["officers"], run.shared["branches"])
    short = wanted.height * run.settings.visits.search.iterations < SHORT
    planned = plan_all(
        wanted,
        *staff,
        day=day,
        policy=run.settings.policy,
        seed=run.order.seed,
        workers=1 if short else workers,
        max_seconds=max_seconds,
    )
    faults = verify(
        planned.itineraries,
        wanted,
        *staff,
        day=day,
        policy=run.settings.policy,
        unrouted=planned.unrouted,
    )
    if faults:
        raise ForbearError(*faults)
    keep(found, folder / "doors.parquet")
    for name in DAY:
        keep(getattr(planned, name), folder / f"{name}.parquet")
    notes = [{"code": n.code, "where": n.where, "en": n.en, "zh": n.zh} for n in planned.notes]
    (folder / "notes.json").write_text(json.dumps(notes, ensure_ascii=False, indent=1) + "\n")


def _is_holiday(run: Run) -> bool:
    """Is the day planned a public holiday where the bank is? A year not known counts as one."""
    calendars = [CALENDARS.get(f"holiday_{pack}") for pack in run.settings.bank.packs]
    found = [c.is_holiday(run.order.plan_for) for c in calendars if c]
    return any(holiday is not False for holiday in found)


def _doors(run: Run, shard: int) -> pl.DataFrame:
    return doors(
        pl.read_parquet(run.assessed(shard, "cases")),
        _chosen(run, shard),
        pl.read_parquet(run.assessed(shard, "permits")),
        appointments(run.table("consents", shard), run.order.plan_for),
        run.table("addresses", shard),
    )


def _chosen(run: Run, shard: int) -> pl.DataFrame:
    """A shard's allocation with the channel of each treatment."""
    allocated = pl.read_parquet(run.folder("allocate") / f"{shard:03d}.parquet")
    return allocated.join(
        channels(run.settings.strategy.treatments),
        on="treatment",
        how="left",
        maintain_order="left",
    )


def decide_all(run: Run, folder: Path) -> None:
    """Every case's decision: visits as routed, the other chosen visits at their second choice."""
    found = pl.read_parquet(run.folder("route") / "doors.parquet")
    stops = pl.read_parquet(run.folder("route") / "itineraries.parquet")
    routed = found.join(
        stops.filter(pl.col("kind") == "visit").select("visit_id", "team_id", "begin"),
        on="visit_id",
    ).select("case_id", "channel", "team_id", "begin")
    chosen = [_chosen(run, shard) for shard in run.shards]
    second = _second(run, chosen, routed)
    for shard in run.shards:
        settled = settle_visits(chosen[shard], routed, second, run.settings.strategy.treatments)
        made = decide(
            pl.read_parquet(run.assessed(shard, "cases")),
            settled,
            pl.read_parquet(run.assessed(shard, "permits")),
            run.table("phones", shard),
            run.settings.strategy.treatments,
        )
        keep(made, folder / f"{shard:03d}.parquet")


def _second(run: Run, chosen: list[pl.DataFrame], routed: pl.DataFrame) -> pl.DataFrame:
    """What the cases chosen for a visit that no team makes take instead."""
    stranded = [
        frame.filter(pl.col("channel").is_in(list(PLACES)))
        .join(routed, on="case_id", how="anti")
        .get_column("case_id")
        for frame in chosen
    ]
    cases = spend.together([spend.only(run.values(shard), stranded[shard]) for shard in run.shards])
    first = spend.saved(run.folder("allocate") / "result.json")
    return spend.second_choices(cases, run.settings, run.capacities, first)


def keep(frame: pl.DataFrame, path: Path) -> None:
    """Write a frame so that equal frames give equal bytes."""
    frame.rechunk().write_parquet(
        path, compression="zstd", compression_level=1, row_group_size=262_144, statistics=False
    )

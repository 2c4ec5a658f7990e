"""Where scarce people go: limits of the day, allocation over shards, and what falls back."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forbear import strategy
from forbear.nightly.settings import Settings
from forbear.portfolio.shifts import on_day
from forbear.portfolio.words import StaffRole
from forbear.strategy import Capacities, Cases, Counts, Result
from forbear.visits import trained

Ints = NDArray[np.int64]
Shards = Sequence[Callable[[], Cases]]


def limits(
    settings: Settings, shared: dict[str, pl.DataFrame], cases: pl.DataFrame, day: date
) -> Capacities:
    """The bank's limits for one ``day``; ``cases`` says how many cases each ``branch_id`` has.

    Only teams that work on the day count, and collectors whose training does.
    """
    teams = on_day(shared["teams"], day)
    branches = tuple(shared["branches"]["branch_id"].sort())

    def by_branch(frame: pl.DataFrame, count: pl.Expr) -> tuple[int, ...]:
        found = dict(frame.group_by("branch_id").agg(count.alias("n")).iter_rows())
        return tuple(int(found.get(branch, 0)) for branch in branches)

    collectors = shared["officers"].filter(
        (pl.col("role") == StaffRole.COLLECTOR.value) & trained(day, settings.visits)
    )
    counts = Counts(
        collectors=by_branch(collectors, pl.len()),
        teams=by_branch(teams, pl.col("team_id").n_unique()),
        cases=by_branch(cases, pl.col("cases").sum()),
        agencies=shared["agencies"].height,
    )
    return strategy.resolve(settings.strategy.resources, branches, counts)


def second_choices(
    values: Cases, settings: Settings, capacities: Capacities, first: Result
) -> pl.DataFrame:
    """`Allocated` for the cases that no team reaches, out of what all the others left over."""
    dishes = strategy.menu(settings.strategy.treatments, capacities)
    grounded = np.array(values.value)
    grounded[dishes.visit] = -np.inf
    left = capacities.less(first.used)
    return strategy.allocate(replace(values, value=grounded), dishes, left)[0]


def only(values: Cases, case_ids: pl.Series) -> Cases:
    """The chosen cases of a shard."""
    rows = values.case_id.is_in(case_ids.implode()).arg_true().to_numpy()
    return Cases(values.case_id.gather(rows), values.branch[rows], values.value[:, rows])


def together(parts: Sequence[Cases]) -> Cases:
    """Cases of several shards as one."""
    return Cases(
        pl.concat([p.case_id for p in parts]),
        np.concatenate([p.branch for p in parts]),
        np.concatenate([p.value for p in parts], axis=1),
    )


def used(decided: pl.DataFrame, settings: Settings, capacities: Capacities) -> Ints:
    """What decisions take of each limit, in the limits' order."""
    total = np.zeros(len(capacities.limit), np.int64)
    at = {branch: number for number, branch in enumerate(capacities.branches)}
    counts = decided.group_by("branch_id", "treatment").len()
    for branch, treatment, cases in counts.iter_rows():
        for resource, amount in settings.strategy.treatments[treatment].uses.items():
            limit = capacities.index[capacities.resources.index(resource), at[branch]]
            total[limit] += amount * cases
    return total


def save(result: Result, path: Path) -> None:
    """Keep what an allocation spends and brings, as JSON."""
    parts = {
        "price": result.price.tolist(),
        "used": result.used.tolist(),
        "capacity": result.capacity.tolist(),
        "value": result.value,
        "bound": result.bound,
    }
    path.write_text(json.dumps(parts) + "\n")


def saved(path: Path) -> Result:
    """Back from `save`."""
    parts = json.loads(path.read_text())
    return Result(
        np.array(parts["price"], np.float64),
        np.array(parts["used"], np.int64),
        np.array(parts["capacity"], np.int64),
        parts["value"],
        parts["bound"],
    )

"""Every branch's day, over several processes; the result does not depend on how many."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait

import polars as pl

from forbear.policy import Policy
from forbear.problems import refuse
from forbear.visits.check import check, check_options
from forbear.visits.frames import unrouted_of
from forbear.visits.plan import Plan, plan
from forbear.visits.schema import (
    BranchDays,
    Itineraries,
    Reason,
    TeamDays,
)
from forbear.visits.travel import Travel


@dataclass(frozen=True)
class _Task:
    """One branch's share of `plan_all`'s arguments; picklable."""

    candidates: pl.DataFrame
    teams: pl.DataFrame
    officers: pl.DataFrame
    branch: pl.DataFrame
    day: date
    policy: Policy
    seed: int
    iterations: int | None
    travel: Travel | None
    previous: pl.DataFrame | None
    max_seconds: float | None

    def run(self) -> Plan:
        return plan(
            self.candidates,
            self.teams,
            self.officers,
            self.branch,
            day=self.day,
            policy=self.policy,
            seed=self.seed,
            iterations=self.iterations,
            travel=self.travel,
            previous=self.previous,
            max_seconds=self.max_seconds,
        )


def plan_all(
    candidates: pl.DataFrame,
    teams: pl.DataFrame,
    officers: pl.DataFrame,
    branches: pl.DataFrame,
    *,
    day: date,
    policy: Policy,
    seed: int,
    iterations: int | None = None,
    travel: Travel | None = None,
    previous: pl.DataFrame | None = None,
    max_seconds: float | None = None,
    workers: int = 1,
) -> Plan:
    """Plan all branches that have candidates or teams; arguments as for `plan`.

    A customer with candidates at several branches is visited from one: that of the appointment,
    else of the largest prize. With ``workers`` above 1, processes are spawned: the calling script
    needs its ``if __name__ == "__main__"``.
    """
    if workers < 1:
        raise refuse(
            "visits.workers",
            "workers",
            "give one worker at least",
            "工作进程数至少为 1",
        )
    check_options(seed, iterations, max_seconds)
    check(candidates, teams, officers, branches)
    chosen = _one_branch_each(candidates)
    tasks = [
        _Task(
            chosen.filter(pl.col("branch_id") == branch_id),
            teams,
            officers,
            branches.filter(pl.col("branch_id") == branch_id),
            day,
            policy,
            seed,
            iterations,
            travel,
            _of_branch(previous, branch_id),
            max_seconds,
        )
        for branch_id in sorted({*candidates["branch_id"], *teams["branch_id"]})
    ]
    if workers == 1 or len(tasks) < 2:
        plans = [task.run() for task in tasks]
    else:
        spawn = get_context("spawn")
        with ProcessPoolExecutor(min(workers, len(tasks)), spawn, _end_with_parent) as pool:
            plans = list(pool.map(_Task.run, tasks))
    elsewhere = candidates.join(chosen, on="visit_id", how="anti")["visit_id"]
    return _together(plans, dict.fromkeys(elsewhere, Reason.CUSTOMER))


def _end_with_parent() -> None:
    """Let this worker end when its parent is killed; else it would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_wait_and_end, args=(parent.sentinel,), daemon=True).start()


def _wait_and_end(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def _one_branch_each(candidates: pl.DataFrame) -> pl.DataFrame:
    """Candidates without those of customers whom another branch visits."""
    home = (
        candidates.sort(["must", "prize", "visit_id"], descending=[True, True, False])
        .unique("customer_id", keep="first", maintain_order=True)
        .select("customer_id", "branch_id")
    )
    return candidates.join(home, on=["customer_id", "branch_id"], how="semi", maintain_order="left")


def _of_branch(previous: pl.DataFrame | None, branch_id: str) -> pl.DataFrame | None:
    return None if previous is None else previous.filter(pl.col("branch_id") == branch_id)


def _together(plans: list[Plan], elsewhere: dict[str, Reason]) -> Plan:
    frames = {
        "itineraries": Itineraries.create_empty(),
        "unrouted": unrouted_of({visit: str(reason) for visit, reason in elsewhere.items()}),
        "teams": TeamDays.create_empty(),
        "summary": BranchDays.create_empty(),
    }
    whole = {
        name: pl.concat([frame, *(getattr(p, name) for p in plans)])
        for name, frame in frames.items()
    }
    return Plan(
        whole["itineraries"].sort("branch_id", "team_id", "stop"),
        whole["unrouted"].sort("visit_id"),
        tuple(note for p in plans for note in p.notes),
        whole["teams"],
        whole["summary"],
    )

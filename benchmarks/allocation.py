"""How much processor time it takes to spend scarce resources, and how far from the best it ends.

Cases are made at random from a fixed seed: lognormal debts over eight branches, eight treatments
of which a quarter is closed to each case, five resources of which two belong to every branch. Each
size runs in a process of its own; making the cases is not counted.

    python benchmarks/allocation.py --cases 100000 1000000
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource

import numpy as np
import polars as pl

from forbear.strategy import Capacities, Cases, Menu, allocate
from forbear.strategy.capacities import Scope

BRANCHES = 8
NAMES = ("wait", "sms", "letter", "call", "senior_call", "visit", "agency", "email")
RESOURCES = ("messages", "letters", "minutes", "visit_minutes", "places")
SCOPES = (Scope.BANK, Scope.BANK, Scope.BRANCH, Scope.BRANCH, Scope.BANK)
EFFECT = np.array([0, 0.008, 0.01, 0.02, 0.03, 0.05, 0.03, 0.003])
COST = np.array([0, 8, 800, 60, 200, 6000, 0, 1])


def problem(count: int) -> tuple[Cases, Menu, Capacities]:
    """Cases of which about a third can be treated with what there is."""
    dice = np.random.default_rng(0)
    owed, alone = dice.lognormal(13, 1.2, count), dice.beta(2, 2, count)
    value = np.zeros((len(NAMES), count), np.float32)
    for j in range(1, len(NAMES)):
        lift = EFFECT[j] * 4 * alone * (1 - alone) * dice.uniform(0.7, 1.3, count)
        open_to = dice.random(count) >= 0.25
        value[j] = np.where(open_to, owed * lift - COST[j], -np.inf)
    use = np.zeros((len(NAMES), len(RESOURCES)), np.int64)
    use[[1, 2, 3, 4, 5, 6], [0, 1, 2, 2, 3, 4]] = [1, 1, 6, 20, 70, 1]
    index = np.zeros((len(RESOURCES), BRANCHES), np.int64)
    index[1] = 1
    index[2] = 2 + np.arange(BRANCHES)
    index[3] = 2 + BRANCHES + np.arange(BRANCHES)
    index[4] = 2 + 2 * BRANCHES
    each = count / BRANCHES
    minutes = [1.5 * each] * BRANCHES + [2.1 * each] * BRANCHES
    limit = np.array([0.3 * count, 0.1 * count, *minutes, 0.02 * count]).astype(np.int64)
    ids = pl.Series("case_id", [f"C{n:09d}" for n in range(count)])
    cases = Cases(ids, dice.integers(0, BRANCHES, count).astype(np.int32), value)
    branches = tuple(f"B{n}" for n in range(BRANCHES))
    return (
        cases,
        Menu(NAMES, use, np.array([name == "visit" for name in NAMES])),
        Capacities(RESOURCES, SCOPES, branches, index, limit),
    )


def measure(count: int) -> dict[str, tuple[str, float]]:
    """Figures of one size, by name, with their units."""
    made = problem(count)
    before = resource.getrusage(resource.RUSAGE_SELF)
    _, result = allocate(*made)
    after = resource.getrusage(resource.RUSAGE_SELF)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if (result.used > result.capacity).any():
        raise SystemExit("a capacity was exceeded")
    return {
        "processor time": ("s", round(seconds, 2)),
        "duality gap": ("%", round(100 * result.gap, 4)),
        "peak memory": ("GiB", round(after.ru_maxrss / 2**20, 2)),
    }


def main() -> None:
    """Measure each size and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    for count in parser.parse_args().cases:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            figures = pool.apply(measure, (count,))
        for figure, (unit, value) in figures.items():
            row = {
                "benchmark": "allocation",
                "size": f"{count:,} cases x {len(NAMES)} treatments",
                "figure": figure,
                "unit": unit,
                "value": value,
            }
            print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()

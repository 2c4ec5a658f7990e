"""What each treatment is worth for each case, and which may be used at all."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forbear.problems import refuse
from forbear.strategy.cases import Cases
from forbear.strategy.evaluate import TREATMENTS, all_hits
from forbear.strategy.policy import Strategy
from forbear.strategy.table import Table
from forbear.strategy.treatments import Treatment

#: The chance of payment after a treatment, from the chance without and the treatment's effect.
After = Callable[[pl.Expr, float], pl.Expr]


def value(treatment: Treatment, after: After) -> pl.Expr:
    """Expected net recovery beyond doing nothing, minor units, Float64, over ``owed``, ``p_self``.

    owed x recovery x (chance after - chance without) - cost. Null where less is owed than the
    treatment's minimum, or something it needs is missing or unknown.
    """
    owed, alone = pl.col("owed"), pl.col("p_self")
    worth = owed * treatment.recovery * (after(alone, treatment.effect) - alone) - treatment.cost
    needed = [pl.col(name) for name in treatment.needs]
    return pl.when(owed >= treatment.minimum_owed, *needed).then(worth)


def weigh(
    cases: pl.DataFrame,
    permitted: pl.DataFrame,
    strategy: Strategy,
    branches: tuple[str, ...],
    after: After,
) -> Cases:
    """Cases ready for the allocator.

    `cases` has ``case_id``, ``branch_id``, ``owed`` (minor units of the bank's currency),
    ``p_self``, the inputs of the strategy's table and the columns its treatments need. `permitted`
    has the same cases in the same order, with one Boolean column for each channel (null is no). A
    treatment is open only if the table proposes it, its channel is permitted and `value` is known.
    """
    if not cases["case_id"].equals(permitted["case_id"]):
        raise ValueError("cases and permitted must hold the same cases in the same order")
    names = strategy.treatments.names
    proposed = _proposed(strategy.table, names, cases)
    worth = cases.select(
        value(strategy.treatments[name], after)
        .fill_nan(None)
        .cast(pl.Float32)
        .fill_null(-np.inf)
        .alias(name)
        for name in names
    )
    values = np.empty((len(names), cases.height), np.float32)
    for j, name in enumerate(names):
        channel = strategy.treatments[name].channel
        lawful = proposed[j] if channel is None else proposed[j] & _yes(permitted[channel.value])
        values[j] = np.where(lawful, worth[name].to_numpy(), -np.inf)
    values[0] = 0.0
    return Cases(cases["case_id"], _indexed(cases["branch_id"], branches), values)


def _proposed(table: Table, names: tuple[str, ...], cases: pl.DataFrame) -> NDArray[np.bool_]:
    """Does the table propose each treatment for each case? (treatments, cases)."""
    found = all_hits(table, cases)
    index, rule = found["index"].to_numpy(), found["rule"].to_numpy()
    results = table.results(TREATMENTS)
    given = np.zeros((len(names), len(table.rows) + 1), np.bool_)
    for number, treatments in results.items():
        given[[names.index(str(name)) for name in treatments], number] = True
    if len(found) == cases.height:
        return given[:, rule]
    proposed = np.zeros((len(names), cases.height), np.bool_)
    for number in results:
        proposed[np.ix_(given[:, number], index[rule == number])] = True
    return proposed


def _yes(column: pl.Series) -> NDArray[np.bool_]:
    return column.fill_null(False).to_numpy()


def _indexed(branch: pl.Series, branches: tuple[str, ...]) -> NDArray[np.int32]:
    known = pl.Enum(branches)
    unknown = branch.filter(~branch.is_in(branches))
    if len(unknown) or branch.null_count():
        shown = unknown[0] if len(unknown) else "null"
        raise refuse(
            "strategy.unknown_branch",
            "branch_id",
            f"{shown} is none of the {len(branches)} branches; add it to the branches table",
            f"{shown} 不在 {len(branches)} 个机构之中，请补充机构表",
        )
    return branch.cast(known).to_physical().cast(pl.Int32).to_numpy()

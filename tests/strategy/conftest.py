"""Small tables and small allocation problems for this folder's tests."""

from __future__ import annotations

from collections.abc import Callable

import highspy
import numpy as np
import polars as pl
import pytest

from forbear.strategy import Capacities, Cases, Menu
from forbear.strategy.capacities import Scope

Problem = tuple[Cases, Menu, Capacities]

NAMES = ("wait", "sms", "letter", "call", "senior_call", "visit", "agency", "email")
RESOURCES = ("messages", "letters", "minutes", "visit_minutes", "places")
SCOPES = (Scope.BANK, Scope.BANK, Scope.BRANCH, Scope.BRANCH, Scope.BANK)
USE = np.zeros((8, 5), np.int64)
USE[[1, 2, 3, 4, 5, 6], [0, 1, 2, 2, 3, 4]] = [1, 1, 6, 20, 70, 1]
EFFECT = np.array([0, 0.008, 0.01, 0.02, 0.03, 0.05, 0.03, 0.003])
COST = np.array([0, 8, 800, 60, 200, 6000, 0, 1])


@pytest.fixture(scope="session")
def problem() -> Callable[..., Problem]:
    """A problem of `count` cases: lognormal debts, a quarter of the treatments closed at random.

    `ease` scales every capacity; at 1 about a third of the cases can be treated.
    """

    def make(count: int, branches: int = 4, seed: int = 0, ease: float = 1.0) -> Problem:
        dice = np.random.default_rng(seed)
        owed, alone = dice.lognormal(13, 1.2, count), dice.beta(2, 2, count)
        lift = EFFECT[:, None] * 4 * alone * (1 - alone) * dice.uniform(0.7, 1.3, (8, count))
        value = (owed * lift - COST[:, None]).astype(np.float32)
        value[dice.random((8, count)) < 0.25] = -np.inf
        value[0] = 0
        ids = pl.Series("case_id", [f"C{n:07d}" for n in range(count)], dtype=pl.String)
        cases = Cases(ids, dice.integers(0, branches, count).astype(np.int32), value)
        index = np.zeros((5, branches), np.int64)
        index[1] = 1
        index[2] = 2 + np.arange(branches)
        index[3] = 2 + branches + np.arange(branches)
        index[4] = 2 + 2 * branches
        each = count / branches
        limit = np.array(
            [0.3 * count, 0.1 * count]
            + [1.5 * each] * branches
            + [2.1 * each] * branches
            + [0.02 * count]
        )
        names = tuple(f"B{n}" for n in range(branches))
        limits = (ease * limit).astype(np.int64)
        capacities = Capacities(RESOURCES, SCOPES, names, index, limits)
        return cases, Menu(NAMES, USE, np.arange(8) == 5), capacities

    return make


@pytest.fixture(scope="session")
def best() -> Callable[[Problem, bool], float]:
    """What HiGHS brings at most: in whole cases, or (relaxed) allowing parts of cases."""

    def solve(made: Problem, relaxed: bool = False) -> float:
        cases, menu, capacities = made
        treatment, case = np.nonzero(np.isfinite(cases.value[1:]))
        treatment += 1
        count, limits = len(cases), len(capacities.limit)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(case), count + limits
        lp.col_cost_ = -cases.value[treatment, case].astype(np.float64)
        lp.col_lower_, lp.col_upper_ = np.zeros(len(case)), np.ones(len(case))
        lp.row_lower_ = np.full(count + limits, -highspy.kHighsInf)
        lp.row_upper_ = np.concatenate([np.ones(count), capacities.limit.astype(np.float64)])
        rows = [case]
        amounts = [np.ones(len(case))]
        for r in range(len(capacities.resources)):
            rows.append(count + capacities.index[r, cases.branch[case]])
            amounts.append(menu.use[treatment, r].astype(np.float64))
        row, amount = np.stack(rows, axis=1), np.stack(amounts, axis=1)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum((amount > 0).sum(axis=1))])
        lp.a_matrix_.index_, lp.a_matrix_.value_ = row[amount > 0], amount[amount > 0]
        if not relaxed:
            lp.integrality_ = [highspy.HighsVarType.kInteger] * len(case)
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, setting in (("output_flag", False), ("threads", 1), ("mip_rel_gap", 1e-6)):
            solver.setOptionValue(option, setting)
        solver.passModel(lp)
        solver.run()
        assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return float(-solver.getInfo().objective_function_value)

    return solve


@pytest.fixture(scope="session")
def table_text() -> Callable[..., str]:
    """The text of a table file from inputs, rows and hit policy."""

    def make(inputs: list[str], rows: list[str], policy: str = "first", default: str = "") -> str:
        named = [line.split("name: ")[1].split(",")[0].strip("} ") for line in inputs]
        given = f", default: '{default}'" if default else ""
        return "\n".join(
            [
                "title: {zh: 表, en: Table}",
                f"hit_policy: {policy}",
                "inputs:",
                *(f"  - {line[:-1]}, zh: 入, en: in}}" for line in inputs),
                "outputs:",
                f"  - {{name: treatments, zh: 出, en: out{given}}}",
                "rules: |",
                f"  {' | '.join([*named, 'treatments'])}",
                *(f"  {row}" for row in rows),
                "",
            ]
        )

    return make

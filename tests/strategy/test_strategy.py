"""From the shipped policy to an allocation: the room as the night uses it."""

import numpy as np
import polars as pl
import pytest

from forbear.policy import load
from forbear.portfolio.words import Channel
from forbear.scoring import after
from forbear.strategy import Counts, allocate, menu, propose, read_strategy, resolve, weigh
from forbear.strategy.prices import usage
from forbear.strategy.schema import Allocated, Proposed

COUNT = 1500
BRANCHES = ("east", "west")


@pytest.fixture(scope="module")
def night() -> tuple[pl.DataFrame, pl.DataFrame]:
    dice = np.random.default_rng(7)

    def odds(share: float) -> list[bool]:
        return (dice.random(COUNT) < share).tolist()  # type: ignore[no-any-return]

    ids = [f"C{n:05d}" for n in range(COUNT)]
    cases = pl.DataFrame(
        {
            "case_id": ids,
            "branch_id": [BRANCHES[n] for n in dice.integers(0, 2, COUNT)],
            "days_past_due": pl.Series(dice.integers(0, 300, COUNT), dtype=pl.Int32),
            "owed": dice.lognormal(13.5, 1.2, COUNT).astype(np.int64),
            "p_self": dice.beta(2, 2, COUNT),
            "broken_promises_90d": pl.Series(dice.integers(0, 4, COUNT), dtype=pl.Int32),
            "placed": odds(0.05),
            "vulnerable": odds(0.05),
            "lost": odds(0.2),
            "reached_90d": odds(0.5),
            "secured": odds(0.1),
            "has_phone": odds(0.9),
            "has_email": odds(0.5),
            "has_address": odds(0.8),
        }
    )
    permitted = pl.DataFrame({"case_id": ids, **{c.value: odds(0.8) for c in Channel}})
    return cases, permitted


def test_the_shipped_strategy_stays_within_table_permits_and_limits(
    night: tuple[pl.DataFrame, pl.DataFrame],
) -> None:
    cases, permitted = night
    strategy = read_strategy(load())
    capacities = resolve(strategy.resources, BRANCHES, Counts((2, 1), (1, 1), (800, 700), 1))
    dishes = menu(strategy.treatments, capacities)
    weighed = weigh(cases, permitted, strategy, BRANCHES, after)
    frame, result = allocate(weighed, dishes, capacities)
    Allocated.validate(frame)

    proposed = propose(strategy.table, cases)
    Proposed.validate(proposed)
    channels = {name: strategy.treatments[name].channel for name in strategy.treatments.names}
    given = set(proposed.select("case_id", "treatment").iter_rows())
    allowed = {row["case_id"]: row for row in permitted.iter_rows(named=True)}
    for column in ("treatment", "fallback"):
        for case, treatment in frame.select("case_id", column).iter_rows():
            channel = channels[treatment]
            if channel is not None:
                assert (case, treatment) in given
                assert allowed[case][channel.value]
    assert set(proposed["case_id"]) == set(cases["case_id"])

    choice = np.array([dishes.names.index(t) for t in frame["treatment"]], np.int8)
    assert (usage(choice, weighed.branch, dishes, capacities) == result.used).all()
    assert (result.used <= result.capacity).all()
    assert result.gap <= 0.01
    assert set(frame["treatment"]) >= {"wait", "sms", "call", "home_visit", "agency"}
    by_limit = dict(zip(capacities.named(), result.price.tolist(), strict=True))
    assert by_limit["collector_minutes", "east"] > 0
    assert by_limit["visit_minutes", "west"] > 0

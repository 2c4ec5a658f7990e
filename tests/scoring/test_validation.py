"""Measures against slow, obvious computations."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.scoring import validate

Rows = list[tuple[str, float, bool]]


def slow_auc(rows: Rows) -> float | None:
    pairs = [(p, q) for _, p, paid in rows for _, q, other in rows if paid and not other]
    won = [1.0 if p > q else 0.5 if p == q else 0.0 for p, q in pairs]
    return sum(won) / len(won) if won else None


def slow_ks(rows: Rows) -> float | None:
    good = [p for _, p, paid in rows if paid]
    bad = [p for _, p, paid in rows if not paid]
    if not good or not bad:
        return None
    return max(
        abs(sum(p <= cut for p in bad) / len(bad) - sum(p <= cut for p in good) / len(good))
        for _, cut, _ in rows
    )


def slow_brier(rows: Rows) -> float:
    return sum((p - paid) ** 2 for _, p, paid in rows) / len(rows)


def slow_calibration_error(rows: Rows) -> float:
    gap = 0.0
    for step in range(10):
        inside = [(p, paid) for _, p, paid in rows if min(int(p * 10), 9) == step]
        gap += abs(sum(p for p, _ in inside) - sum(paid for _, paid in inside))
    return gap / len(rows)


def frame(rows: Rows) -> pl.DataFrame:
    return pl.DataFrame(
        rows, schema={"bucket": pl.String, "p_self": pl.Float64, "paid": pl.Boolean}, orient="row"
    )


ROW = st.tuples(
    st.sampled_from(["M1", "M2"]),
    st.one_of(st.sampled_from([0.0, 0.1, 0.25, 0.5, 1.0]), st.floats(0, 1)),
    st.booleans(),
)


@given(st.lists(ROW, min_size=1, max_size=40))
def test_validate_agrees_with_counting_pairs(rows: Rows) -> None:
    for got in validate(frame(rows), by="bucket").iter_rows(named=True):
        mine = [row for row in rows if row[0] == got["bucket"]]
        assert got["accounts"] == len(mine)
        assert got["paid_share"] == pytest.approx(sum(r[2] for r in mine) / len(mine))
        assert got["mean_p"] == pytest.approx(sum(r[1] for r in mine) / len(mine))
        assert got["auc"] == pytest.approx(slow_auc(mine))
        assert got["ks"] == pytest.approx(slow_ks(mine))
        assert got["brier"] == pytest.approx(slow_brier(mine))
        assert got["calibration_error"] == pytest.approx(slow_calibration_error(mine))


def test_validate_perfect_and_useless_scores() -> None:
    rows: Rows = [("M1", 0.0, False), ("M1", 1.0, True), ("M2", 0.5, False), ("M2", 0.5, True)]
    columns = ["bucket", "auc", "ks", "brier", "calibration_error"]
    assert validate(frame(rows), by="bucket").select(columns).rows() == [
        ("M1", 1.0, 1.0, 0.0, 0.0),
        ("M2", 0.5, 0.0, 0.25, 0.0),
    ]


def test_validate_one_outcome_has_no_discrimination() -> None:
    got = validate(frame([("M1", 0.5, True)]), by="bucket").row(0, named=True)
    assert (got["auc"], got["ks"], got["brier"]) == (None, None, 0.25)

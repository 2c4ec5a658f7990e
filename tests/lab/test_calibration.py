"""The shipped scorecard is what fitting to the demo gives, and as good as the docs say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from forbear.delinquency import DelinquencyPolicy
from forbear.lab.calibration import Calibration, calibrate
from forbear.policy import load
from forbear.portfolio.words import Product
from forbear.scoring import Scorecard, to_yaml

AS_OF = date(2026, 11, 22)
RATES = ("annual_rate", "overdue_rate", "penalty")


@pytest.fixture(scope="module")
def shipped() -> Scorecard:
    """The default policy's card."""
    return load().read("scorecard.yaml", Scorecard)


@pytest.fixture(scope="module")
def calibration(tape: Callable[[str], pl.DataFrame], shipped: Scorecard) -> Calibration:
    """The shipped card with its points forgotten, fitted anew."""
    blank = shipped.model_copy(
        update={
            "base": shipped.even,
            "features": tuple(
                part.model_copy(
                    update={"bins": tuple(b.model_copy(update={"points": 0}) for b in part.bins)}
                )
                for part in shipped.features
            ),
        }
    )
    accounts = tape("accounts").with_columns(
        (pl.col(RATES).cast(pl.Float64) * 1e6).round().cast(pl.Int64),
        pl.col("product").cast(pl.Enum(Product)),
    )
    return calibrate(
        {"accounts": accounts, **{t: tape(t) for t in ("instalments", "payments", "contacts")}},
        blank,
        as_of=AS_OF,
        timezone="Asia/Shanghai",
        policy=load().read("delinquency.yaml", DelinquencyPolicy),
    )


@pytest.mark.slow
def test_calibrate_gives_the_shipped_scorecard(
    calibration: Calibration, shipped: Scorecard
) -> None:
    assert to_yaml(calibration.card) == to_yaml(shipped)


def line(row: tuple[object, ...]) -> str:
    """A row of measures as docs/scoring.md prints it."""
    group, accounts, paid, predicted, *measures = row
    shares = [f"{100 * share:.1f} %" for share in (paid, predicted)]  # type: ignore[operator]
    return (
        " | ".join([f"| {group}", f"{accounts:,}", *shares, *(f"{m:.3f}" for m in measures)]) + " |"
    )


@pytest.mark.slow
def test_calibrate_measures_as_the_docs_say(calibration: Calibration) -> None:
    docs = (Path(__file__).parents[2] / "docs" / "scoring.md").read_text(encoding="utf-8")
    printed = [text for text in docs.splitlines() if text.startswith(("| M", "| overdue"))]
    overdue = calibration.together.filter(group="overdue").row(0)
    assert printed == [line(row) for row in (*calibration.by_bucket.iter_rows(), overdue)]
    assert f"{calibration.by_bucket['accounts'].sum():,} accounts" in docs

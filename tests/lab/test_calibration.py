"""The shipped scorecard is what fitting to the demo gives, and as good as the docs say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

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


@pytest.mark.slow
def test_calibrate_measures_as_the_docs_say(calibration: Calibration) -> None:
    measured = {
        row[0]: (row[1], *(round(x, 3) for x in row[4:]))
        for row in calibration.together.iter_rows()
    }
    assert measured == {
        "not overdue": (6935, 0.562, 0.121, 0.116, 0.005),
        "overdue": (2055, 0.707, 0.339, 0.218, 0.03),
    }
    assert calibration.by_bucket["accounts"].to_list() == [6935, 1129, 786, 85, 29, 10, 5, 11]

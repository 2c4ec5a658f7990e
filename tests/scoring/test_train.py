from __future__ import annotations

import sys

import numpy as np
import polars as pl
import pytest

from forbear.problems import ForbearError
from forbear.scoring import Scorecard, rate
from forbear.scoring.train import fit, held_out


@pytest.fixture(scope="module")
def known() -> pl.DataFrame:
    """Nine hundred accounts; how late they are decides, and nothing else does."""
    at = np.arange(900)
    return pl.DataFrame(
        {
            "account_id": [f"A{n:04}" for n in at],
            "days_past_due": np.array([0.0, 10.0, 40.0])[at % 3],
            "promises_90d": (at // 3 % 2).astype(float),
            "days_since_payment": pl.Series(at // 6 % 60, dtype=pl.Float64).replace(59, None),
            "owed_share": (at // 7 % 10) / 10,
        }
    )


@pytest.fixture(scope="module")
def paid(known: pl.DataFrame) -> pl.Series:
    """Nine in ten, one in two, one in ten paid."""
    share = known["days_past_due"].replace_strict({0.0: 9, 10.0: 5, 40.0: 1}).to_numpy()
    return pl.Series(np.arange(len(known)) // 3 % 10 < share)


@pytest.fixture(scope="module")
def card(known: pl.DataFrame, paid: pl.Series, small_card: Scorecard) -> Scorecard:
    """The small card fitted to them."""
    return fit(small_card, known, paid, pl.repeat(1.0, len(paid), eager=True))


def test_fit_finds_what_decides_and_keeps_the_words(
    known: pl.DataFrame, card: Scorecard, small_card: Scorecard
) -> None:
    assert card.reasons == small_card.reasons
    spread = {
        part.feature: max(b.points for b in part.bins) - min(b.points for b in part.bins)
        for part in card.features
    }
    assert max(spread, key=lambda name: spread[name]) == "days_past_due"
    chances = (
        rate(known, card)
        .join(known, on="account_id")
        .group_by("days_past_due")
        .agg(pl.col("p_self").mean())
        .sort("days_past_due")["p_self"]
    )
    assert chances.to_list() == pytest.approx([0.9, 0.5, 0.1], abs=0.02)
    assert Scorecard.model_validate(card.model_dump(by_alias=True)) == card


def test_fit_same_rows_give_the_same_card(
    known: pl.DataFrame, paid: pl.Series, card: Scorecard, small_card: Scorecard
) -> None:
    assert fit(small_card, known, paid, pl.repeat(1.0, len(paid), eager=True)) == card


def test_fit_one_outcome_is_refused(known: pl.DataFrame, small_card: Scorecard) -> None:
    ones = pl.repeat(True, len(known), eager=True)
    with pytest.raises(ForbearError, match="every account has the same outcome"):
        fit(small_card, known, ones, ones.cast(pl.Float64))


def test_fit_without_the_extra_says_how_to_get_it(
    known: pl.DataFrame,
    paid: pl.Series,
    small_card: Scorecard,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "interpret.glassbox", None)
    with pytest.raises(ForbearError, match=r"pip install 'forbear\[train\]'"):
        fit(small_card, known, paid, pl.repeat(1.0, len(paid), eager=True))


def test_held_out_is_about_the_share_and_always_the_same() -> None:
    names = [f"A{n:05}" for n in range(20_000)]
    kept = held_out(names, 0.3)
    assert abs(kept.mean() - 0.3) < 0.01
    assert held_out(names[100:110], 0.3).to_list() == kept[100:110].to_list()
    assert (held_out(names, 0.0).sum(), held_out(names, 1.0).sum()) == (0, 20_000)

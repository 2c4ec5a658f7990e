"""Fit the points of a scorecard to outcomes (needs the extra ``forbear[train]``)."""

from __future__ import annotations

import hashlib
import math
import warnings
from collections.abc import Iterable
from importlib import import_module
from typing import Any

import numpy as np
import polars as pl

from forbear.problems import refuse
from forbear.scoring.scorecard import Scorecard, ScoredFeature


def held_out(account_ids: Iterable[str], share: float) -> pl.Series:
    """Which accounts are kept from fitting, for measuring: about ``share`` of them, by hash.

    An account is on the same side in every run and on every machine.
    """
    return pl.Series(
        [
            int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") < share * 2**64
            for name in account_ids
        ],
        dtype=pl.Boolean,
    )


def fit(card: Scorecard, known: pl.DataFrame, paid: pl.Series, weight: pl.Series) -> Scorecard:
    """The same features, bins and words with points that fit what happened.

    ``known`` holds the card's features (`forbear.scoring.features`), ``paid`` (boolean or 0/1) and
    ``weight`` belong to its rows. The model is an explainable boosting machine (Nori, Jenkins,
    Koch, Caruana 2019) without interactions on the card's own bins: additive, so its bins are
    points already. ``better`` is kept by monotone constraints. Random choices are seeded, so the
    same rows in the same order give the same card. A missing bin gets no more than the best range.

    Raises `ForbearError` without the extra, and for fewer than two outcomes.
    """
    if paid.n_unique() < 2:
        raise refuse(
            "scoring.one_outcome",
            "paid",
            "every account has the same outcome; give accounts that paid and accounts that did not",
            "所有账户结果相同，须同时包含已还款与未还款的账户",
        )
    names = [part.feature for part in card.features]
    model = _machine(card)
    with warnings.catch_warnings():
        # Missing values have a bin of their own here; the library warns that it doesn't draw them.
        warnings.filterwarnings("ignore", "Missing values detected", UserWarning)
        model.fit(
            known.select(names).to_numpy(),
            paid.cast(pl.Int8).to_numpy(),
            sample_weight=weight.to_numpy(),
        )
    factor = card.double_odds / math.log(2)
    fitted = [
        _with_points(part, np.asarray(scores)[[*range(1, len(part.bins)), 0]] * factor)
        for part, scores in zip(card.features, model.term_scores_, strict=True)
    ]
    base = card.even + round(float(model.intercept_[0]) * factor)
    return card.model_copy(update={"base": base, "features": tuple(fitted)})


def _machine(card: Scorecard) -> Any:
    try:
        glassbox = import_module("interpret.glassbox")
    except ImportError:
        raise refuse(
            "scoring.no_trainer",
            "forbear[train]",
            "fitting needs interpret-core; install it with: pip install 'forbear[train]'",
            "拟合需要 interpret-core，请执行 pip install 'forbear[train]'",
        ) from None
    direction = {"low": -1, "high": 1, None: 0}
    return glassbox.ExplainableBoostingClassifier(
        interactions=0,
        feature_names=[part.feature for part in card.features],
        feature_types=[part.edges for part in card.features],
        monotone_constraints=[direction[part.better] for part in card.features],
        outer_bags=8,
        random_state=1,
        n_jobs=1,
    )


def _with_points(part: ScoredFeature, points: np.ndarray) -> ScoredFeature:
    whole = [round(float(p)) for p in points]
    whole[-1] = min(whole[-1], max(whole[:-1]))
    bins = [one.model_copy(update={"points": p}) for one, p in zip(part.bins, whole, strict=True)]
    return part.model_copy(update={"bins": tuple(bins)})

"""Points, chances and reasons: the scorecard compiled to Polars expressions."""

from __future__ import annotations

from datetime import date

import polars as pl

from forbear.scoring.features import features
from forbear.scoring.scorecard import Scorecard, ScoredFeature

#: Reasons given for a score.
REASONS = 3
#: A loss packs points lost, the feature's rank and the bin into one number: the larger, the
#: stronger the reason, and of equal ones that of the feature named first.
_BINS = 1000
_RANKS = 1000 * _BINS
#: Chances are given to a millionth, which every machine's arithmetic agrees on.
_DIGITS = 6


def score(
    aged: pl.DataFrame | pl.LazyFrame,
    contacts: pl.DataFrame | pl.LazyFrame,
    *,
    card: Scorecard,
    as_of: date,
    timezone: str,
) -> pl.DataFrame:
    """Every account of `aged` scored: `Scored`, sorted by account_id.

    Contacts are looked at only if the card has a feature that needs them.
    """
    wanted = [part.feature for part in card.features]
    known = features(aged, contacts, as_of=as_of, timezone=timezone, wanted=wanted)
    return rate(known, card)


def rate(known: pl.DataFrame | pl.LazyFrame, card: Scorecard) -> pl.DataFrame:
    """Score features already computed (`features`): `Scored`, sorted by account_id."""
    losses = [f"loss_{number}" for number in range(len(card.features))]
    names = [f"reason_{number}" for number in range(1, REASONS + 1)]
    parts = zip(losses, range(len(losses), 0, -1), card.features, strict=True)
    frame = known.lazy().select(
        "account_id", **{name: _loss(part, rank) for name, rank, part in parts}
    )
    lost = pl.sum_horizontal([pl.col(name) // _RANKS for name in losses])
    frame = frame.with_columns(points=_best(card) - lost)
    left = [pl.col(name) for name in losses]
    for name in names:
        frame = frame.with_columns(pl.max_horizontal(left).alias(name))
        left = [pl.when(loss < pl.col(name)).then(loss).otherwise(0) for loss in left]
    codes = pl.lit(_codes(card))
    return (
        frame.select(
            "account_id",
            pl.col("points").cast(pl.Int32),
            _chance(card).alias("p_self"),
            *(codes.gather(pl.col(name) % _RANKS).alias(name) for name in names),
        )
        .sort("account_id")
        .collect()
    )


def _best(card: Scorecard) -> int:
    return card.base + sum(max(b.points for b in part.bins) for part in card.features)


def _worst(card: Scorecard) -> int:
    return card.base + sum(min(b.points for b in part.bins) for part in card.features)


def _loss(part: ScoredFeature, rank: int) -> pl.Expr:
    """The packed loss against the feature's best bin; 0 where nothing is lost."""
    best = max(b.points for b in part.bins)
    packed = [
        (best - b.points) * _RANKS + rank * _BINS + at if b.points < best else 0
        for at, b in enumerate(part.bins)
    ]
    value = pl.col(part.feature)
    edges = pl.lit(pl.Series(part.edges, dtype=pl.Float64))
    at = (
        pl.when(value.is_null())
        .then(len(part.bins) - 1)
        .otherwise(edges.search_sorted(value, side="right"))
    )
    return pl.lit(pl.Series(packed, dtype=pl.Int64)).gather(at)


def _codes(card: Scorecard) -> pl.Series:
    """Reason codes by rank and bin; nothing at 0."""
    codes: list[str | None] = [None] * ((len(card.features) + 1) * _BINS)
    for number, part in enumerate(card.features):
        for at, one in enumerate(part.bins):
            codes[(len(card.features) - number) * _BINS + at] = one.code
    return pl.Series(codes, dtype=pl.String)


def _chance(card: Scorecard) -> pl.Expr:
    """The chance by points, looked up: 1 / (1 + 2 ** ((even - points) / double_odds))."""
    worst = _worst(card)
    chances = [
        round(1 / (1 + 2 ** ((card.even - points) / card.double_odds)), _DIGITS)
        for points in range(worst, _best(card) + 1)
    ]
    return pl.lit(pl.Series(chances, dtype=pl.Float64)).gather(pl.col("points") - worst)

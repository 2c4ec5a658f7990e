"""Scores against adding up by hand and a slow, obvious reading of the card."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.policy import load
from forbear.scoring import Scorecard, Scored, rate, score

AS_OF = date(2026, 11, 22)
Make = Callable[..., pl.DataFrame]


def slowly(card: Scorecard, values: dict[str, float | None]) -> tuple[int, float, list[str]]:
    """Points, chance and reasons of one account, bin by bin."""
    points, losses = card.base, []
    for place, part in enumerate(card.features):
        value = values[part.feature]
        for one in part.bins:
            low = one.start is None or (value is not None and value >= one.start)
            high = one.below is None or (value is not None and value < one.below)
            if one.missing if value is None else (low and high and not one.missing):
                points += one.points
                lost = max(b.points for b in part.bins) - one.points
                if lost > 0:
                    losses.append((-lost, place, one.code))
    odds = 2 ** ((points - card.even) / card.double_odds)
    return points, odds / (1 + odds), [code for _, _, code in sorted(losses)[:3]]


def test_score_adds_points_and_names_what_cost_most(
    small_card: Scorecard, aged: Make, contacts: Make
) -> None:
    frame = aged(
        account_id=["A3", "A1", "A2"],
        days_past_due=[0, 10, 60],
        last_paid_on=[date(2026, 11, 20), date(2026, 10, 1), None],
        owed=[10, 5, 5],
        outstanding=[100, 100, 100],
    )
    made = contacts(("C0", "2026-11-01 10:00", "promise"))
    scored = score(frame, made, card=small_card, as_of=AS_OF, timezone="Asia/Shanghai")
    assert scored.rows() == [
        ("A1", 500, 0.5, "A1", "C1", "B0"),
        ("A2", 410, 0.223105, "A2", "CX", "B0"),
        ("A3", 600, 0.8, None, None, None),
    ]
    Scored.validate(scored)


def test_score_equal_losses_go_by_the_order_of_the_card(small_card: Scorecard) -> None:
    known = pl.DataFrame(
        {
            "account_id": ["A1"],
            "days_past_due": [0.0],
            "promises_90d": [0.0],
            "days_since_payment": [0.0],
            "owed_share": [0.0],
        }
    )
    assert rate(known, small_card).row(0)[3:] == ("B0", "D0", None)


def test_score_nothing_gives_nothing(small_card: Scorecard, aged: Make, contacts: Make) -> None:
    scored = score(
        aged(days_past_due=[]), contacts(), card=small_card, as_of=AS_OF, timezone="Asia/Shanghai"
    )
    assert (scored.height, scored.columns) == (0, Scored.column_names())


VALUES = st.one_of(st.none(), st.integers(-5, 500).map(float), st.floats(-2, 8))


@pytest.mark.parametrize("shipped", [False, True])
@given(rows=st.lists(st.tuples(*[VALUES] * 5), min_size=1, max_size=20))
def test_rate_agrees_with_reading_the_card(
    rows: list[tuple[float | None, ...]], shipped: bool, small_card: Scorecard
) -> None:
    card = load().read("scorecard.yaml", Scorecard) if shipped else small_card
    names = [part.feature for part in card.features]
    values = [dict(zip(names, row, strict=False)) for row in rows]
    known = pl.DataFrame(
        {"account_id": [f"A{n:03}" for n in range(len(rows))]}
        | {name: pl.Series([v[name] for v in values], dtype=pl.Float64) for name in names}
    )
    expected = [slowly(card, v) for v in values]
    got = rate(known, card)
    assert got["points"].to_list() == [points for points, _, _ in expected]
    assert got["p_self"].to_list() == [round(p, 6) for _, p, _ in expected]
    reasons = [[r for r in row if r] for row in got.select("^reason_.$").rows()]
    assert reasons == [reasons for _, _, reasons in expected]

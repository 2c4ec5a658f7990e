"""Retention: how long a record is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest
from pydantic import ValidationError

from forbear.rulebook.clocks.retention import Retention

Events = Callable[..., pl.DataFrame]


@pytest.mark.parametrize(
    ("value", "settled", "due"),
    [
        ({"keep": {"years": 2}}, None, date(2028, 1, 10)),
        ({}, None, None),
        ({"until": "debt_settled"}, None, None),
        ({"until": "debt_settled"}, "2026-05-01", date(2026, 5, 1)),
        ({"until": "debt_settled", "keep": {"years": 2}}, "2026-05-01", date(2028, 1, 10)),
        ({"until": "debt_settled", "keep": {"years": 2}}, "2028-05-01", date(2028, 5, 1)),
        ({"until": "debt_settled", "keep": {"years": 2}}, None, None),
    ],
)
def test_record_is_kept_until(
    events: Events, value: dict[str, Any], settled: str | None, due: date | None
) -> None:
    rows = [("R", "plan_agreed_orally", "2026-01-10")]
    rows += [("R", "debt_settled", settled)] if settled else []
    kind = Retention.model_validate(
        {"item": "plan_agreement", "starts": ["plan_agreed_orally"], **value}
    )
    found = kind.stand(events(*rows), date(2029, 1, 1)).row(0, named=True)
    assert found["due_on"] == due
    assert found["state"] == ("running" if due is None else "ended")


@pytest.mark.parametrize(
    "change", [{"item": "diary"}, {"starts": []}, {"starts": ["rain"]}, {"keep": {"days": 0}}]
)
def test_retention_refuses(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Retention.model_validate({"item": "call_audio", "starts": ["call_recorded"], **change})

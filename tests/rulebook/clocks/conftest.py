"""Events small enough to read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

Events = Callable[..., pl.DataFrame]


@pytest.fixture(scope="session")
def events() -> Events:
    """``events(("C1", "complaint_received", "2026-11-01"), ...)``."""

    def make(*rows: tuple[str, str, str]) -> pl.DataFrame:
        whole = [(subject, event, date.fromisoformat(on)) for subject, event, on in rows]
        schema = {"subject_id": pl.String, "event": pl.String, "on": pl.Date}
        return pl.DataFrame(whole, schema=schema, orient="row")

    return make

"""One small clean tape for all tests of the lab."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from forbear.lab import write_demo

AS_OF = date(2026, 11, 22)


@pytest.fixture(scope="session")
def tape(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], pl.DataFrame]:
    """Reads a table of a whole round of the source, without planted faults."""
    folder: Path = tmp_path_factory.mktemp("demo") / "tape"
    write_demo(folder, as_of=AS_OF, faults=False)
    return lambda table: pl.read_parquet(folder / f"{table}.parquet")

"""A bank of two branches in each database."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

_spec = importlib.util.spec_from_file_location("people_bank", Path(__file__).with_name("bank.py"))
assert _spec is not None
assert _spec.loader is not None
bank_of = importlib.util.module_from_spec(_spec)
sys.modules["people_bank"] = bank_of
_spec.loader.exec_module(bank_of)


@pytest.fixture
def bank(site: Any) -> Any:
    """Rows of two branches; see `bank.py`."""
    return bank_of.filled()

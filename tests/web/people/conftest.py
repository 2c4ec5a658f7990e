"""A bank of two branches in each database."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


def _beside(name: str, known_as: str) -> ModuleType:
    """A module of this folder; tests are no packages, so it is named for those who import it."""
    spec = importlib.util.spec_from_file_location(known_as, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[known_as] = module
    spec.loader.exec_module(module)
    return module


bank_of = _beside("bank", "people_bank")
_beside("passkey", "people_passkey")


@pytest.fixture
def bank(site: Any) -> Any:
    """Rows of two branches; see `bank.py`."""
    return bank_of.filled()

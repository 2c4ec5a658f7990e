from collections.abc import Callable
from pathlib import Path

import pytest

from forbear.web.sealing import Ring


def drawn(seed: int) -> Callable[[int], bytes]:
    """Bytes that differ from call to call and are the same in every test run."""
    calls = iter(range(1_000_000))

    def random(length: int) -> bytes:
        begin = (seed * 1_000_000 + next(calls)).to_bytes(8, "big")
        return (begin * (length // 8 + 1))[:length]

    return random


@pytest.fixture
def ring() -> Ring:
    return Ring.new(drawn(1))


@pytest.fixture
def other() -> Ring:
    return Ring.new(drawn(2))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"
